package org.sscard.spec.layout;

/**
 * The holder's PIN (§4).
 *
 * @param id id byte of LOAD KEY
 * @param storedLength bytes on the card, digits as cn filled with nibble F
 * @param retryLimit wrong entries until the PIN is blocked (convention)
 * @param defaultPin the initial PIN seen in the field; a convention for test cards, never a production value
 */
public record PinRule(
        String directory, int id, int minDigits, int maxDigits, int storedLength, int retryLimit, String defaultPin) {}
