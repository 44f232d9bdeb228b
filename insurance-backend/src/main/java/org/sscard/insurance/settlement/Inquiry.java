package org.sscard.insurance.settlement;

import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.sscard.insurance.settlement.store.SettlementStore;
import org.sscard.insurance.settlement.store.TransactionStore;
import org.sscard.insurance.store.DatabaseSessions;

/** What became of a transaction id. */
public final class Inquiry {

    private final DatabaseSessions sessions;
    private final SettlementStore settlements = new SettlementStore();
    private final TransactionStore transactions = new TransactionStore();

    public Inquiry(DatabaseSessions sessions) {
        this.sessions = sessions;
    }

    /** A known id with its settlement, or a tombstone (null). */
    public record Finding(@Nullable Settlement settlement) {}

    /** Empty: the id was never seen. */
    public Optional<Finding> query(String institution, String transactionId) {
        TransactionId.check(transactionId);
        return sessions.read(session -> transactions
                .find(session, institution, transactionId)
                .map(stored -> {
                    Long id = stored.settlementId();
                    return new Finding(
                            id == null ? null : settlements.find(session, id).orElseThrow());
                }));
    }
}
