package org.sscard.terminal.card;

import java.util.List;
import org.sscard.spec.command.DebitProof;
import org.sscard.terminal.authority.CardIdentity;
import org.sscard.terminal.authority.Purchase;

/**
 * A debit that was sent to a card: enough to ask the card for its proof later.
 *
 * @param terminal 12 digits
 * @param cardSequence the number by which the card knows it
 */
record LastDebit(Purchase purchase, String terminal, int terminalSequence, int cardSequence) {

    private static final int FIELDS = 7;

    PurchaseProof with(CardIdentity card, DebitProof proof) {
        return new PurchaseProof(card, purchase, terminal, terminalSequence, cardSequence, proof.tac());
    }

    String line() {
        return String.join(
                " ",
                List.of(
                        Long.toString(purchase.accountFen()),
                        Long.toString(purchase.selfPayFen()),
                        Long.toString(purchase.pooledFen()),
                        purchase.time(),
                        terminal,
                        Integer.toString(terminalSequence),
                        Integer.toString(cardSequence)));
    }

    /** @throws IllegalArgumentException when the line is not whole */
    static LastDebit parse(String line) {
        String[] fields = line.strip().split(" ", -1);
        if (fields.length != FIELDS) {
            throw new IllegalArgumentException("a debit has " + FIELDS + " fields, not " + fields.length);
        }
        Purchase purchase = new Purchase(
                Long.parseLong(fields[0]), Long.parseLong(fields[1]), Long.parseLong(fields[2]), fields[3]);
        return new LastDebit(purchase, fields[4], Integer.parseInt(fields[5]), Integer.parseInt(fields[6]));
    }
}
