package org.sscard.spec.transport;

import org.sscard.spec.apdu.CommandApdu;
import org.sscard.spec.apdu.ResponseApdu;

/**
 * One powered card: a command in, a response out. All calls of one session come from one thread. Implementations do not
 * interpret status words; 61xx and 6Cxx are handled by a decorator.
 */
public interface CardTransport extends AutoCloseable {

    /** @throws CardTransportException when no answer came; what the card did is then unknown */
    ResponseApdu transmit(CommandApdu command);

    /** Answer to reset, as the reader saw it last. */
    byte[] atr();

    /** Cold reset: all security states of the card are lost. Answers the new ATR. */
    byte[] reset();

    /** Ends the session; the card stays where it is. */
    @Override
    void close();
}
