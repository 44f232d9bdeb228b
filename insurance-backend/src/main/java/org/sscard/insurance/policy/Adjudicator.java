package org.sscard.insurance.policy;

import java.time.LocalDate;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Computes a resident's benefit for one bill by a policy, settlement rules §1.8: the checks in their order, then
 * deductible, ratio, fund and cap. Integers only; rounded half up once per settlement.
 */
public final class Adjudicator {

    private static final int BASIS_POINTS = 10_000;
    private static final int MINUTES_PER_HOUR = 60;

    private final Policy policy;
    private final PolicyFile file;

    public Adjudicator(Policy policy) {
        this.policy = policy;
        this.file = policy.file();
    }

    /** @param usedFen what the fund has paid for this person in the period that {@link #periodOf} names */
    public Adjudication adjudicate(TreatmentFacts facts, long usedFen) {
        AccumulationPeriod period = periodOf(facts);
        Optional<String> refused = refusal(facts);
        if (refused.isPresent()) {
            return new Adjudication(false, refused.get(), period, usedFen, facts.bill(), 0, 0, 0, 0, 0, 0);
        }
        long standard = standardDeductible(facts);
        long deductible = Math.min(standard, facts.bill().inScopeFen());
        int ratio = ratio(facts);
        long calculated = HalfUp.multiplyDivide(facts.bill().inScopeFen() - deductible, ratio, BASIS_POINTS);
        long fund = Math.min(calculated, Math.max(0, period.capFen() - usedFen));
        return new Adjudication(
                true, basis(facts), period, usedFen, facts.bill(), standard, deductible, ratio, calculated, fund, 0);
    }

    /** The accumulation period of this bill: by discharge date (A13). */
    public AccumulationPeriod periodOf(TreatmentFacts facts) {
        return policy.periodOf(facts.dischargedOn(), facts.pupil());
    }

    /** The first check that applies, in the order of §1.8. */
    private Optional<String> refusal(TreatmentFacts facts) {
        PolicyFile.Refusals refusals = file.refusals();
        LocalDate admitted = facts.admittedOn();
        if (facts.benefitStart() != null && admitted.isBefore(facts.benefitStart())) {
            return refused(refusals.waiting());
        }
        if (facts.coverEnd() != null && admitted.isAfter(facts.coverEnd())) {
            return refused(refusals.lapsed());
        }
        if (facts.cause() != null) {
            return Optional.of(refusals.excludedCause().basis().replace("{article}", policy.articleOf(facts.cause())));
        }
        if (facts.kind() == TreatmentKind.OUTPATIENT) {
            return refused(refusals.outpatient());
        }
        if (facts.kind() == TreatmentKind.PHARMACY) {
            return refused(refusals.pharmacy());
        }
        if (facts.lentCard()) {
            return refused(refusals.lentCard());
        }
        return facts.kind() == TreatmentKind.OP_SPECIAL ? specialDiseaseRefusal(facts) : stayRefusal(facts);
    }

    private Optional<String> specialDiseaseRefusal(TreatmentFacts facts) {
        if (!facts.specialDiseaseRegistered()) {
            return refused(file.refusals().notRegistered());
        }
        return facts.designated() ? Optional.empty() : refused(file.refusals().notDesignated());
    }

    private Optional<String> stayRefusal(TreatmentFacts facts) {
        if (!facts.cardAtAdmission() && !cardInTime(facts)) {
            return refused(file.refusals().cardLate());
        }
        if (!facts.designated() && !facts.emergency() && facts.referral() != Referral.OUT_OF_TOWN) {
            return refused(file.refusals().notDesignated());
        }
        return facts.referral() == Referral.UNAPPROVED ? refused(file.refusals().notApproved()) : Optional.empty();
    }

    /** Art. 19, A12: in an emergency within 24 hours from the admission instant, the boundary included. */
    private boolean cardInTime(TreatmentFacts facts) {
        Integer after = facts.cardAfterMinutes();
        return facts.emergency() && after != null && after <= file.benefit().emergencyCardHours() * MINUTES_PER_HOUR;
    }

    private static Optional<String> refused(PolicyFile.Refusal refusal) {
        return Optional.of(refusal.basis());
    }

    private long standardDeductible(TreatmentFacts facts) {
        PolicyFile.Benefit benefit = file.benefit();
        if (facts.kind() == TreatmentKind.OP_SPECIAL) {
            return benefit.specialDisease().deductibleFen();
        }
        if (deductibleWaived(facts)) {
            return 0;
        }
        boolean outside = !facts.designated();
        long table = outside ? benefit.outsideDeductibleFen() : tableDeductible(facts.cls(), facts.level());
        boolean halved = facts.transition() && (!outside || policy.readings().is("halve_outside", "true"));
        return halved ? HalfUp.divide(table, benefit.transition().deductibleDivisor()) : table;
    }

    private long tableDeductible(@Nullable InsuredClass cls, HospitalLevel level) {
        Map<HospitalLevel, Long> ofClass =
                cls == null ? null : file.benefit().deductibleFen().get(cls);
        Long fen = ofClass == null ? null : ofClass.get(level);
        if (fen == null) {
            throw new IllegalArgumentException("no deductible for class " + cls + " at level " + level);
        }
        return fen;
    }

    /** Art. 21: the three diseases in the institution designated for them, wherever it lies. */
    private boolean deductibleWaived(TreatmentFacts facts) {
        return facts.specialistInstitution()
                && facts.disease() != null
                && file.benefit().waivedDiseases().contains(facts.disease());
    }

    private int ratio(TreatmentFacts facts) {
        PolicyFile.Benefit benefit = file.benefit();
        if (facts.kind() == TreatmentKind.OP_SPECIAL) {
            return benefit.specialDisease().ratioBp();
        }
        Integer ofLevel = benefit.ratioBp().get(facts.level());
        if (ofLevel == null) {
            throw new IllegalArgumentException("no ratio for level " + facts.level());
        }
        if (!loweredByReferral(facts)) {
            return ofLevel;
        }
        return policy.readings().is("referral_mode", "relative")
                ? (int) HalfUp.multiplyDivide(ofLevel, benefit.referralFactorBp(), BASIS_POINTS)
                : Math.max(0, ofLevel - benefit.referralPointsBp());
    }

    /** Art. 23, A3: the hospital one is sent to, or by the other reading the one that sends. */
    private boolean loweredByReferral(TreatmentFacts facts) {
        return policy.readings().is("referral_side", "sending")
                ? facts.referral() == Referral.SENDING
                : facts.referral() == Referral.UP || facts.referral() == Referral.OUT_OF_TOWN;
    }

    private String basis(TreatmentFacts facts) {
        PolicyFile.Bases bases = file.bases();
        if (facts.kind() == TreatmentKind.OP_SPECIAL) {
            return bases.specialDisease();
        }
        StringBuilder basis = new StringBuilder(
                facts.designated()
                        ? bases.inpatient()
                        : facts.emergency() ? bases.emergencyOutside() : bases.outOfTown());
        if (loweredByReferral(facts)) {
            basis.append('+').append(bases.referral());
        }
        if (deductibleWaived(facts)) {
            basis.append('+').append(bases.waivedDeductible());
        }
        if (facts.transition()) {
            basis.append('+').append(bases.transition());
        }
        return basis.toString();
    }
}
