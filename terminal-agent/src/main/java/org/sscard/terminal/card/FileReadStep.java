package org.sscard.terminal.card;

import java.util.List;
import org.sscard.terminal.authority.KeyAnswer;
import org.sscard.terminal.authority.KeyQuestion;
import org.sscard.terminal.reader.CardLease;

/** Reading one file with its read key, in two steps. */
public final class FileReadStep extends CardStep {

    private final FileKey file;
    private final List<FileSelection> selections;

    FileReadStep(CardLease lease, OpenCard card, FileKey file, List<FileSelection> selections) {
        super(lease, card);
        this.file = file;
        this.selections = List.copyOf(selections);
    }

    public KeyQuestion question() {
        return file.question();
    }

    public List<FileContent> finish(KeyAnswer answer) {
        return coded(() -> file.files(answer).read(selections, ReadingRight.KEY));
    }
}
