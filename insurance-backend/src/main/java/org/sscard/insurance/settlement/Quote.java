package org.sscard.insurance.settlement;

import org.sscard.insurance.store.Digest;

/**
 * A split that was offered for a bill.
 *
 * @param digest over bill and shares (SHA-256, 32 bytes)
 * @param pooledFen what fund and personal account were to pay; with the total this is what a card's proof covers
 */
public record Quote(
        String quoteId, String institution, long personId, Digest digest, long totalFen, long pooledFen, Bill bill) {}
