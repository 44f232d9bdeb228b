package org.sscard.sdk;

import java.time.LocalDate;
import java.util.List;

/** What became of comparing a day with the insurer: totals first, rows only where totals differ. */
public sealed interface DayReconciliation {
    LocalDate day();

    /** What this journal has. */
    DayFigures own();

    /** Both sides have the same. */
    record Level(LocalDate day, DayFigures own) implements DayReconciliation {}

    /** @param differences exactly the rows that differ, each with the action to take */
    record Different(LocalDate day, DayFigures own, DayFigures insurer, List<DayDifference> differences)
            implements DayReconciliation {
        public Different {
            differences = List.copyOf(differences);
        }
    }
}
