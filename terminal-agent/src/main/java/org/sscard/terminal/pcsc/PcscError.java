package org.sscard.terminal.pcsc;

import java.util.Arrays;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.sscard.spec.transport.CardTransportException.Kind;

/** The codes of winscard.h that mean something to a session; any other means that the reader or the service is gone. */
enum PcscError {
    SCARD_E_TIMEOUT(0x8010000A, Kind.CARD_MUTE),
    SCARD_E_SHARING_VIOLATION(0x8010000B, Kind.CARD_RESET),
    SCARD_E_NO_SMARTCARD(0x8010000C, Kind.CARD_REMOVED),
    SCARD_E_PROTO_MISMATCH(0x8010000F, Kind.CARD_MUTE),
    SCARD_E_NOT_TRANSACTED(0x80100016, Kind.CARD_MUTE),
    SCARD_E_NO_READERS_AVAILABLE(0x8010002E, Kind.READER_LOST),
    SCARD_E_UNKNOWN_READER(0x80100009, Kind.READER_LOST),
    SCARD_E_NO_ACCESS(0x80100027, Kind.READER_LOST),
    SCARD_W_SECURITY_VIOLATION(0x8010006A, Kind.READER_LOST),
    SCARD_W_UNSUPPORTED_CARD(0x80100065, Kind.CARD_MUTE),
    SCARD_W_UNRESPONSIVE_CARD(0x80100066, Kind.CARD_MUTE),
    SCARD_W_UNPOWERED_CARD(0x80100067, Kind.CARD_MUTE),
    SCARD_W_RESET_CARD(0x80100068, Kind.CARD_RESET),
    SCARD_W_REMOVED_CARD(0x80100069, Kind.CARD_REMOVED);

    private final int code;
    private final Kind kind;

    PcscError(int code, Kind kind) {
        this.code = code;
        this.kind = kind;
    }

    static Optional<PcscError> ofCode(int code) {
        return Arrays.stream(values()).filter(error -> error.code == code).findFirst();
    }

    /** The code behind an exception of javax.smartcardio: providers tell it in the message of a cause, by its name. */
    static Optional<PcscError> behind(Throwable failure) {
        for (@Nullable Throwable cause = failure; cause != null; cause = cause.getCause()) {
            String message = String.valueOf(cause.getMessage());
            Optional<PcscError> named = Arrays.stream(values())
                    .filter(error -> message.endsWith(error.name()))
                    .findFirst();
            if (named.isPresent()) {
                return named;
            }
        }
        return Optional.empty();
    }

    /** Whether the service refused the user, as polkit tells it to. */
    static boolean isRefusal(Throwable failure) {
        return behind(failure)
                .filter(error -> error == SCARD_E_NO_ACCESS || error == SCARD_W_SECURITY_VIOLATION)
                .isPresent();
    }

    /** What the innermost cause says; the JDK's provider tells "list() failed" above it. */
    static String reason(Throwable failure) {
        Throwable innermost = failure;
        for (@Nullable Throwable cause = failure; cause != null; cause = cause.getCause()) {
            innermost = cause;
        }
        return String.valueOf(innermost.getMessage());
    }

    /** What it means for a session under way: who is missing, card or reader. */
    Kind kind() {
        return kind;
    }
}
