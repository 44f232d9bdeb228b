package org.sscard.insurance.policy;

import java.time.LocalDate;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The rules of one scheme in one version: what settles a bill. */
public interface SchemeRules {

    /** Region of the pool, 6 digits. */
    String region();

    LocalDate validFrom();

    /** Last day on which an admission falls under this version; null: until a newer one. */
    @Nullable
    LocalDate validTo();

    /** File and version by hash. */
    String version();

    boolean supports(TreatmentKind kind);

    boolean inTransition(LocalDate admittedOn);

    AccumulationPeriod periodOf(TreatmentFacts facts);

    /**
     * @param usedFen paid by the fund in the period of the bill
     * @param balanceFen on the personal account; 0 where the scheme has none
     */
    Adjudication adjudicate(TreatmentFacts facts, long usedFen, long balanceFen);

    List<ExplanationStep> explain(TreatmentFacts facts, Adjudication result, long balanceFen);
}
