package org.sscard.spec.trace;

import java.util.List;

/**
 * A recorded session.
 *
 * @param redacted false only for sessions with fictional test cards
 */
public record Trace(TraceRole role, boolean redacted, List<TraceEntry> entries) {

    public Trace {
        entries = List.copyOf(entries);
    }
}
