package org.sscard.insurance.settlement;

import org.sscard.insurance.store.Digest;

/**
 * Evidence that a card took part: what its TAC is computed over, and the TAC (card specification §5.4). Bytes are
 * hexadecimal, upper case.
 *
 * @param cardIdentificationCode 16 bytes
 * @param historicalBytes 13 bytes
 * @param algorithm the card's algorithm, as the key service names it
 * @param terminal 12 digits
 * @param terminalSequence unsigned, of the terminal
 * @param time YYYYMMDDhhmmss, the terminal's local time
 * @param accountFen charged to the card's account; 0 when settled online
 * @param selfPayFen the whole bill
 * @param pooledFen what personal account and fund pay
 * @param tac 4 bytes
 */
public record CardProof(
        String cardIdentificationCode,
        String historicalBytes,
        String region,
        Algorithm algorithm,
        String terminal,
        long terminalSequence,
        String time,
        long accountFen,
        long selfPayFen,
        long pooledFen,
        int cardSequence,
        String tac) {

    public enum Algorithm {
        DES,
        SM4
    }

    Digest digest() {
        return Digest.over(
                cardIdentificationCode,
                historicalBytes,
                region,
                algorithm,
                terminal,
                terminalSequence,
                time,
                accountFen,
                selfPayFen,
                pooledFen,
                cardSequence,
                tac);
    }

    /** Shows the end of the card's code only. */
    @Override
    public String toString() {
        return "CardProof[…" + cardIdentificationCode.substring(Math.max(0, cardIdentificationCode.length() - 8)) + "]";
    }
}
