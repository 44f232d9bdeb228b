package org.sscard.sdk;

import io.grpc.Channel;
import java.nio.file.Path;
import org.sscard.sdk.books.DayBook;
import org.sscard.sdk.journal.SettlementJournal;
import org.sscard.sdk.lines.LineQueue;
import org.sscard.sdk.rpc.EncounterClient;
import org.sscard.wire.error.CodedException;

/** The three files of a journal's directory: money messages, days, fee lines; the first one's lock guards all. */
record JournalFiles(SettlementJournal journal, DayBook book, LineQueue lines) implements AutoCloseable {

    static JournalFiles open(Path directory, SettlementBuilder.Settings settings, Channel insurer) {
        SettlementJournal journal = SettlementJournal.open(directory, settings.clock());
        try {
            DayBook book = DayBook.open(directory, settings.clock());
            try {
                EncounterClient encounters = new EncounterClient(insurer, settings.institution());
                return new JournalFiles(journal, book, LineQueue.open(directory, encounters, settings.refusedLines()));
            } catch (CodedException e) {
                book.close();
                throw e;
            }
        } catch (CodedException e) {
            journal.close();
            throw e;
        }
    }

    /** The lock last. */
    @Override
    public void close() {
        lines.close();
        book.close();
        journal.close();
    }
}
