package org.sscard.spec.transport;

/** The card or its reader gave no answer. Never carries APDU data. */
public final class CardTransportException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    /** Who failed, so that the caller knows what may be tried. */
    public enum Kind {
        /** The card was taken out or never there. */
        CARD_REMOVED,
        /** Somebody else reset the card; the session's states are gone. */
        CARD_RESET,
        /** The card is there and does not answer. */
        CARD_MUTE,
        /** The reader or the PC/SC service went away. */
        READER_LOST
    }

    private final Kind kind;

    public CardTransportException(Kind kind, String message) {
        super(message);
        this.kind = kind;
    }

    public CardTransportException(Kind kind, String message, Throwable cause) {
        super(message, cause);
        this.kind = kind;
    }

    public Kind kind() {
        return kind;
    }
}
