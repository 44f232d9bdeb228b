package org.sscard.insurance.enrolment.review;

import java.time.LocalDate;
import org.sscard.insurance.policy.PersonStatus;

/**
 * Who applies, as the papers say. Nothing here is for logs.
 *
 * @param region of hukou, 6 digits
 * @param eligibleOn first day on which the person could enrol, for a newborn the hukou date
 * @param movedIn hukou moved in after implementation
 * @param community office or school that takes the application
 */
public record Applicant(
        String socialSecurityNumber,
        String name,
        String region,
        PersonStatus status,
        boolean pupil,
        boolean university,
        boolean otherScheme,
        boolean pension,
        boolean pensionElsewhere,
        LocalDate eligibleOn,
        boolean movedIn,
        String community) {

    @Override
    public String toString() {
        return "Applicant[" + region + "]";
    }
}
