package org.sscard.insurance.policy.cases;

import java.util.List;

/**
 * Outcome of a verification.
 *
 * @param failures one line a difference: case id, field, expected and computed value
 */
public record CaseReport(int passed, int failed, List<String> failures) {

    public CaseReport {
        failures = List.copyOf(failures);
    }

    /** The last line of {@code sscard policy verify}. */
    public String summary() {
        return passed + " passed, " + failed + " failed";
    }
}
