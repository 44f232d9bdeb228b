package org.sscard.terminal.kiosk;

import java.time.Duration;
import java.util.List;

/**
 * The habits of terminal interface §9, doubled in 长辈版 where they concern reading and deciding.
 *
 * @param page how long a screen waits for a decision
 * @param warning how long before its end it warns
 */
public record KioskLimits(Duration page, Duration warning) {

    /** When the card that was left behind is called after, and the event logged. */
    static final List<Duration> LEFT_BEHIND =
            List.of(Duration.ofSeconds(3), Duration.ofSeconds(10), Duration.ofSeconds(20));

    /** How long the farewell stands. */
    static final Duration GOODBYE = Duration.ofSeconds(3);

    public static final KioskLimits STANDARD = new KioskLimits(Duration.ofSeconds(30), Duration.ofSeconds(10));

    Duration page(boolean elder) {
        return elder ? page.multipliedBy(2) : page;
    }

    Duration warning(boolean elder) {
        return elder ? warning.multipliedBy(2) : warning;
    }
}
