package org.sscard.issuer.intake;

import java.util.List;
import java.util.UUID;

/**
 * What became of a roster.
 *
 * @param repeated applications that stood already, unchanged
 */
public record ImportResult(UUID importId, int rows, int accepted, int repeated, List<RosterFault> faults) {

    public ImportResult {
        faults = List.copyOf(faults);
    }
}
