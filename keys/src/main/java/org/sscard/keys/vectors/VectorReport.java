package org.sscard.keys.vectors;

import java.util.ArrayList;
import java.util.List;

/** What a vector file says about this implementation. */
public record VectorReport(List<VectorResult> results) {

    public VectorReport {
        results = List.copyOf(results);
    }

    public long passed() {
        return results.stream().filter(VectorResult::passed).count();
    }

    public long failed() {
        return results.size() - passed();
    }

    public boolean allPassed() {
        return failed() == 0;
    }

    /** A line for each difference, then {@code N passed, M failed}. */
    public List<String> lines() {
        List<String> lines = new ArrayList<>();
        for (VectorResult result : results) {
            result.differences().forEach(difference -> lines.add(result.id() + ": " + difference));
        }
        lines.add(passed() + " passed, " + failed() + " failed");
        return lines;
    }
}
