package org.sscard.insurance.settlement;

import org.jspecify.annotations.Nullable;

/** Settle this quote under this id; the proof is absent only where the configuration allows it. */
public record SettleCommand(
        String institution,
        String transactionId,
        String quoteId,
        Digest quoteDigest,
        @Nullable CardProof proof) {

    Digest content() {
        return Digest.over(quoteId, quoteDigest, proof == null ? "" : proof.digest());
    }
}
