package org.sscard.issuer.console;

import java.util.List;
import org.sscard.servicekit.pages.Fact;

/**
 * A batch's progress as the page shows it.
 *
 * @param running asks again by itself while it is
 */
public record ShownProgress(
        String address,
        boolean running,
        long made,
        long total,
        String rate,
        String forecast,
        List<Fact> states,
        String asOf) {}
