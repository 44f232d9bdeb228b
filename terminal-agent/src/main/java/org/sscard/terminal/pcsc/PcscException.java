package org.sscard.terminal.pcsc;

import java.util.Locale;
import org.sscard.spec.transport.CardTransportException;
import org.sscard.spec.transport.CardTransportException.Kind;
import org.sscard.wire.error.CodedException;
import org.sscard.wire.error.ErrorCode;

/** A PC/SC call that did not succeed, with the code that winscard.h names. */
final class PcscException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    static final int INVALID_HANDLE = 0x80100003;
    static final int UNKNOWN_READER = 0x80100009;
    static final int TIMEOUT = 0x8010000A;
    static final int SHARING_VIOLATION = 0x8010000B;
    static final int NO_SMARTCARD = 0x8010000C;
    static final int PROTO_MISMATCH = 0x8010000F;
    static final int NOT_TRANSACTED = 0x80100016;
    static final int NO_SERVICE = 0x8010001D;
    static final int NO_READERS_AVAILABLE = 0x8010002E;
    static final int UNSUPPORTED_CARD = 0x80100065;
    static final int UNRESPONSIVE_CARD = 0x80100066;
    static final int UNPOWERED_CARD = 0x80100067;
    static final int RESET_CARD = 0x80100068;
    static final int REMOVED_CARD = 0x80100069;

    private final int code;

    PcscException(String function, int code) {
        super(String.format(Locale.ROOT, "%s: %08X", function, code));
        this.code = code;
    }

    int code() {
        return code;
    }

    /** What it means for a session: who is missing, card or reader. */
    RuntimeException forSession() {
        return switch (code) {
            case SHARING_VIOLATION -> new CodedException(ErrorCode.READER_BUSY);
            case REMOVED_CARD, NO_SMARTCARD -> transport(Kind.CARD_REMOVED);
            case RESET_CARD -> transport(Kind.CARD_RESET);
            case UNRESPONSIVE_CARD, UNPOWERED_CARD, UNSUPPORTED_CARD, PROTO_MISMATCH, NOT_TRANSACTED, TIMEOUT ->
                transport(Kind.CARD_MUTE);
            default -> transport(Kind.READER_LOST);
        };
    }

    private CardTransportException transport(Kind kind) {
        return new CardTransportException(kind, String.valueOf(getMessage()), this);
    }
}
