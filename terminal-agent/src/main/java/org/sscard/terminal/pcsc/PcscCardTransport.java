package org.sscard.terminal.pcsc;

import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import javax.smartcardio.Card;
import javax.smartcardio.CardException;
import javax.smartcardio.CardTerminal;
import org.sscard.spec.apdu.CommandApdu;
import org.sscard.spec.apdu.ResponseApdu;
import org.sscard.spec.apdu.StatusWord;
import org.sscard.spec.transport.CardTransportException;
import org.sscard.spec.transport.CardTransportException.Kind;
import org.sscard.terminal.pcsc.ReaderPinEntry.Feature;
import org.sscard.terminal.reader.PadSession;
import org.sscard.terminal.reader.ReaderPad;
import org.sscard.wire.error.CodedException;
import org.sscard.wire.error.ErrorCode;

/** One exclusive session on a card of javax.smartcardio. Nothing is fetched, repeated or rewritten here. */
final class PcscCardTransport implements PadSession {

    private static final int MAX_RESPONSE_LENGTH = 258;
    private static final String ANY_PROTOCOL = "*";

    private final CardTerminal terminal;
    private final Optional<ReaderPinEntry> pinEntry;
    private Card card;
    private boolean failed;

    private PcscCardTransport(CardTerminal terminal, Optional<ReaderPinEntry> pinEntry, Card card) {
        this.terminal = terminal;
        this.pinEntry = pinEntry;
        this.card = card;
    }

    /** @param pinEntry how a reader with keys is asked for a PIN; empty: it is not */
    static PcscCardTransport connect(CardTerminal terminal, Optional<ReaderPinEntry> pinEntry) {
        try {
            return new PcscCardTransport(terminal, pinEntry, exclusive(terminal));
        } catch (CardException e) {
            throw PcscError.behind(e)
                            .filter(PcscError.SCARD_E_SHARING_VIOLATION::equals)
                            .isPresent()
                    ? new CodedException(ErrorCode.READER_BUSY)
                    : failure(e);
        }
    }

    private static Card exclusive(CardTerminal terminal) throws CardException {
        if (terminal instanceof PcscliteTerminal) {
            return terminal.connect(PcscliteTerminal.EXCLUSIVE + ANY_PROTOCOL);
        }
        Card card = terminal.connect(ANY_PROTOCOL);
        try {
            card.beginExclusive();
            return card;
        } catch (CardException e) {
            card.disconnect(false);
            throw e;
        }
    }

    private static CardTransportException failure(CardException e) {
        Kind kind = PcscError.behind(e).map(PcscError::kind).orElse(Kind.READER_LOST);
        return new CardTransportException(kind, PcscError.reason(e), e);
    }

    /** The command goes through buffers, not through a CommandAPDU, whose bytes nobody can wipe. */
    @Override
    public ResponseApdu transmit(CommandApdu command) {
        if (failed) {
            throw new CardTransportException(Kind.CARD_RESET, "the session failed before");
        }
        byte[] send = command.bytes();
        ByteBuffer answer = ByteBuffer.allocate(MAX_RESPONSE_LENGTH);
        try {
            int length = card.getBasicChannel().transmit(ByteBuffer.wrap(send), answer);
            return parsed(Arrays.copyOf(answer.array(), length));
        } catch (CardException e) {
            throw ended(failure(e));
        } finally {
            Arrays.fill(send, (byte) 0);
        }
    }

    private ResponseApdu parsed(byte[] answer) {
        try {
            return ResponseApdu.parse(answer);
        } catch (IllegalArgumentException e) {
            throw ended(new CardTransportException(Kind.CARD_MUTE, "the answer has no status word", e));
        }
    }

    /**
     * The session is over. pcscd tells a card that was pulled while it worked as one that does not answer; it asks the reader
     * when the power is taken away.
     */
    private CardTransportException ended(CardTransportException failure) {
        failed = true;
        if (failure.kind() != Kind.CARD_MUTE || !(terminal instanceof PcscliteTerminal ours)) {
            return failure;
        }
        try {
            card.disconnect(true);
            return ours.look().present()
                    ? failure
                    : new CardTransportException(Kind.CARD_REMOVED, "taken out while it worked", failure);
        } catch (CardException e) {
            return failure;
        }
    }

    /** A reader that knows no features, or no PIN entry among them, has no pad. */
    @Override
    public Optional<ReaderPad> pad() {
        return pinEntry.flatMap(entry -> {
            Map<Feature, Integer> features = features();
            boolean offered = features.keySet().containsAll(EnumSet.allOf(Feature.class));
            return offered ? Optional.of(new Pad(entry, features)) : Optional.empty();
        });
    }

    private Map<Feature, Integer> features() {
        int request = terminal instanceof PcscliteTerminal
                ? ReaderPinEntry.GET_FEATURE_REQUEST
                : ReaderPinEntry.GET_FEATURE_REQUEST_WINDOWS;
        try {
            return ReaderPinEntry.features(card.transmitControlCommand(request, new byte[0]));
        } catch (CardException e) {
            return Map.of();
        }
    }

    private final class Pad implements ReaderPad {

        private final ReaderPinEntry entry;
        private final Map<Feature, Integer> features;

        Pad(ReaderPinEntry entry, Map<Feature, Integer> features) {
            this.entry = entry;
            this.features = features;
        }

        @Override
        public StatusWord verify() {
            return entered(Feature.VERIFY_PIN_DIRECT, entry.verifyStructure());
        }

        @Override
        public StatusWord change() {
            return entered(Feature.MODIFY_PIN_DIRECT, entry.modifyStructure());
        }

        private StatusWord entered(Feature feature, byte[] structure) {
            try {
                int code = Objects.requireNonNull(features.get(feature));
                return parsed(card.transmitControlCommand(code, structure)).status();
            } catch (CardException e) {
                throw ended(failure(e));
            }
        }
    }

    @Override
    public byte[] atr() {
        return card.getATR().getBytes();
    }

    /** javax.smartcardio resets at the end of a connection. Who takes the card before the next one began ends the session. */
    @Override
    public byte[] reset() {
        try {
            card.disconnect(true);
            card = exclusive(terminal);
            failed = false;
            return atr();
        } catch (CardException e) {
            failed = true;
            throw failure(e);
        }
    }

    /** The card is reset, however the session went: what it verified must not serve the next program. */
    @Override
    public void close() {
        try {
            card.disconnect(true);
        } catch (CardException e) {
            throw failure(e);
        }
    }
}
