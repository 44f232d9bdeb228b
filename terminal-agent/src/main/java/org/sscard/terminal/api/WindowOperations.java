package org.sscard.terminal.api;

import java.util.List;
import java.util.function.Supplier;
import org.sscard.spec.identity.CardIdentificationCode;
import org.sscard.terminal.authority.Purchase;
import org.sscard.terminal.card.BasicData;
import org.sscard.terminal.card.CardAuthentication;
import org.sscard.terminal.card.CardDesk;
import org.sscard.terminal.card.PurchaseProof;
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

    public BasicData readBasic(String reader) {
        return traced("basic-read", reader, () -> cards.readBasic(reader));
    }

    public void verifyPin(String reader) {
        traced("verify-pin", reader, () -> {
            cards.verifyPin(reader);
            return true;
        });
    }

    public PurchaseProof debit(String reader, CardIdentificationCode expected, Purchase purchase) {
        log.begun("debit", reader);
        return traced("debit", reader, () -> cards.debit(reader, expected, purchase));
    }

    public CardAuthentication authenticate(String reader, CardIdentificationCode expected, byte[] challenge) {
        return traced("authenticate", reader, () -> cards.authenticate(reader, expected, challenge));
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
}
