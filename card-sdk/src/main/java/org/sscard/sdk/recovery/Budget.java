package org.sscard.sdk.recovery;

import io.grpc.Deadline;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/**
 * The time of one whole call. A single message gets a third of what is left, so that a query and a second sending
 * still fit behind a message that is lost; the last quarter is kept for taking back what stays doubtful.
 */
public final class Budget {
    private static final long FIRST_PAUSE_NANOS = TimeUnit.MILLISECONDS.toNanos(20);
    private static final long LONGEST_PAUSE_NANOS = TimeUnit.SECONDS.toNanos(2);

    private final Deadline end;
    private final Deadline lastTry;
    private long pauseNanos = FIRST_PAUSE_NANOS;

    private Budget(Deadline end, Deadline lastTry) {
        this.end = end;
        this.lastTry = lastTry;
    }

    public static Budget of(Duration whole) {
        return until(Deadline.after(whole.toNanos(), TimeUnit.NANOSECONDS));
    }

    public static Budget until(Deadline end) {
        long remaining = end.timeRemaining(TimeUnit.NANOSECONDS);
        return new Budget(end, end.offset(-remaining / 4, TimeUnit.NANOSECONDS));
    }

    public Deadline end() {
        return end;
    }

    Deadline oneMessage() {
        return Deadline.after(end.timeRemaining(TimeUnit.NANOSECONDS) / 3, TimeUnit.NANOSECONDS);
    }

    /** Waits a little longer each time; false when there is no time for another try. */
    boolean pause() {
        long left = lastTry.timeRemaining(TimeUnit.NANOSECONDS);
        if (left <= pauseNanos || Thread.currentThread().isInterrupted()) {
            return false;
        }
        LockSupport.parkNanos(pauseNanos);
        pauseNanos = Math.min(2 * pauseNanos, LONGEST_PAUSE_NANOS);
        return !Thread.currentThread().isInterrupted();
    }
}
