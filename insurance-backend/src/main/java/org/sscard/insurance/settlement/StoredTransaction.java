package org.sscard.insurance.settlement;

import org.jspecify.annotations.Nullable;
import org.sscard.insurance.store.Digest;

/**
 * What became of a transaction id.
 *
 * @param digest of its content; null for a tombstone
 * @param settlementId the settlement it made; null for a tombstone
 * @param reply what was answered; null for a tombstone
 */
public record StoredTransaction(
        Kind kind,
        @Nullable Digest digest,
        @Nullable Long settlementId,
        @Nullable Reply reply) {

    public enum Kind {
        SETTLE,
        CANCEL,
        /** Reversed before it came; it can never be settled. */
        TOMBSTONE
    }
}
