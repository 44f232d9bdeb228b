package org.sscard.issuer.perso;

import org.sscard.spec.apdu.CommandApdu;
import org.sscard.spec.apdu.ResponseApdu;
import org.sscard.spec.transport.CardTransport;
import org.sscard.spec.transport.CardTransportException;
import org.sscard.spec.transport.CardTransportException.Kind;

/** A card that is pulled out at one APDU: before it reaches the card, or after the card acted and before it answered. */
final class TearingTransport implements CardTransport {

    private final CardTransport card;
    private final int tearAt;
    private final boolean afterTheCardActed;
    private int count;

    TearingTransport(CardTransport card, int tearAt, boolean afterTheCardActed) {
        this.card = card;
        this.tearAt = tearAt;
        this.afterTheCardActed = afterTheCardActed;
    }

    @Override
    public ResponseApdu transmit(CommandApdu command) {
        count++;
        if (count > tearAt || (count == tearAt && !afterTheCardActed)) {
            throw new CardTransportException(Kind.CARD_REMOVED, "torn");
        }
        ResponseApdu response = card.transmit(command);
        if (count == tearAt) {
            throw new CardTransportException(Kind.CARD_REMOVED, "torn");
        }
        return response;
    }

    @Override
    public byte[] atr() {
        return card.atr();
    }

    @Override
    public byte[] reset() {
        if (count >= tearAt) {
            throw new CardTransportException(Kind.CARD_REMOVED, "torn");
        }
        return card.reset();
    }

    @Override
    public void close() {
        card.close();
    }
}
