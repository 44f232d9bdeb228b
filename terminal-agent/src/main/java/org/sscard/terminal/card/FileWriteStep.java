package org.sscard.terminal.card;

import java.util.List;
import org.sscard.terminal.authority.KeyAnswer;
import org.sscard.terminal.authority.KeyQuestion;
import org.sscard.terminal.reader.CardLease;

/** Writing one file with its update key, in two steps. */
public final class FileWriteStep extends CardStep {

    private final FileKey file;
    private final List<FileSelection> selections;

    FileWriteStep(CardLease lease, OpenCard card, FileKey file, List<FileSelection> selections) {
        super(lease, card);
        this.file = file;
        this.selections = List.copyOf(selections);
    }

    public KeyQuestion question() {
        return file.question();
    }

    /** What the first step named, and nothing else. */
    public List<FileSelection> selections() {
        return selections;
    }

    /** Every value is encoded before the terminal proves itself to the card. */
    public void finish(KeyAnswer answer, List<FileContent> contents) {
        coded(() -> {
            file.files(answer).write(contents);
            return true;
        });
    }
}
