package org.sscard.insurance.policy;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.time.LocalDate;
import java.time.MonthDay;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A policy as its YAML file states it; the file's comments name article and rule of every figure. */
public record PolicyFile(
        String policy,
        String titleZh,
        String titleEn,
        String region,
        String scheme,
        LocalDate validFrom,
        @Nullable LocalDate validTo,
        List<String> pool,
        List<Reading> readings,
        Enrolment enrolment,
        Contribution contribution,
        BenefitStart benefitStart,
        Benefit benefit,
        Periods periods,
        List<Exclusion> excludedCauses,
        Refusals refusals,
        Bases bases,
        List<String> laterPayers) {

    /** An ambiguity and the readings that can be evaluated. */
    public record Reading(
            String id,
            String question,
            @JsonProperty("switch") String switchName,
            String chosen,
            List<String> available) {}

    public record Enrolment(
            Minor minor,
            Working working,
            Elderly elderly,
            int banYears,
            int communityReportDays,
            int districtReviewDays,
            DayCount dayCount,
            List<LocalDate> holidays,
            int cardWithinDays) {}

    public record Minor(String article, int maximumAge) {}

    public record Working(String article, int maleUntil, int femaleUntil, List<PersonStatus> statuses) {}

    public record Elderly(String article, int maleFrom, int femaleFrom) {}

    public record Contribution(
            List<Rate> table,
            int cityShareBp,
            int subsidyWithinDays,
            MonthDay windowFrom,
            MonthDay windowTo,
            int noSubsidyMonths,
            Fraction firstYearNonPupil,
            Fraction firstYearPupil,
            List<String> incomeKinds) {}

    public record Rate(
            String article, InsuredClass cls, List<PersonStatus> statuses, long personalFen, long governmentFen) {}

    public record Fraction(int numerator, int denominator) {}

    public record BenefitStart(
            LocalDate implementation,
            int promptMonths,
            int waitingMonths,
            LocalDate firstWindowFrom,
            LocalDate firstWindowTo,
            LocalDate firstBenefit) {}

    public record Benefit(
            Map<InsuredClass, Map<HospitalLevel, Long>> deductibleFen,
            long outsideDeductibleFen,
            List<String> waivedDiseases,
            Map<HospitalLevel, Integer> ratioBp,
            int referralPointsBp,
            int referralFactorBp,
            SpecialDisease specialDisease,
            int emergencyCardHours,
            Transition transition) {}

    public record SpecialDisease(int ratioBp, long deductibleFen) {}

    public record Transition(LocalDate from, LocalDate to, int deductibleDivisor) {}

    public record Periods(List<Period> pupil, List<Period> other) {}

    /** Either a closed span ({@code from}, {@code to}) or one that repeats every year from {@code startsOn}. */
    public record Period(
            String name,
            @Nullable LocalDate from,
            @Nullable LocalDate to,
            @Nullable MonthDay startsOn,
            long capFen,
            @Nullable String capSwitch) {}

    public record Exclusion(String article, List<String> causes) {}

    public record Refusals(
            Refusal waiting,
            Refusal lapsed,
            Refusal excludedCause,
            Refusal outpatient,
            Refusal pharmacy,
            Refusal lentCard,
            Refusal notRegistered,
            Refusal cardLate,
            Refusal notDesignated,
            Refusal notApproved) {}

    public record Refusal(String basis, String zh, String en) {}

    public record Bases(
            String inpatient,
            String specialDisease,
            String emergencyOutside,
            String outOfTown,
            String referral,
            String waivedDeductible,
            String transition) {}
}
