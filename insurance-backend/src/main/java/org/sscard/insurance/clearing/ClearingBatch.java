package org.sscard.insurance.clearing;

import java.time.YearMonth;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A month's clearing.
 *
 * @param reviewedBy another person than the preparer; null until it is paid
 */
public record ClearingBatch(
        YearMonth month,
        State state,
        List<Row> rows,
        String preparedBy,
        @Nullable String reviewedBy) {

    public enum State {
        PREPARED,
        PAID
    }

    /**
     * What an institution gets, fen: payable = deposit + paid. A payable below zero (cancellations only) is kept whole.
     *
     * @param days sealed days of this batch
     */
    public record Row(String institution, String name, int days, long payableFen, long depositFen, long paidFen) {}

    public ClearingBatch {
        rows = List.copyOf(rows);
    }

    public long payableFen() {
        return rows.stream().mapToLong(Row::payableFen).sum();
    }

    public long depositFen() {
        return rows.stream().mapToLong(Row::depositFen).sum();
    }

    public long paidFen() {
        return rows.stream().mapToLong(Row::paidFen).sum();
    }
}
