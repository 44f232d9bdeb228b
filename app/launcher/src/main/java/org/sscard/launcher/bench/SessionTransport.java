package org.sscard.launcher.bench;

import org.sscard.spec.apdu.CommandApdu;
import org.sscard.spec.apdu.ResponseApdu;
import org.sscard.spec.transport.CardTransport;
import org.sscard.virtualcard.CardSession;

/** A virtual card without a reader. */
record SessionTransport(CardSession card) implements CardTransport {

    @Override
    public ResponseApdu transmit(CommandApdu command) {
        return ResponseApdu.parse(card.transmit(command.bytes()));
    }

    @Override
    public byte[] atr() {
        return card.atr();
    }

    @Override
    public byte[] reset() {
        card.reset();
        return card.atr();
    }

    @Override
    public void close() {
        // It lies in no reader.
    }
}
