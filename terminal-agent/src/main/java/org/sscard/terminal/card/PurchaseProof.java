package org.sscard.terminal.card;

import java.util.HexFormat;
import org.sscard.terminal.authority.CardIdentity;
import org.sscard.terminal.authority.Purchase;

/**
 * Evidence that a card took part in a purchase: all that its TAC covers (card specification §5.4), and the TAC.
 *
 * @param terminal 12 digits
 * @param terminalSequence 4 bytes unsigned
 * @param cardSequence the card's purchase number that INITIALIZE returned
 * @param tac 4 bytes, upper-case hex
 */
public record PurchaseProof(
        CardIdentity identity, Purchase purchase, String terminal, int terminalSequence, int cardSequence, String tac) {

    /** 4 bytes. */
    public byte[] tacBytes() {
        return HexFormat.of().parseHex(tac);
    }
}
