package org.sscard.insurance.enrolment.review;

import java.time.LocalDate;

/**
 * A step that was done.
 *
 * @param state after it
 * @param person the human being behind the account
 * @param daysLate after its deadline; 0 in time
 */
public record ReviewStep(
        ReviewAction action,
        ApplicationState state,
        LocalDate day,
        String account,
        String person,
        String remark,
        int daysLate) {}
