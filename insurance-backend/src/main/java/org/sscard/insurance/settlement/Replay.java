package org.sscard.insurance.settlement;

import org.sscard.insurance.settlement.store.SettlementStore;
import org.sscard.insurance.store.DatabaseSession;
import org.sscard.insurance.store.Digest;
import org.sscard.wire.error.CodedException;
import org.sscard.wire.error.ErrorCode;

/** Answers a transaction id that has its effect already. */
final class Replay {

    private final SettlementStore settlements = new SettlementStore();

    /**
     * The stored answer for the same content. Other content is refused, and so is what was reversed: its stored answer says
     * CONFIRMED and would be believed.
     */
    Reply answer(DatabaseSession session, String transactionId, StoredTransaction stored, Digest content) {
        if (stored.kind() == StoredTransaction.Kind.TOMBSTONE) {
            throw new CodedException(ErrorCode.TRANSACTION_TOMBSTONE, transactionId);
        }
        Reply reply = stored.reply();
        Long settlementId = stored.settlementId();
        if (reply == null
                || settlementId == null
                || stored.digest() == null
                || !stored.digest().equals(content)) {
            throw new CodedException(ErrorCode.TRANSACTION_CONTENT_DIFFERS, transactionId);
        }
        Settlement settlement = settlements.find(session, settlementId).orElseThrow();
        if (settlement.state() == Settlement.State.REVERSED) {
            throw new CodedException(ErrorCode.TRANSACTION_TOMBSTONE, transactionId);
        }
        return reply;
    }
}
