package org.sscard.insurance.settlement;

import java.util.HexFormat;

/**
 * Evidence that a card took part: what its TAC is computed over, and the TAC (card specification §5.4).
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
        byte[] cardIdentificationCode,
        byte[] historicalBytes,
        String region,
        Algorithm algorithm,
        String terminal,
        long terminalSequence,
        String time,
        long accountFen,
        long selfPayFen,
        long pooledFen,
        int cardSequence,
        byte[] tac) {

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

    @Override
    public boolean equals(Object other) {
        return other instanceof CardProof that && digest().equals(that.digest());
    }

    @Override
    public int hashCode() {
        return digest().hashCode();
    }

    /** Shows the card by the last four bytes of its code only. */
    @Override
    public String toString() {
        String code = HexFormat.of().formatHex(cardIdentificationCode);
        return "CardProof[…" + code.substring(Math.max(0, code.length() - 8)) + "]";
    }
}
