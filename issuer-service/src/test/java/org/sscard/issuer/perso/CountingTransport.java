package org.sscard.issuer.perso;

import org.sscard.spec.apdu.CommandApdu;
import org.sscard.spec.apdu.ResponseApdu;
import org.sscard.spec.transport.CardTransport;

/** Counts what reaches a card, resets included. */
final class CountingTransport implements CardTransport {

    private final CardTransport card;
    int count;

    CountingTransport(CardTransport card) {
        this.card = card;
    }

    @Override
    public ResponseApdu transmit(CommandApdu command) {
        count++;
        return card.transmit(command);
    }

    @Override
    public byte[] atr() {
        return card.atr();
    }

    @Override
    public byte[] reset() {
        count++;
        return card.reset();
    }

    @Override
    public void close() {
        card.close();
    }
}
