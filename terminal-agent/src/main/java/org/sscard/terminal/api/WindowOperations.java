package org.sscard.terminal.api;

import java.util.List;
import java.util.function.Function;
import java.util.function.Supplier;
import org.sscard.terminal.authority.Purchase;
import org.sscard.terminal.card.BasicData;
import org.sscard.terminal.card.CardAuthentication;
import org.sscard.terminal.card.CardDesk;
import org.sscard.terminal.card.CardStep;
import org.sscard.terminal.card.CardSteps;
import org.sscard.terminal.card.DebitRecord;
import org.sscard.terminal.card.ExpectedCard;
import org.sscard.terminal.card.FileContent;
import org.sscard.terminal.card.FileSelection;
import org.sscard.terminal.card.Mismatch;
import org.sscard.terminal.card.PurchaseProof;
import org.sscard.terminal.card.ReadingRight;
import org.sscard.terminal.reader.CardPlace;
import org.sscard.terminal.reader.ReaderDesk;
import org.sscard.terminal.reader.ReaderStatus;
import org.sscard.wire.error.CodedException;

/** What the window may ask for, whichever way the call came in; each operation leaves its trace, without personal data. */
public final class WindowOperations {

    private final ReaderDesk readers;
    private final CardDesk cards;
    private final OperationLog log;
    private final LastFailure lastFailure;

    public WindowOperations(ReaderDesk readers, CardDesk cards, OperationLog log, LastFailure lastFailure) {
        this.readers = readers;
        this.cards = cards;
        this.log = log;
        this.lastFailure = lastFailure;
    }

    public List<ReaderStatus> readers() {
        return readers.readers();
    }

    public BasicData readBasic(CardPlace place) {
        return traced("basic-read", place, () -> cards.readBasic(place));
    }

    public List<FileContent> readFiles(
            CardPlace place, ExpectedCard expected, List<FileSelection> files, ReadingRight right) {
        return traced("read-files", place, () -> cards.readFiles(place, expected, files, right));
    }

    public void writeFiles(CardPlace place, ExpectedCard expected, List<FileContent> files) {
        log.begun("write-files", where(place));
        traced("write-files", place, () -> cards.writeFiles(place, expected, files));
    }

    public void verifyPin(CardPlace place) {
        traced("verify-pin", place, () -> cards.verifyPin(place));
    }

    public void changePin(CardPlace place) {
        changePin(place, Mismatch.REFUSE);
    }

    public void changePin(CardPlace place, Mismatch mismatch) {
        traced("change-pin", place, () -> cards.changePin(place, mismatch));
    }

    public void reloadPin(CardPlace place, ExpectedCard expected) {
        reloadPin(place, expected, Mismatch.REFUSE);
    }

    public void reloadPin(CardPlace place, ExpectedCard expected, Mismatch mismatch) {
        log.begun("reload-pin", where(place));
        traced("reload-pin", place, () -> cards.reloadPin(place, expected, mismatch));
    }

    public void unblockPin(CardPlace place, ExpectedCard expected) {
        log.begun("unblock-pin", where(place));
        traced("unblock-pin", place, () -> cards.unblockPin(place, expected));
    }

    public PurchaseProof debit(CardPlace place, ExpectedCard expected, Purchase purchase) {
        log.begun("debit", where(place));
        return traced("debit", place, () -> cards.debit(place, expected, purchase));
    }

    public List<DebitRecord> debitRecords(CardPlace place) {
        return traced("debit-records", place, () -> cards.debitRecords(place));
    }

    public CardAuthentication authenticate(CardPlace place, ExpectedCard expected, byte[] challenge) {
        return traced("authenticate", place, () -> cards.authenticate(place, expected, challenge));
    }

    /** The first step of a use case whose cryptograms the caller brings; he goes on with {@link #goOn}. */
    public <T extends CardStep> T begin(String operation, CardPlace place, Function<CardSteps, T> work) {
        return traced(operation, where(place), () -> work.apply(cards.steps()));
    }

    /** A further step. It may change the card: it is written down before. */
    public <T> T goOn(String operation, CardStep step, Supplier<T> work) {
        log.begun(operation, step.readerName());
        return traced(operation, step.readerName(), work);
    }

    private void traced(String operation, CardPlace place, Runnable work) {
        traced(operation, place, () -> {
            work.run();
            return true;
        });
    }

    private <T> T traced(String operation, CardPlace place, Supplier<T> work) {
        return traced(operation, where(place), work);
    }

    private <T> T traced(String operation, String reader, Supplier<T> work) {
        try {
            T result = work.get();
            log.done(operation, reader);
            return result;
        } catch (CodedException e) {
            lastFailure.remember(e);
            log.refused(operation, reader, e.code());
            throw e;
        }
    }

    /** As the audit log names it: the reader, or nothing where the caller left the choice. */
    private static String where(CardPlace place) {
        return place.reader();
    }
}
