package org.sscard.terminal.reader;

import org.sscard.spec.apdu.StatusWord;

/**
 * A reader with keys of its own (PC/SC part 10): the PIN goes from its keys to the card and is never in this machine. It takes
 * PINs of one length only. An answer is the card's status word, or one of the pad: 6400 time-out, 6401 cancelled, 6402 the new
 * PIN was not the same twice, 6403 length.
 */
public interface ReaderPad {

    /**
     * Asks the holder and sends VERIFY.
     *
     * @throws org.sscard.spec.transport.CardTransportException as for any command
     */
    StatusWord verify();

    /** Asks the holder for the present and twice for the new PIN and sends CHANGE PIN. */
    StatusWord change();
}
