package org.sscard.launcher.demo;

import java.time.Duration;
import java.util.concurrent.locks.LockSupport;
import org.sscard.wire.error.CodedException;
import org.sscard.wire.error.ErrorCode;

/** Waiting for something that other processes bring about. */
final class Patience {
    private static final Duration LIMIT = Duration.ofSeconds(60);
    private static final long LOOK_NANOS = 50_000_000;

    private Patience() {}

    interface Condition {
        boolean holds();
    }

    /** @throws CodedException SERVICE_TIMEOUT after a minute */
    static void until(Condition condition) {
        long end = System.nanoTime() + LIMIT.toNanos();
        while (!condition.holds()) {
            if (System.nanoTime() > end) {
                throw new CodedException(ErrorCode.SERVICE_TIMEOUT, "demo");
            }
            LockSupport.parkNanos(LOOK_NANOS);
        }
    }
}
