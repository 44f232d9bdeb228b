package org.sscard.insurance.enrolment.contribution;

import java.time.LocalDate;

/** Cover that a payment gave, both days included. */
public record BenefitSpan(LocalDate begins, LocalDate ends, String basis) {}
