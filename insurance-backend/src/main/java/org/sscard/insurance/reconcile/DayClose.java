package org.sscard.insurance.reconcile;

import java.time.LocalDate;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * An institution's day as it stands.
 *
 * @param ours by the insurer's settlements
 * @param told by the institution at the close; null before
 * @param ledgerPayableFen Σ of the day's postings payable to the institution
 * @param clearedIn month of the clearing batch that took the day, YYYY-MM
 */
public record DayClose(
        String institution,
        LocalDate day,
        DayState state,
        DayFigures ours,
        @Nullable DayFigures told,
        long ledgerPayableFen,
        List<Difference> differences,
        @Nullable String clearedIn) {

    public DayClose {
        differences = List.copyOf(differences);
    }
}
