package org.sscard.insurance.enrolment.contribution;

import java.time.LocalDate;
import org.jspecify.annotations.Nullable;
import org.sscard.insurance.policy.Contributions;
import org.sscard.insurance.policy.InsuredClass;
import org.sscard.insurance.policy.PersonStatus;

/**
 * What a person has to pay for a year of cover, and what city and district add.
 *
 * @param period N and the year of cover
 * @param windowTo last day of payment
 * @param coverTo last day of the cover that the payment gives
 * @param basis article, of the amount while it is due, of the benefit's start once it is paid
 */
public record Notice(
        long id,
        long personId,
        String period,
        Kind kind,
        InsuredClass cls,
        PersonStatus status,
        boolean pupil,
        String region,
        LocalDate windowFrom,
        LocalDate windowTo,
        Contributions.Parts parts,
        LocalDate coverTo,
        State state,
        @Nullable LocalDate paidOn,
        @Nullable LocalDate benefitStart,
        String basis) {

    public enum Kind {
        /** First enrolment, or again after a lapse. */
        NEW,
        /** The next year, without a gap. */
        RENEWAL
    }

    public enum State {
        DUE,
        PAID,
        LAPSED
    }
}
