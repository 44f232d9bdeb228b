package org.sscard.insurance.policy;

import java.time.LocalDate;
import java.time.temporal.TemporalAdjusters;

/** From which day a paid contribution gives benefits (Order 102 Art. 16, 17, 36). */
public final class BenefitStart {

    private final Policy policy;

    public BenefitStart(Policy policy) {
        this.policy = policy;
    }

    public record Result(LocalDate start, String basis) {}

    /**
     * @param eligibleOn first day on which the person could enrol; for a newborn the hukou date
     * @param movedIn hukou moved in after implementation
     * @param lapsed paid again after cover had lapsed
     */
    public Result of(LocalDate eligibleOn, LocalDate paidOn, boolean movedIn, boolean lapsed) {
        PolicyFile.BenefitStart rules = policy.file().benefitStart();
        if (lapsed) {
            return waiting(paidOn, "17");
        }
        if (movedIn) {
            return waiting(paidOn, "16.2(move-in)");
        }
        if (eligibleOn.isBefore(rules.implementation())) {
            boolean inWindow = !paidOn.isBefore(rules.firstWindowFrom()) && !paidOn.isAfter(rules.firstWindowTo());
            return inWindow
                    ? new Result(rules.firstBenefit(), "36(quarter)")
                    : waiting(paidOn, "16.2(missed the 2008 window)");
        }
        // A11: the day three months later is still in time; plusMonths clamps to the month's end
        return paidOn.isAfter(eligibleOn.plusMonths(rules.promptMonths()))
                ? waiting(paidOn, "16.2(later than 3 months)")
                : new Result(paidOn.with(TemporalAdjusters.firstDayOfNextMonth()), "16.1");
    }

    private Result waiting(LocalDate paidOn, String basis) {
        LocalDate end = paidOn.plusMonths(policy.file().benefitStart().waitingMonths());
        boolean sameDay = policy.readings().is("waiting_end", "same_day");
        return new Result(sameDay ? end : end.with(TemporalAdjusters.firstDayOfNextMonth()), basis);
    }
}
