package org.sscard.terminal.pcsc;

import java.util.concurrent.TimeUnit;
import javax.smartcardio.CardException;

/**
 * Waiting as javax.smartcardio wants it, made of short looks: a wait that blocks in pcscd does not see new readers and may
 * never come back when pcscd dies (terminal interface §8).
 */
final class BoundedLooks {

    private static final long PAUSE_MILLIS = 50;

    private BoundedLooks() {}

    interface Look {
        boolean seen() throws CardException;
    }

    /**
     * @param timeoutMillis 0 waits for ever, until the thread is interrupted
     * @return whether it was seen in time
     */
    static boolean until(Look look, long timeoutMillis) throws CardException {
        if (timeoutMillis < 0) {
            throw new IllegalArgumentException("timeout must not be negative");
        }
        long start = System.nanoTime();
        while (!look.seen()) {
            long left = timeoutMillis - TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - start);
            if (timeoutMillis > 0 && left <= 0) {
                return false;
            }
            pause(timeoutMillis == 0 ? PAUSE_MILLIS : Math.min(left, PAUSE_MILLIS));
        }
        return true;
    }

    private static void pause(long millis) throws CardException {
        try {
            TimeUnit.MILLISECONDS.sleep(millis);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new CardException("interrupted while waiting", e);
        }
    }
}
