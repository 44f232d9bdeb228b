package org.sscard.launcher.deep;

import java.util.Random;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/** What a bad line does to one message, drawn from the run's seed; and whatever it delivers late. */
final class Mischief implements AutoCloseable {
    private static final int FAULTY_PERCENT = 30;
    private static final int LATEST_MILLIS = 3_000;

    enum Deed {
        NONE,
        /** The connection breaks before the request has left. */
        CUT_BEFORE,
        /** It breaks while the insurer is at work. */
        CUT_DURING,
        /** It breaks when the insurer has answered. */
        CUT_AFTER,
        /** The request arrives twice at once. */
        DOUBLED,
        /** It breaks, and the request arrives all the same, after others that were sent later. */
        LATE
    }

    private final Random random;
    private final ScheduledExecutorService timer = Executors.newScheduledThreadPool(4);
    private final AtomicInteger underWay = new AtomicInteger();
    private final AtomicInteger deeds = new AtomicInteger();
    private volatile boolean healed;

    Mischief(long seed) {
        random = new Random(seed);
    }

    synchronized Deed next() {
        if (healed || random.nextInt(100) >= FAULTY_PERCENT) {
            return Deed.NONE;
        }
        deeds.incrementAndGet();
        return Deed.values()[1 + random.nextInt(Deed.values().length - 1)];
    }

    /** Some time within the work of one settlement. */
    synchronized int soonMillis() {
        return random.nextInt(12);
    }

    synchronized void later(Runnable delivery) {
        after(50 + random.nextInt(LATEST_MILLIS), delivery);
    }

    void after(int millis, Runnable work) {
        underWay.incrementAndGet();
        var unused = timer.schedule(
                () -> {
                    try {
                        work.run();
                    } finally {
                        underWay.decrementAndGet();
                    }
                },
                millis,
                TimeUnit.MILLISECONDS);
    }

    /** From now on the line is good. */
    void heal() {
        healed = true;
    }

    boolean quiet() {
        return underWay.get() == 0;
    }

    int deeds() {
        return deeds.get();
    }

    @Override
    public void close() {
        timer.shutdownNow();
    }
}
