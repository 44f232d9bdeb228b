package org.sscard.insurance.enrolment;

import java.time.LocalDate;
import org.jspecify.annotations.Nullable;
import org.sscard.insurance.policy.InsuredClass;

/**
 * A person with her cover. The name stays in the register; nothing here is for logs.
 *
 * @param region place of insurance (参保地), 6 digits
 * @param bannedUntil first day after a ban for lending the card (Order 102 Art. 30)
 */
public record InsuredPerson(
        long personId,
        String psnNo,
        String socialSecurityNumber,
        Scheme scheme,
        @Nullable InsuredClass cls,
        boolean pupil,
        String region,
        LocalDate benefitStart,
        @Nullable LocalDate coverEnd,
        @Nullable LocalDate bannedUntil) {

    @Override
    public String toString() {
        return "InsuredPerson[" + personId + "]";
    }
}
