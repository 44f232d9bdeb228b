package org.sscard.keys.pkcs11;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;
import org.sscard.keys.KeyException;
import org.sscard.keys.KeyFault;

/** Leaves a token alone for a while that failed several times in a row; then one call may try (F25). */
final class Circuit {

    private static final int FAILURES = 3;

    private final Clock clock;
    private final Duration pause;
    private int failures;
    private @Nullable Instant openUntil;

    Circuit(Clock clock, Duration pause) {
        this.clock = clock;
        this.pause = pause;
    }

    /** @throws KeyException HSM_CIRCUIT_OPEN */
    synchronized void requireClosed() {
        Instant until = openUntil;
        if (until == null) {
            return;
        }
        if (clock.instant().isBefore(until)) {
            throw new KeyException(KeyFault.HSM_CIRCUIT_OPEN, "until " + until);
        }
        openUntil = clock.instant().plus(pause);
    }

    synchronized void failed() {
        failures++;
        if (failures >= FAILURES) {
            openUntil = clock.instant().plus(pause);
        }
    }

    synchronized void answered() {
        failures = 0;
        openUntil = null;
    }
}
