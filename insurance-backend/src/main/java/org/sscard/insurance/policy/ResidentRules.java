package org.sscard.insurance.policy;

import java.time.LocalDate;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Residents: pooled fund by a {@link Policy}, no personal account. */
public final class ResidentRules implements SchemeRules {

    private final Policy policy;
    private final Adjudicator adjudicator;

    public ResidentRules(Policy policy) {
        this.policy = policy;
        this.adjudicator = new Adjudicator(policy);
    }

    public Policy policy() {
        return policy;
    }

    @Override
    public String region() {
        return policy.file().region();
    }

    @Override
    public @Nullable LocalDate validTo() {
        return policy.file().validTo();
    }

    @Override
    public LocalDate validFrom() {
        return policy.file().validFrom();
    }

    @Override
    public String version() {
        return policy.version();
    }

    /** What is not payable is computed too: everything the person's, with the article. */
    @Override
    public boolean supports(TreatmentKind kind) {
        return true;
    }

    @Override
    public boolean inTransition(LocalDate admittedOn) {
        return policy.inTransition(admittedOn);
    }

    @Override
    public AccumulationPeriod periodOf(TreatmentFacts facts) {
        return adjudicator.periodOf(facts);
    }

    @Override
    public Adjudication adjudicate(TreatmentFacts facts, long usedFen, long balanceFen) {
        return adjudicator.adjudicate(facts, usedFen);
    }

    @Override
    public List<ExplanationStep> explain(TreatmentFacts facts, Adjudication result, long balanceFen) {
        return Explanation.of(policy, facts, result);
    }
}
