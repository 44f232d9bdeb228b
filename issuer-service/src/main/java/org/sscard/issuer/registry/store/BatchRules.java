package org.sscard.issuer.registry.store;

import java.util.Set;
import org.jdbi.v3.core.Handle;
import org.sscard.issuer.lifecycle.CardState;
import org.sscard.wire.error.CodedException;
import org.sscard.wire.error.ErrorCode;

/** What the batch of a card forbids it. */
final class BatchRules {

    private static final Set<CardState> OUT_OF_THE_HOUSE =
            Set.of(CardState.IN_TRANSIT, CardState.ISSUED, CardState.ACTIVE);

    private BatchRules() {}

    /**
     * @throws CodedException BATCH_KEYS_LEFT when the card is withdrawn after its key data left the house (Issuing §3);
     *     BATCH_BLOCKED when its return file disagrees with what was ordered (F13)
     */
    static void require(Handle handle, long cardId, CardState from, CardState to) {
        if (from == CardState.IN_BATCH && to == CardState.WITHDRAWN) {
            handle.createQuery("""
                            select c.batch_id from card c where c.card_id = :card
                              and exists (select 1 from batch_order o where o.card_id = c.card_id)""")
                    .bind("card", cardId)
                    .mapTo(String.class)
                    .findOne()
                    .ifPresent(batch -> {
                        throw new CodedException(ErrorCode.BATCH_KEYS_LEFT, batch);
                    });
        }
        if (OUT_OF_THE_HOUSE.contains(to)) {
            handle.createQuery("""
                            select b.batch_id::text as batch, b.blocked from card c join batch b using (batch_id)
                            where c.card_id = :card and b.blocked <> ''""")
                    .bind("card", cardId)
                    .map((row, context) -> new CodedException(
                            ErrorCode.BATCH_BLOCKED, row.getString("batch"), row.getString("blocked")))
                    .findOne()
                    .ifPresent(blocked -> {
                        throw blocked;
                    });
        }
    }
}
