package org.sscard.insurance.policy;

import org.jspecify.annotations.Nullable;

/**
 * A fee line with what the catalogue says of its item. Price, quantity and limit are yuan or quantity × 10,000, none
 * negative; the advance is in basis points; no limit is null.
 */
public record PricedLine(
        long price1e4,
        long quantity1e4,
        CatalogueClass catalogueClass,
        int advanceBp,
        @Nullable Long limit1e4) {

    private static final long PRICE_TIMES_QUANTITY_PER_FEN = 1_000_000;
    private static final long BASIS_POINTS = 10_000;

    /** Splits the line, settlement rules §1.8 "A fee line". Throws ArithmeticException when an amount is too large. */
    public BillSums split() {
        long amount = HalfUp.multiplyDivide(price1e4, quantity1e4, PRICE_TIMES_QUANTITY_PER_FEN);
        if (catalogueClass == CatalogueClass.C) {
            return new BillSums(amount, 0, 0, 0);
        }
        long overLimit = limit1e4 == null
                ? 0
                : Math.max(0, amount - HalfUp.multiplyDivide(limit1e4, quantity1e4, PRICE_TIMES_QUANTITY_PER_FEN));
        long advance = catalogueClass == CatalogueClass.B
                ? HalfUp.multiplyDivide(amount - overLimit, advanceBp, BASIS_POINTS)
                : 0;
        return new BillSums(0, overLimit, advance, amount - overLimit - advance);
    }
}
