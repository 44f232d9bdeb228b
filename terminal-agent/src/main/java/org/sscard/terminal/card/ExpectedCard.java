package org.sscard.terminal.card;

import java.util.Optional;
import org.sscard.spec.identity.CardIdentificationCode;
import org.sscard.spec.layout.CardElements;
import org.sscard.wire.error.CodedException;
import org.sscard.wire.error.ErrorCode;

/**
 * The card that the caller speaks of: nobody has swapped it.
 *
 * @param number card number, where the caller names it too
 */
public record ExpectedCard(CardIdentificationCode code, Optional<String> number) {

    private static final int NUMBER_LENGTH = 9;

    public static ExpectedCard of(CardIdentificationCode code) {
        return new ExpectedCard(code, Optional.empty());
    }

    /** @throws CodedException CARD_DIFFERS */
    void require(OpenCard card) {
        boolean same = card.identity().identificationCode().equals(code)
                && number.map(expected -> expected.equals(numberOf(card))).orElse(true);
        if (!same) {
            throw new CodedException(ErrorCode.CARD_DIFFERS);
        }
    }

    /** The first 9 characters (card specification §3). */
    static String numberOf(OpenCard card) {
        String number = card.text(CardElements.CARD_NUMBER);
        return number.substring(0, Math.min(NUMBER_LENGTH, number.length()));
    }
}
