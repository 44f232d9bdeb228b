package org.sscard.insurance.settlement;

import org.sscard.insurance.store.Digest;

/**
 * Evidence that a card took part without a debit: its answer to INTERNAL AUTHENTICATION over a challenge of ours (card
 * specification §5.2). Bytes are hexadecimal, upper case.
 *
 * @param cardIdentificationCode 16 bytes
 * @param historicalBytes 13 bytes
 * @param challenge 16 bytes
 * @param response 8 bytes
 */
public record CardAuthentication(
        String cardIdentificationCode,
        String historicalBytes,
        String region,
        CardProof.Algorithm algorithm,
        String challenge,
        String response) {

    Digest digest() {
        return Digest.over(
                "authentication", cardIdentificationCode, historicalBytes, region, algorithm, challenge, response);
    }

    /** Shows the end of the card's code only. */
    @Override
    public String toString() {
        return "CardAuthentication[…"
                + cardIdentificationCode.substring(Math.max(0, cardIdentificationCode.length() - 8)) + "]";
    }
}
