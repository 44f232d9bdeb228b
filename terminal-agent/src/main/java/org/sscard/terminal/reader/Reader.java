package org.sscard.terminal.reader;

import org.sscard.spec.transport.CardTransport;

/** A device that takes one card: a PC/SC reader or a virtual one. */
public interface Reader {

    String name();

    /**
     * A short look, from any thread, that neither powers the card nor waits for a session on it.
     *
     * @throws org.sscard.spec.transport.CardTransportException READER_LOST when the reader is gone
     */
    Presence presence();

    /**
     * Powers the card and opens a session on it; called, like every call on the session, from the reader's own thread.
     *
     * @throws org.sscard.spec.transport.CardTransportException CARD_REMOVED when no card is there, CARD_MUTE when it does
     *     not answer, READER_LOST when the reader is gone
     * @throws org.sscard.wire.error.CodedException READER_BUSY when another program holds the card
     */
    CardTransport connect();
}
