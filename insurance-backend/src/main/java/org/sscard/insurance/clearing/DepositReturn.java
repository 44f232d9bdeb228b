package org.sscard.insurance.clearing;

import org.jspecify.annotations.Nullable;

/**
 * What an institution gets back of its deposit (保证金) after the assessment of a year, fen.
 *
 * @param depositFen kept back by the paid clearings up to the end of the year, less what went back before
 * @param returnedFen of it; the rest stays a deposit and is part of the next year's
 * @param returnedBy another person than the one who assessed; null until it is paid
 */
public record DepositReturn(
        int year,
        String institution,
        long depositFen,
        long returnedFen,
        String reason,
        String assessedBy,
        @Nullable String returnedBy) {}
