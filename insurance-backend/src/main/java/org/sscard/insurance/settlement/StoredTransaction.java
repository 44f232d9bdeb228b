package org.sscard.insurance.settlement;

import org.jspecify.annotations.Nullable;

/**
 * What became of a transaction id.
 *
 * @param digest of its content; null for a tombstone
 * @param settlementId the settlement it made; null for a tombstone
 * @param reply the bytes that were answered; null for a tombstone
 */
public record StoredTransaction(
        Kind kind, @Nullable Digest digest, @Nullable Long settlementId, byte @Nullable [] reply) {

    public enum Kind {
        SETTLE,
        CANCEL,
        /** Reversed before it came; it can never be settled. */
        TOMBSTONE
    }

    @Override
    public boolean equals(Object other) {
        return this == other;
    }

    @Override
    public int hashCode() {
        return System.identityHashCode(this);
    }

    @Override
    public String toString() {
        return "StoredTransaction[" + kind + ", " + settlementId + "]";
    }
}
