package org.sscard.terminal.card;

import java.util.Optional;
import org.sscard.spec.layout.CardElements;
import org.sscard.terminal.authority.CardIdentity;
import org.sscard.terminal.authority.KeyAnswer;
import org.sscard.terminal.authority.KeyQuestion;
import org.sscard.terminal.reader.CardLease;
import org.sscard.wire.error.CodedException;
import org.sscard.wire.error.ErrorCode;

/**
 * The basic read in two steps. The card answers INTERNAL AUTHENTICATION at once, so that its last challenge is still good
 * when the terminal proves itself.
 */
public final class BasicReadStep extends CardStep {

    private final BasicRead reading;
    private final String terminal;
    private final KeyQuestion internal;
    private final byte[] answered;
    private final Optional<KeyQuestion> external;

    private BasicReadStep(
            CardLease lease,
            OpenCard card,
            BasicRead reading,
            String terminal,
            KeyQuestion internal,
            byte[] answered,
            Optional<KeyQuestion> external) {
        super(lease, card);
        this.reading = reading;
        this.terminal = terminal;
        this.internal = internal;
        this.answered = answered;
        this.external = external;
    }

    /** @param terminalData 8 bytes for the proof of the terminal */
    static BasicReadStep begin(
            CardLease lease, OpenCard card, BasicRead reading, String terminal, byte[] terminalData) {
        byte[] random = card.challenge();
        byte[] data = card.challenge();
        KeyQuestion internal = KeyQuestion.of(card.layout().key("IRK"), card.identity(), random, data);
        byte[] answered = card.answer(random, data);
        boolean closed =
                card.textUnlessDenied(CardElements.SOCIAL_SECURITY_NUMBER).isEmpty();
        Optional<KeyQuestion> external = closed
                ? Optional.of(
                        KeyQuestion.of(card.layout().key("RKSSSE"), card.identity(), card.challenge(), terminalData))
                : Optional.empty();
        return new BasicReadStep(lease, card, reading, terminal, internal, answered, external);
    }

    public CardIdentity identity() {
        return card().identity();
    }

    /** The card's cryptogram is compared with the answer. */
    public KeyQuestion internal() {
        return internal;
    }

    /** Present where the card wants the terminal proved: 3.0. */
    public Optional<KeyQuestion> external() {
        return external;
    }

    /** @throws CodedException CARD_NOT_AUTHENTIC, CARD_KEY_REFUSED, REQUEST_INVALID when the second answer is missing */
    public BasicData finish(KeyAnswer internalAnswer, Optional<KeyAnswer> externalAnswer) {
        return coded(() -> {
            boolean ours = internalAnswer.data().equalsIgnoreCase(internal.data());
            OpenCard.requireGenuine(ours ? internalAnswer.cryptogramBytes() : new byte[0], answered);
            external.ifPresent(question -> {
                KeyAnswer answer = externalAnswer.orElseThrow(
                        () -> new CodedException(ErrorCode.REQUEST_INVALID, "external", "cryptogram"));
                card().proveTerminal(question.key(), answer.cryptogramBytes(), answer.dataBytes());
            });
            String number = card().text(CardElements.SOCIAL_SECURITY_NUMBER);
            return reading.data(card(), number, terminal, true);
        });
    }
}
