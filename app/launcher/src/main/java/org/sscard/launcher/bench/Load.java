package org.sscard.launcher.bench;

import java.util.Arrays;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;
import java.util.function.IntFunction;
import org.jspecify.annotations.Nullable;

/** Puts load on something that answers later: closed loop for throughput, open loop for latency. A failed call fails all. */
final class Load {

    private final int total;
    private final IntFunction<CompletableFuture<?>> call;
    private final CountDownLatch answered;
    private final AtomicInteger next = new AtomicInteger();
    private final AtomicReference<@Nullable Throwable> failure = new AtomicReference<>();

    private Load(int total, IntFunction<CompletableFuture<?>> call) {
        this.total = total;
        this.call = call;
        this.answered = new CountDownLatch(total);
    }

    /**
     * So many clients, each asking again as soon as it is answered, until {@code total} are answered; answers a second.
     *
     * @param call starts the call with this number
     */
    static double closedLoop(int clients, int total, IntFunction<CompletableFuture<?>> call) {
        Load load = new Load(total, call);
        long start = System.nanoTime();
        for (int client = 0; client < clients; client++) {
            load.again();
        }
        load.await();
        return total * 1e9 / (System.nanoTime() - start);
    }

    private void again() {
        int number = next.getAndIncrement();
        if (number < total) {
            begin(number, this::again);
        }
    }

    /** Latencies in nanoseconds, sorted, each from the moment when its call was due (no coordinated omission). */
    static long[] openLoop(double perSecond, int total, IntFunction<CompletableFuture<?>> call) {
        Load load = new Load(total, call);
        long[] latencies = new long[total];
        long start = System.nanoTime();
        for (int number = 0; number < total; number++) {
            int mine = number;
            long due = start + (long) (number * 1e9 / perSecond);
            for (long wait = due - System.nanoTime(); wait > 0; wait = due - System.nanoTime()) {
                LockSupport.parkNanos(wait);
            }
            load.begin(number, () -> latencies[mine] = System.nanoTime() - due);
        }
        load.await();
        Arrays.sort(latencies);
        return latencies;
    }

    private void begin(int number, Runnable then) {
        CompletableFuture<?> ended = call.apply(number).handle((answer, failed) -> {
            failure.compareAndSet(null, failed);
            then.run();
            answered.countDown();
            return number;
        });
        if (ended.isCompletedExceptionally()) {
            throw new IllegalStateException("a call could not be followed");
        }
    }

    static double millis(long[] sorted, double quantile) {
        return sorted[(int) Math.min(sorted.length - 1, Math.floor(sorted.length * quantile))] / 1e6;
    }

    private void await() {
        try {
            answered.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
        Throwable failed = failure.get();
        if (failed != null) {
            throw new CompletionException(failed);
        }
    }
}
