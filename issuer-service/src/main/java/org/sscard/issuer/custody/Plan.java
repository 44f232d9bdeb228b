package org.sscard.issuer.custody;

import java.util.List;
import org.sscard.servicekit.security.Principal;

/**
 * What a request would do, worked out against the present state: shown to who asks and to who approves, and then done.
 *
 * @param summary one line; no secrets
 * @param changes what would be otherwise afterwards
 * @param reach whom and what it touches
 */
record Plan(String summary, List<Change> changes, List<String> reach, Doing doing) {

    /** One thing before and after; {@code before} is empty for what is new. */
    record Change(String what, String before, String after) {}

    /** Does it, all or nothing; answers what to tell. */
    @FunctionalInterface
    interface Doing {
        String run(Principal by);
    }

    Plan {
        changes = List.copyOf(changes);
        reach = List.copyOf(reach);
    }
}
