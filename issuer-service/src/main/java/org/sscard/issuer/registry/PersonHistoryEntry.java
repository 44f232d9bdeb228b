package org.sscard.issuer.registry;

import java.time.Instant;
import java.util.List;

/**
 * Something that happened to a person's data.
 *
 * @param changes before and after; empty where nothing was changed
 */
public record PersonHistoryEntry(Instant at, String what, String who, String why, List<Change> changes) {

    public PersonHistoryEntry {
        changes = List.copyOf(changes);
    }

    public record Change(PersonField field, String before, String after) {

        /** Holder data never reaches a log. */
        @Override
        public String toString() {
            return "Change[" + field + "]";
        }
    }
}
