package org.sscard.insurance.settlement;

import java.util.Optional;
import org.jdbi.v3.core.Jdbi;
import org.jspecify.annotations.Nullable;
import org.sscard.insurance.settlement.store.SettlementStore;
import org.sscard.insurance.settlement.store.TransactionStore;

/** What became of a transaction id. */
public final class Inquiry {

    private final Jdbi jdbi;
    private final SettlementStore settlements = new SettlementStore();
    private final TransactionStore transactions = new TransactionStore();

    public Inquiry(Jdbi jdbi) {
        this.jdbi = jdbi;
    }

    /** A known id with its settlement, or a tombstone (null). */
    public record Finding(@Nullable Settlement settlement) {}

    /** Empty: the id was never seen. */
    public Optional<Finding> query(String institution, String transactionId) {
        TransactionId.check(transactionId);
        return jdbi.withHandle(handle -> transactions
                .find(handle, institution, transactionId)
                .map(stored -> {
                    Long id = stored.settlementId();
                    return new Finding(
                            id == null ? null : settlements.find(handle, id).orElseThrow());
                }));
    }
}
