package org.sscard.insurance.cardstatus;

/**
 * A card as the issuer's feed last told of it.
 *
 * @param cardIdentificationCode 16 bytes in hexadecimal, upper case
 */
public record CardStatus(
        String cardIdentificationCode,
        String cardNumber,
        String socialSecurityNumber,
        String region,
        String state,
        boolean blacklisted) {

    public boolean usable() {
        return state.equals("ACTIVE") && !blacklisted;
    }

    /** Without the card's and the person's numbers. */
    @Override
    public String toString() {
        return "CardStatus[" + state + (blacklisted ? ", blacklisted]" : "]");
    }
}
