package org.sscard.insurance.settlement;

import java.time.Instant;
import java.util.Arrays;
import java.util.HexFormat;
import org.sscard.insurance.store.Digest;

/**
 * What a card is asked to answer: 8 random bytes of session factor, then 8 bytes that bind settlement, quote and total.
 *
 * @param value 16 bytes in hexadecimal, upper case
 */
public record Challenge(
        String value,
        String institution,
        String transactionId,
        String quoteId,
        Digest quoteDigest,
        long totalFen,
        Instant expiresAt) {

    private static final int FACTOR_BYTES = 8;
    private static final HexFormat HEX = HexFormat.of().withUpperCase();

    /** @param factor 8 random bytes */
    static Challenge of(byte[] factor, String transactionId, Quote quote, Instant expiresAt) {
        Digest bound = Digest.over(
                factor, quote.institution(), transactionId, quote.quoteId(), quote.digest(), quote.totalFen());
        byte[] data = Arrays.copyOf(bound.bytes(), FACTOR_BYTES);
        return new Challenge(
                HEX.formatHex(factor) + HEX.formatHex(data),
                quote.institution(),
                transactionId,
                quote.quoteId(),
                quote.digest(),
                quote.totalFen(),
                expiresAt);
    }

    /** Whether this challenge was drawn for this settlement of this quote: its row and its bytes say so. */
    boolean fits(SettleCommand command, Quote quote) {
        byte[] factor = Arrays.copyOf(HEX.parseHex(value), FACTOR_BYTES);
        return of(factor, command.transactionId(), quote, expiresAt).equals(this);
    }

    public byte[] bytes() {
        return HEX.parseHex(value);
    }
}
