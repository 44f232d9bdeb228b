package org.sscard.insurance.settlement;

import org.jspecify.annotations.Nullable;
import org.sscard.insurance.store.Digest;

/**
 * Settle this quote under this id. The card proves itself by a debit's proof or by its answer to a challenge; both are
 * absent only where the configuration allows it.
 */
public record SettleCommand(
        String institution,
        String transactionId,
        String quoteId,
        Digest quoteDigest,
        @Nullable CardProof proof,
        @Nullable CardAuthentication authentication) {

    public SettleCommand(
            String institution, String transactionId, String quoteId, Digest quoteDigest, @Nullable CardProof proof) {
        this(institution, transactionId, quoteId, quoteDigest, proof, null);
    }

    boolean provesACard() {
        return proof != null || authentication != null;
    }

    Digest content() {
        return authentication == null
                ? Digest.over(quoteId, quoteDigest, proof == null ? "" : proof.digest())
                : Digest.over(quoteId, quoteDigest, authentication.digest());
    }
}
