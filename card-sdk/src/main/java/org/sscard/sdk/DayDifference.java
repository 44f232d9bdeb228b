package org.sscard.sdk;

import java.time.LocalDate;
import java.util.Optional;

/**
 * A row of a day that is not the same on both sides, and what to do about it.
 *
 * @param insurer the row as the insurer has it; empty when it has none
 * @param institution the row as this journal has it; empty when it has none
 * @param insurerDay where the insurer has the row on another day; empty otherwise
 * @param insurerState what the insurer knows of the transaction: CONFIRMED, CANCELLED, REVERSED, TOMBSTONE, or empty when
 *     it never saw it
 */
public record DayDifference(
        TransactionId transaction,
        Kind kind,
        Action action,
        Optional<DayRow> insurer,
        Optional<DayRow> institution,
        Optional<LocalDate> insurerDay,
        String insurerState) {

    public enum Kind {
        ONLY_INSURER,
        ONLY_INSTITUTION,
        /** Both have it with other figures. */
        FIGURES,
        /** The institution has it more than once. */
        REPEATED,
        /** A kind that this version does not know; see the insurer's console. */
        OTHER
    }

    public enum Action {
        /** Reverse it ({@link MedicalSettlement#reverse}): its day is open and nobody was charged. */
        REVERSE,
        /** Cancel it ({@link MedicalSettlement#cancel}): its day is closed, the negative row is booked on the open day. */
        CANCEL,
        /** Take the own row back: the insurer never booked it, or booked it back. */
        VOID_AT_INSTITUTION,
        /** Correct the own figures to the insurer's. */
        CORRECT_AT_INSTITUTION,
        /** Move the own row to {@code insurerDay}. */
        MOVE_AT_INSTITUTION,
        /** An action that this version does not know; see the insurer's console. */
        OTHER
    }
}
