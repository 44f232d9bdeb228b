package org.sscard.insurance.settlement;

import java.time.LocalDate;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.sscard.insurance.settlement.store.GroupStore;
import org.sscard.insurance.store.DatabaseSession;

/**
 * On which day each institution books, as it was last seen: from today on the first that it has not closed. The database
 * refuses a settlement on a day that was cut since; whoever is refused looks again.
 */
final class OpenDays {

    private final GroupStore store;
    private @Nullable LocalDate seenOn;
    private Map<String, LocalDate> seen = Map.of();

    OpenDays(GroupStore store) {
        this.store = store;
    }

    /** The day of each of these institutions. */
    synchronized Map<String, LocalDate> of(DatabaseSession session, Set<String> institutions, LocalDate today) {
        if (!today.equals(seenOn) || !seen.keySet().containsAll(institutions)) {
            Map<String, LocalDate> days = today.equals(seenOn) ? new HashMap<>(seen) : new HashMap<>();
            days.putAll(store.openDays(session, institutions, today));
            seen = Map.copyOf(days);
            seenOn = today;
        }
        return seen;
    }

    synchronized void forget() {
        seenOn = null;
    }
}
