package org.sscard.terminal.pin;

/** Where the holder enters the PIN: the screen today, a pad of the reader later. */
public interface PinPad {

    /**
     * Asks and waits. The caller closes the PIN.
     *
     * @throws org.sscard.wire.error.CodedException PIN_CANCELLED, PIN_TIMEOUT, PIN_LENGTH (outside 4 to 16 digits),
     *     PIN_PAD_BUSY when the pad asks somebody already
     */
    Pin ask(PinRequest request);
}
