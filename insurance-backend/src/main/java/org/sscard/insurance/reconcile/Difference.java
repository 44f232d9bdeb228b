package org.sscard.insurance.reconcile;

import java.time.LocalDate;
import org.jspecify.annotations.Nullable;

/**
 * One row that differs, and what is proposed.
 *
 * @param insurer the insurer's row of the day; null when it has none
 * @param institution the institution's row of the day; null when it has none
 * @param insurerDay the day of the insurer's row when that is another one
 * @param insurerState CONFIRMED, CANCELLED, REVERSED, TOMBSTONE; empty when the insurer never saw the id
 * @param resolution how it was settled; null while it is open
 */
public record Difference(
        String transactionId,
        Kind kind,
        Action action,
        @Nullable StatementLine insurer,
        @Nullable StatementLine institution,
        @Nullable LocalDate insurerDay,
        String insurerState,
        @Nullable String resolution) {

    public enum Kind {
        ONLY_INSURER,
        ONLY_INSTITUTION,
        FIGURES,
        /** The institution has it more than once. */
        REPEATED
    }

    public enum Action {
        /** The day is open: the row can be made not to have happened. */
        REVERSE,
        /** The day has left OPEN: a negative row on the open day. */
        CANCEL,
        VOID_AT_INSTITUTION,
        CORRECT_AT_INSTITUTION,
        MOVE_AT_INSTITUTION
    }
}
