package org.sscard.sdk;

/**
 * The sums of a day's rows: settlements and cancellations, the latter with their negative amounts; what was reversed
 * counts nowhere (settlement §2.6, 3201).
 *
 * @param rows settlements and cancellations together
 */
public record DayFigures(int rows, Fen total, Fen pooledFund, Fen account) {
    public static final DayFigures NONE = new DayFigures(0, Fen.ZERO, Fen.ZERO, Fen.ZERO);

    /** With one row more. */
    public DayFigures plus(DayRow row) {
        return new DayFigures(
                rows + 1, total.plus(row.total()), pooledFund.plus(row.pooledFund()), account.plus(row.account()));
    }
}
