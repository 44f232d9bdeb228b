package org.sscard.issuer.perso;

import java.util.Optional;
import org.sscard.spec.apdu.CommandApdu;
import org.sscard.spec.apdu.ResponseApdu;
import org.sscard.spec.transport.CardTransport;
import org.sscard.spec.transport.CardTransportException;

/**
 * A card whose every exchange is journalled: no APDU leaves before its intention is durable. The result of one APDU is
 * committed with the intention of the next; after a crash the last intention without a result says where the card may
 * have been torn.
 */
final class JournalledTransport implements CardTransport {

    private final CardTransport card;
    private final ApduJournal journal;
    private Optional<ApduJournal.Result> unwritten = Optional.empty();
    private String step = "";
    private boolean secret;
    private int seq;

    JournalledTransport(CardTransport card, ApduJournal journal) {
        this.card = card;
        this.journal = journal;
    }

    /** Says what the next APDUs belong to, and whether their data must not be kept. */
    void announce(String nextStep, boolean holdsSecret) {
        step = nextStep;
        secret = holdsSecret;
    }

    /** APDUs sent so far. */
    int count() {
        return seq;
    }

    @Override
    public ResponseApdu transmit(CommandApdu command) {
        seq++;
        journal.write(unwritten, Optional.of(new ApduJournal.Intention(seq, step, command, secret)));
        unwritten = Optional.empty();
        try {
            ResponseApdu response = card.transmit(command);
            unwritten = Optional.of(new ApduJournal.Result(seq, step, response, ""));
            return response;
        } catch (CardTransportException e) {
            unwritten =
                    Optional.of(new ApduJournal.Result(seq, step, null, e.kind().name()));
            throw e;
        }
    }

    /** Writes the last result. */
    void finish() {
        if (unwritten.isPresent()) {
            journal.write(unwritten, Optional.empty());
            unwritten = Optional.empty();
        }
    }

    @Override
    public byte[] atr() {
        return card.atr();
    }

    @Override
    public byte[] reset() {
        return card.reset();
    }

    @Override
    public void close() {
        card.close();
    }
}
