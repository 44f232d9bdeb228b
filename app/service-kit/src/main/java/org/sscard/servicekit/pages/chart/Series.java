package org.sscard.servicekit.pages.chart;

import java.util.List;
import org.sscard.servicekit.pages.Label;

/**
 * Amounts over the same points.
 *
 * @param css its colour: {@code one}, {@code two} or {@code three}
 */
public record Series(Label label, String css, List<Long> amounts) {
    public Series {
        amounts = List.copyOf(amounts);
    }
}
