package org.sscard.insurance.enrolment.review;

import java.time.LocalDate;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.sscard.insurance.policy.InsuredClass;

/**
 * An application for enrolment.
 *
 * @param basis article by which the class was found
 * @param dueOn until when the next step must be done; null where none has a deadline
 */
public record Application(
        long id,
        ApplicationState state,
        Applicant applicant,
        InsuredClass cls,
        String basis,
        List<String> papers,
        LocalDate appliedOn,
        @Nullable LocalDate dueOn,
        List<ReviewStep> steps) {

    public Application {
        papers = List.copyOf(papers);
        steps = List.copyOf(steps);
    }

    @Override
    public String toString() {
        return "Application[" + id + " " + state + "]";
    }
}
