package org.sscard.sdk.recovery;

import java.time.Duration;
import java.util.HashSet;
import java.util.Set;
import org.sscard.sdk.journal.Fingerprint;

/** One transaction at a time for each visit, whoever drives it: a caller or recovery. */
public final class VisitLocks {
    private final Set<Fingerprint> taken = new HashSet<>();

    /** Waits at most this long; false when another still has it. */
    public synchronized boolean enter(Fingerprint visit, Duration longest) {
        long end = System.nanoTime() + longest.toNanos();
        while (taken.contains(visit)) {
            long leftMillis = (end - System.nanoTime()) / 1_000_000;
            if (leftMillis <= 0) {
                return false;
            }
            try {
                wait(leftMillis);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                return false;
            }
        }
        taken.add(visit);
        return true;
    }

    public synchronized void leave(Fingerprint visit) {
        taken.remove(visit);
        notifyAll();
    }
}
