package org.sscard.insurance.reconcile;

/**
 * An institution's day, fen. Reversed settlements count only in {@code reversals}; a cancellation counts with its
 * negative amounts.
 *
 * @param ledgerPayableFen Σ of the day's postings payable to the institution; equals fund + account
 * @param ledgerSumFen Σ of all postings of the institution's day; zero
 */
public record DayTotals(
        int settlements,
        int cancellations,
        int reversals,
        long totalFen,
        long fundFen,
        long accountFen,
        long personFen,
        long ledgerPayableFen,
        long ledgerSumFen) {}
