package org.sscard.insurance.settlement;

import java.util.List;
import org.sscard.insurance.policy.Adjudication;
import org.sscard.insurance.policy.ExplanationStep;

/** Who bears what, in fen, with its explanation; a cancellation has every amount negative. */
public record Split(
        long totalFen,
        long ownPayFen,
        long overLimitFen,
        long advanceFen,
        long inScopeFen,
        long deductibleFen,
        long fundFen,
        long proportionalSelfPayFen,
        long overCapFen,
        long accountFen,
        long cashFen,
        long personFen,
        int ratioBp,
        String period,
        long usedBeforeFen,
        long usedAfterFen,
        boolean payable,
        String basis,
        List<ExplanationStep> explanation,
        String policy) {

    public Split {
        explanation = List.copyOf(explanation);
    }

    static Split of(Adjudication result, List<ExplanationStep> explanation, String policy) {
        return new Split(
                result.totalFen(),
                result.bill().ownPayFen(),
                result.bill().overLimitFen(),
                result.bill().advanceFen(),
                result.bill().inScopeFen(),
                result.deductibleFen(),
                result.fundFen(),
                result.proportionalSelfPayFen(),
                result.overCapFen(),
                result.accountFen(),
                result.cashFen(),
                result.personFen(),
                result.ratioBp(),
                result.period().name(),
                result.usedBeforeFen(),
                result.usedAfterFen(),
                result.payable(),
                result.basis(),
                explanation,
                policy);
    }

    /** The exact negation of every amount, the fund having been used for {@code usedFen} before it. */
    Split negated(long usedFen) {
        return new Split(
                -totalFen,
                -ownPayFen,
                -overLimitFen,
                -advanceFen,
                -inScopeFen,
                -deductibleFen,
                -fundFen,
                -proportionalSelfPayFen,
                -overCapFen,
                -accountFen,
                -cashFen,
                -personFen,
                ratioBp,
                period,
                usedFen,
                usedFen - fundFen,
                payable,
                basis,
                explanation,
                policy);
    }

    /**
     * Everything that decides who pays; not what was used before, which may change between quote and settlement without
     * changing anybody's share.
     */
    String shares() {
        return String.join(
                "|",
                List.of(
                        Long.toString(totalFen),
                        Long.toString(ownPayFen),
                        Long.toString(overLimitFen),
                        Long.toString(advanceFen),
                        Long.toString(inScopeFen),
                        Long.toString(deductibleFen),
                        Long.toString(fundFen),
                        Long.toString(overCapFen),
                        Long.toString(accountFen),
                        Integer.toString(ratioBp),
                        period,
                        Boolean.toString(payable),
                        basis,
                        policy));
    }
}
