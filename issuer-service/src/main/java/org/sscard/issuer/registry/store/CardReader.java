package org.sscard.issuer.registry.store;

import java.util.UUID;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.result.ResultIterator;
import org.sscard.issuer.registry.CardRecord;
import org.sscard.issuer.seal.RegistrySeal;

/** Cards with their holders, many at a time, within somebody else's transaction. */
public final class CardReader {

    private final CardRows rows;

    public CardReader(RegistrySeal seal) {
        this.rows = new CardRows(seal);
    }

    /**
     * The cards of a batch that are still to be made, in its order.
     *
     * @param fetch rows that are held at a time
     * @throws org.sscard.wire.error.CodedException REGISTRY_ROW_TAMPERED, while it is read
     */
    public ResultIterator<CardRecord> toMake(Handle handle, UUID batchId, int fetch) {
        return handle.createQuery(
                        CardRows.SELECT + "where c.batch_id = :batch and c.state = 'IN_BATCH' order by c.card_id")
                .bind("batch", batchId)
                .setFetchSize(fetch)
                .map(rows::card)
                .iterator();
    }
}
