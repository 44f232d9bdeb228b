package org.sscard.sdk;

import java.time.LocalDate;

/**
 * An institution's day as the insurer has it.
 *
 * @param ledgerPayable sum of the day's postings payable to the institution
 * @param ledgerSum sum of all postings of the day; zero, or the books are wrong
 */
public record DayTotals(
        LocalDate day,
        int settlements,
        int cancellations,
        int reversals,
        Fen total,
        Fen pooledFund,
        Fen account,
        Fen person,
        Fen ledgerPayable,
        Fen ledgerSum) {}
