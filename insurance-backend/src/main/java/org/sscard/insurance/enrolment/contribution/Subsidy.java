package org.sscard.insurance.enrolment.contribution;

import java.time.LocalDate;
import org.jspecify.annotations.Nullable;

/**
 * What city or a district owes of its subsidies and has paid.
 *
 * @param payer CITY or the district's region code
 * @param dueOn until when the oldest unpaid claim is due; null when nothing is open
 */
public record Subsidy(
        String payer,
        long claimedFen,
        long paidFen,
        @Nullable LocalDate dueOn) {

    public static final String CITY = "CITY";

    public long openFen() {
        return claimedFen - paidFen;
    }
}
