package org.sscard.insurance.reconcile;

import java.time.LocalDate;
import org.jspecify.annotations.Nullable;

/**
 * What the insurer knows of a transaction id.
 *
 * @param line null for a tombstone
 * @param day null for a tombstone
 * @param state CONFIRMED, CANCELLED, REVERSED or TOMBSTONE
 * @param negative a cancellation
 */
public record BookedRow(
        String transactionId,
        @Nullable StatementLine line,
        @Nullable LocalDate day,
        String state,
        boolean negative) {

    static final String CONFIRMED = "CONFIRMED";
    static final String REVERSED = "REVERSED";

    boolean counts() {
        return line != null && !state.equals(REVERSED);
    }
}
