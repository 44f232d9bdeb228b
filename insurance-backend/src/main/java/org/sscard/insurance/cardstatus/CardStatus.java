package org.sscard.insurance.cardstatus;

import java.util.Arrays;

/** A card as the issuer's feed last told of it. */
public record CardStatus(
        byte[] cardIdentificationCode,
        String cardNumber,
        String socialSecurityNumber,
        String region,
        String state,
        boolean blacklisted) {

    public boolean usable() {
        return state.equals("ACTIVE") && !blacklisted;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof CardStatus that
                && Arrays.equals(cardIdentificationCode, that.cardIdentificationCode)
                && state.equals(that.state)
                && blacklisted == that.blacklisted;
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(cardIdentificationCode);
    }

    @Override
    public String toString() {
        return "CardStatus[" + state + (blacklisted ? ", blacklisted]" : "]");
    }
}
