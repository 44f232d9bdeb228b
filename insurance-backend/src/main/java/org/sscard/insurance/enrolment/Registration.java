package org.sscard.insurance.enrolment;

import java.time.LocalDate;
import org.jspecify.annotations.Nullable;
import org.sscard.insurance.policy.InsuredClass;

/** A person to be registered, contribution paid. */
public record Registration(
        String socialSecurityNumber,
        String name,
        String region,
        Scheme scheme,
        @Nullable InsuredClass cls,
        boolean pupil,
        LocalDate benefitStart,
        @Nullable LocalDate coverEnd) {

    @Override
    public String toString() {
        return "Registration[" + region + "]";
    }
}
