package org.sscard.terminal.card;

import java.util.HexFormat;
import java.util.Optional;
import org.sscard.spec.command.PurchaseInitialisation;
import org.sscard.terminal.authority.CardIdentity;
import org.sscard.terminal.authority.Purchase;
import org.sscard.terminal.authority.PurchaseMac;
import org.sscard.terminal.reader.CardLease;

/**
 * The medical purchase in two steps: what MAC1 is computed over, then MAC1 and the debit. Asking again for a purchase that
 * was done debits nothing: the second step answers with its proof.
 */
public final class DebitStep extends CardStep {

    /** §4 has no field for the index. */
    private static final int FIRST_KEY = 1;

    private final Debit debit;
    private final Purchase purchase;
    private final String terminal;
    private final Optional<Debit.Done> earlier;
    private final PurchaseInitialisation initialisation;

    /**
     * @param proof what the card proves
     * @param mac2 the card's MAC2, 4 bytes in upper-case hex; the one who holds the keys checks it
     */
    public record Debited(PurchaseProof proof, String mac2) {}

    private DebitStep(
            CardLease lease,
            OpenCard card,
            Debit debit,
            Purchase purchase,
            String terminal,
            Optional<Debit.Done> earlier,
            PurchaseInitialisation initialisation) {
        super(lease, card);
        this.debit = debit;
        this.purchase = purchase;
        this.terminal = terminal;
        this.earlier = earlier;
        this.initialisation = initialisation;
    }

    /** After the PIN, unless the purchase was done before. */
    static DebitStep begin(
            CardLease lease, OpenCard card, Debit debit, Purchase purchase, String terminal, Runnable pin) {
        Optional<Debit.Done> earlier = debit.earlier(card, purchase);
        pin.run();
        PurchaseInitialisation initialisation =
                debit.initialise(card, purchase, FIRST_KEY, terminal, earlier.isPresent());
        return new DebitStep(lease, card, debit, purchase, terminal, earlier, initialisation);
    }

    public CardIdentity identity() {
        return card().identity();
    }

    public Purchase purchase() {
        return purchase;
    }

    /** 12 digits. */
    public String terminal() {
        return terminal;
    }

    /** 4 bytes in upper-case hex. */
    public String random() {
        return initialisation.random();
    }

    public int cardSequence() {
        return initialisation.sequence();
    }

    /** @throws org.sscard.wire.error.CodedException CARD_REFUSED, CARD_DEBIT_NOT_DONE, CARD_DEBIT_UNKNOWN */
    public Debited finish(PurchaseMac mac) {
        return coded(() -> {
            Debit.Done done = earlier.orElseGet(() -> debit.debit(
                    lease(),
                    card(),
                    new LastDebit(purchase, terminal, mac.terminalSequence(), initialisation.sequence()),
                    mac));
            return new Debited(
                    done.debit().with(card().identity(), done.proof()),
                    HexFormat.of().withUpperCase().formatHex(done.proof().macBytes()));
        });
    }
}
