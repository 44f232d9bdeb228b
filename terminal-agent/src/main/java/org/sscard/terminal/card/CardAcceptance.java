package org.sscard.terminal.card;

import java.time.Clock;
import java.time.LocalDate;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeParseException;
import org.sscard.spec.layout.CardElements;
import org.sscard.wire.error.CodedException;
import org.sscard.wire.error.ErrorCode;

/** Whether a card may be used for a transaction at all; asked before the PIN. */
final class CardAcceptance {

    private final Blacklist blacklist;
    private final Clock clock;

    /** @param clock in the zone of the terminal */
    CardAcceptance(Blacklist blacklist, Clock clock) {
        this.blacklist = blacklist;
        this.clock = clock;
    }

    /** @throws CodedException CARD_DIFFERS, CARD_BLACKLISTED, CARD_EXPIRED, CARD_DATA_INVALID */
    void require(OpenCard card, ExpectedCard expected) {
        expected.require(card);
        requireUsable(card);
    }

    /** @throws CodedException CARD_BLACKLISTED, CARD_EXPIRED, CARD_DATA_INVALID */
    void requireUsable(OpenCard card) {
        if (blacklist.contains(card.identity().identificationCode())) {
            throw new CodedException(ErrorCode.CARD_BLACKLISTED);
        }
        requireNotExpired(card.text(CardElements.EXPIRY_DATE));
    }

    /** The card serves on its last day; an element that nobody filled sets no limit. */
    private void requireNotExpired(String expiry) {
        if (expiry.isEmpty()) {
            return;
        }
        try {
            if (LocalDate.parse(expiry, DateTimeFormatter.BASIC_ISO_DATE).isBefore(LocalDate.now(clock))) {
                throw new CodedException(ErrorCode.CARD_EXPIRED);
            }
        } catch (DateTimeParseException e) {
            throw new CodedException(ErrorCode.CARD_DATA_INVALID, CardElements.EXPIRY_DATE.toString());
        }
    }
}
