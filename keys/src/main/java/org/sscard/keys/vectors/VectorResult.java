package org.sscard.keys.vectors;

import java.util.List;

/**
 * One vector.
 *
 * @param id the id in the file, or place and suite where vectors have none
 * @param differences one sentence for each field that is not right; empty when it passed
 */
public record VectorResult(String id, List<String> differences) {

    public VectorResult {
        differences = List.copyOf(differences);
    }

    public boolean passed() {
        return differences.isEmpty();
    }
}
