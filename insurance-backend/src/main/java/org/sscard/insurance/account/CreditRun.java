package org.sscard.insurance.account;

import java.time.DateTimeException;
import java.time.LocalDate;
import java.time.Year;
import java.time.YearMonth;
import org.sscard.wire.error.CodedException;
import org.sscard.wire.error.ErrorCode;

/**
 * A month's credits or a year's interest.
 *
 * @param period YYYY-MM or YYYY
 */
public record CreditRun(Kind kind, String period) {

    public enum Kind {
        MONTHLY,
        INTEREST
    }

    /** First day of the month or year; a period that is none is refused. */
    public LocalDate firstDay() {
        try {
            return switch (kind) {
                case MONTHLY -> YearMonth.parse(period).atDay(1);
                case INTEREST -> Year.parse(period).atDay(1);
            };
        } catch (DateTimeException e) {
            throw new CodedException(e, ErrorCode.ACCOUNT_PERIOD_INVALID, period);
        }
    }

    /** The day from which on the run may begin: the month's first, or the first day after the year. */
    LocalDate possibleFrom() {
        return kind == Kind.MONTHLY ? firstDay() : firstDay().plusYears(1);
    }
}
