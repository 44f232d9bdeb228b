package org.sscard.terminal.reader;

import org.sscard.spec.transport.CardTransportException;
import org.sscard.wire.error.CodedException;
import org.sscard.wire.error.ErrorCode;

/** What a caller is told when a card or reader gave no answer. */
public final class TransportFailure {

    private TransportFailure() {}

    /** For a session that was under way. */
    public static CodedException coded(CardTransportException failure) {
        return new CodedException(
                switch (failure.kind()) {
                    case CARD_REMOVED -> ErrorCode.CARD_REMOVED;
                    case CARD_RESET -> ErrorCode.CARD_RESET;
                    case CARD_MUTE -> ErrorCode.CARD_MUTE;
                    case READER_LOST -> ErrorCode.READER_LOST;
                });
    }

    /** For a session that could not begin: a card that is not there was not taken out. */
    static CodedException codedAtStart(CardTransportException failure) {
        return failure.kind() == CardTransportException.Kind.CARD_REMOVED
                ? new CodedException(ErrorCode.CARD_ABSENT)
                : coded(failure);
    }
}
