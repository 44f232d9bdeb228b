package org.sscard.issuer.cardtest;

import org.sscard.spec.layout.CardAlgorithm;

/** Where a test gets its cryptograms from: test keys, or a PSAM. */
public interface TestAuthority extends AutoCloseable {

    /** For the report; names no key value. */
    String description();

    /**
     * The cryptograms of one card.
     *
     * @param region 6 digits, levels 1 and 2 of the factors (§5.1)
     * @param historicalBytes 13 bytes; T6 to T13 are level 3
     */
    CardCryptograms of(String region, byte[] historicalBytes, CardAlgorithm algorithm);

    @Override
    void close();
}
