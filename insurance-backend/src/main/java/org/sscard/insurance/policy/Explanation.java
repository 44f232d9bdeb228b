package org.sscard.insurance.policy;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** Says of every fen by which article it was moved: the steps of one adjudication, in order. */
public final class Explanation {

    private Explanation() {}

    public static List<ExplanationStep> of(Policy policy, TreatmentFacts facts, Adjudication result) {
        BillSums bill = result.bill();
        List<ExplanationStep> steps = new ArrayList<>();
        steps.add(new ExplanationStep(
                "18",
                "总额 %s = 丙类自费 %s + 超限价 %s + 乙类先行自付 %s + 政策范围内 %s"
                        .formatted(
                                yuan(bill.totalFen()),
                                yuan(bill.ownPayFen()),
                                yuan(bill.overLimitFen()),
                                yuan(bill.advanceFen()),
                                yuan(bill.inScopeFen())),
                "total %s = class C %s + above the price limit %s + advance on class B %s + in scope %s"
                        .formatted(
                                yuan(bill.totalFen()),
                                yuan(bill.ownPayFen()),
                                yuan(bill.overLimitFen()),
                                yuan(bill.advanceFen()),
                                yuan(bill.inScopeFen())),
                bill.inScopeFen()));
        if (!result.payable()) {
            steps.add(refusal(policy, result));
            return List.copyOf(steps);
        }
        steps.add(new ExplanationStep(
                deductibleArticle(facts, result),
                "起付标准 %s，本次起付 %s".formatted(yuan(result.standardDeductibleFen()), yuan(result.deductibleFen())),
                "standard deductible %s, applied %s"
                        .formatted(yuan(result.standardDeductibleFen()), yuan(result.deductibleFen())),
                result.deductibleFen()));
        Optional<Integer> lowered = lowered(policy, facts, result);
        steps.add(new ExplanationStep(
                facts.kind() == TreatmentKind.OP_SPECIAL ? "25" : lowered.isPresent() ? "22+23" : "22",
                lowered.map(bp -> "转院，比例由 %s 降为 %s；".formatted(percent(bp), percent(result.ratioBp())))
                                .orElse("")
                        + "(%s − %s) × %s = %s，四舍五入到分"
                                .formatted(
                                        yuan(bill.inScopeFen()),
                                        yuan(result.deductibleFen()),
                                        percent(result.ratioBp()),
                                        yuan(result.fundCalculatedFen())),
                lowered.map(bp -> "referral, the ratio falls from %s to %s; "
                                        .formatted(percent(bp), percent(result.ratioBp())))
                                .orElse("")
                        + "(%s − %s) × %s = %s, rounded half up to the fen"
                                .formatted(
                                        yuan(bill.inScopeFen()),
                                        yuan(result.deductibleFen()),
                                        percent(result.ratioBp()),
                                        yuan(result.fundCalculatedFen())),
                result.fundCalculatedFen()));
        long left = Math.max(0, result.period().capFen() - result.usedBeforeFen());
        steps.add(new ExplanationStep(
                "8",
                "%s 期间最高支付限额 %s，已用 %s，尚余 %s；统筹支付 %s，超限额 %s"
                        .formatted(
                                result.period().name(),
                                yuan(result.period().capFen()),
                                yuan(result.usedBeforeFen()),
                                yuan(left),
                                yuan(result.fundFen()),
                                yuan(result.overCapFen())),
                "cap of period %s is %s, used %s, left %s; the fund pays %s, above the cap %s"
                        .formatted(
                                result.period().name(),
                                yuan(result.period().capFen()),
                                yuan(result.usedBeforeFen()),
                                yuan(left),
                                yuan(result.fundFen()),
                                yuan(result.overCapFen())),
                result.fundFen()));
        steps.add(new ExplanationStep(
                "20",
                "个人负担 %s = 总额 %s − 统筹支付 %s"
                        .formatted(yuan(result.personFen()), yuan(result.totalFen()), yuan(result.fundFen())),
                "the person bears %s = total %s − fund %s"
                        .formatted(yuan(result.personFen()), yuan(result.totalFen()), yuan(result.fundFen())),
                result.personFen()));
        return List.copyOf(steps);
    }

    /** The level's ratio where a referral lowered it (Art. 23). */
    private static Optional<Integer> lowered(Policy policy, TreatmentFacts facts, Adjudication result) {
        Integer ofLevel = policy.file().benefit().ratioBp().get(facts.level());
        return facts.kind() == TreatmentKind.OP_SPECIAL || ofLevel == null || ofLevel == result.ratioBp()
                ? Optional.empty()
                : Optional.of(ofLevel);
    }

    private static ExplanationStep refusal(Policy policy, Adjudication result) {
        String article = result.basis().substring(0, result.basis().indexOf(':'));
        PolicyFile.Refusals r = policy.file().refusals();
        Optional<PolicyFile.Refusal> named = Stream.of(
                        r.waiting(),
                        r.lapsed(),
                        r.outpatient(),
                        r.pharmacy(),
                        r.lentCard(),
                        r.notRegistered(),
                        r.cardLate(),
                        r.notDesignated(),
                        r.notApproved())
                .filter(refusal -> refusal.basis().equals(result.basis()))
                .findFirst();
        PolicyFile.Refusal refusal = named.orElse(r.excludedCause());
        return new ExplanationStep(
                article,
                refusal.zh() + "，统筹基金不予支付，由个人负担",
                refusal.en() + ": nothing is payable by the fund, the person bears all",
                0);
    }

    private static String deductibleArticle(TreatmentFacts facts, Adjudication result) {
        if (facts.kind() == TreatmentKind.OP_SPECIAL) {
            return "25";
        }
        if (facts.specialistInstitution() && result.standardDeductibleFen() == 0) {
            return "21";
        }
        String article = !facts.designated() ? "20(3)" : facts.cls() == InsuredClass.MINOR ? "20(1)" : "20(2)";
        return facts.transition() ? article + "+36" : article;
    }

    private static String yuan(long fen) {
        return BigDecimal.valueOf(fen, 2).toPlainString();
    }

    private static String percent(int basisPoints) {
        return BigDecimal.valueOf(basisPoints, 2).stripTrailingZeros().toPlainString() + "%";
    }
}
