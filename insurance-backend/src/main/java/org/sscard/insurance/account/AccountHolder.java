package org.sscard.insurance.account;

import java.time.LocalDate;
import org.jspecify.annotations.Nullable;

/**
 * Whom a run may credit.
 *
 * @param baseFen null where no base is known: then nothing is credited for a month
 */
public record AccountHolder(
        long personId,
        String socialSecurityNumber,
        @Nullable LocalDate birth,
        @Nullable Long baseFen,
        boolean retired) {

    @Override
    public String toString() {
        return "AccountHolder[" + personId + "]";
    }
}
