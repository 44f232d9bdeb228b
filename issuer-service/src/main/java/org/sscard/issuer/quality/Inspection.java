package org.sscard.issuer.quality;

import java.time.Instant;
import java.util.List;

/**
 * What an inspector found on one card.
 *
 * @param reasons codes of {@link QualityRules}; empty with PASSED
 * @param inspector the person
 */
public record Inspection(Verdict verdict, List<String> reasons, String note, String inspector, Instant at) {

    public enum Verdict {
        PASSED,
        REJECTED
    }

    public Inspection {
        reasons = List.copyOf(reasons);
    }
}
