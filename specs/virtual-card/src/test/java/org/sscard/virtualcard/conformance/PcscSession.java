package org.sscard.virtualcard.conformance;

import javax.smartcardio.Card;
import javax.smartcardio.CardException;
import javax.smartcardio.CardTerminal;
import javax.smartcardio.CommandAPDU;
import org.sscard.virtualcard.CardSession;

/** The card in a PC/SC reader, through the JDK as any stranger's program would. */
final class PcscSession implements CardSession {

    private final CardTerminal reader;
    private Card card;

    PcscSession(CardTerminal reader) throws CardException {
        this.reader = reader;
        this.card = reader.connect("*");
    }

    @Override
    public byte[] atr() {
        return card.getATR().getBytes();
    }

    @Override
    public void reset() {
        try {
            card.disconnect(true);
            card = reader.connect("*");
        } catch (CardException e) {
            throw new AssertionError("reset through PC/SC", e);
        }
    }

    @Override
    public byte[] transmit(byte[] command) {
        try {
            return card.getBasicChannel().transmit(new CommandAPDU(command)).getBytes();
        } catch (CardException e) {
            throw new AssertionError("command through PC/SC", e);
        }
    }

    @Override
    public String image() {
        throw new UnsupportedOperationException("a card behind PC/SC gives no image");
    }

    void disconnect() throws CardException {
        card.disconnect(true);
    }
}
