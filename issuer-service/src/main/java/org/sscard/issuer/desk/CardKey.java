package org.sscard.issuer.desk;

import org.sscard.spec.identity.CardIdentificationCode;

/** By what a card is found. */
public sealed interface CardKey {

    record Numbered(String cardNumber) implements CardKey {}

    record OfChip(CardIdentificationCode code) implements CardKey {}

    /** The person's live card, or the newest that was. */
    record OfPerson(String idNumber) implements CardKey {

        /** An id number never reaches a log. */
        @Override
        public String toString() {
            return "OfPerson[]";
        }
    }
}
