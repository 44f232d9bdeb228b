package org.sscard.issuer.perso;

import java.util.HexFormat;
import org.sscard.spec.apdu.CommandApdu;
import org.sscard.spec.apdu.ResponseApdu;
import org.sscard.spec.transport.CardTransport;

/** One bit of the last data byte of one command with this header changes on its way to the card. */
final class FlippingTransport implements CardTransport {

    private final CardTransport card;
    private final String header;
    private final int from;
    int count;
    private boolean done;

    FlippingTransport(CardTransport card, String header, int from) {
        this.card = card;
        this.header = header;
        this.from = from;
    }

    @Override
    public ResponseApdu transmit(CommandApdu command) {
        count++;
        byte[] bytes = command.bytes();
        if (!done
                && count >= from
                && HexFormat.of().withUpperCase().formatHex(bytes).startsWith(header)) {
            done = true;
            bytes[bytes.length - 1] ^= 0x01;
            return card.transmit(CommandApdu.parse(bytes));
        }
        return card.transmit(command);
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
