package org.sscard.terminal.reader;

import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import org.sscard.spec.transport.CardTransportException;
import org.sscard.spec.transport.CardTransportException.Kind;

/**
 * The one thread on which a reader is driven: PC/SC contexts and exclusive access are bound to a thread (terminal
 * interface §8). A call waits for its result, but never longer than the limit; a driver that hangs is left behind with its
 * thread and the reader goes on with a fresh one.
 */
final class ReaderThread implements AutoCloseable {

    private final String name;
    private final Duration limit;
    private ExecutorService executor;

    ReaderThread(String readerName, Duration limit) {
        this.name = "reader " + readerName;
        this.limit = limit;
        this.executor = start();
    }

    /** For one command. */
    Duration limit() {
        return limit;
    }

    private ExecutorService start() {
        return Executors.newSingleThreadExecutor(task -> {
            Thread thread = new Thread(task, name);
            thread.setDaemon(true);
            return thread;
        });
    }

    /** @throws CardTransportException CARD_MUTE when the driver does not come back in time */
    <T> T call(Callable<T> work) {
        return call(limit, work);
    }

    /** @param allowed for work that waits for the holder */
    <T> T call(Duration allowed, Callable<T> work) {
        return call(allowed, work, late -> {});
    }

    /** @param tooLate takes what came after the caller was told that nothing came: a connection that nobody holds keeps others out */
    <T> T call(Callable<T> work, Consumer<T> tooLate) {
        return call(limit, work, tooLate);
    }

    private <T> T call(Duration allowed, Callable<T> work, Consumer<T> tooLate) {
        AtomicBoolean settled = new AtomicBoolean();
        Future<T> result = submit(() -> {
            T value = work.call();
            if (!settled.compareAndSet(false, true)) {
                tooLate.accept(value);
            }
            return value;
        });
        try {
            return result.get(allowed.toMillis(), TimeUnit.MILLISECONDS);
        } catch (TimeoutException e) {
            if (!settled.compareAndSet(false, true)) {
                return inTime(result);
            }
            replace();
            throw new CardTransportException(Kind.CARD_MUTE, "no answer within " + allowed.toSeconds() + " s", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new CardTransportException(Kind.READER_LOST, "interrupted while the card worked", e);
        } catch (ExecutionException e) {
            throw rethrown(e);
        }
    }

    /** It was ready at the very moment when the time was up. */
    private static <T> T inTime(Future<T> result) {
        try {
            return result.get();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new CardTransportException(Kind.READER_LOST, "interrupted while the card worked", e);
        } catch (ExecutionException e) {
            throw rethrown(e);
        }
    }

    private synchronized <T> Future<T> submit(Callable<T> work) {
        try {
            return executor.submit(work);
        } catch (RejectedExecutionException e) {
            throw new CardTransportException(Kind.READER_LOST, "the reader is gone", e);
        }
    }

    private static RuntimeException rethrown(ExecutionException e) {
        return e.getCause() instanceof RuntimeException failure
                ? failure
                : new IllegalStateException("reader thread failed", e.getCause());
    }

    private synchronized void replace() {
        executor.shutdownNow();
        executor = start();
    }

    @Override
    public synchronized void close() {
        executor.shutdownNow();
    }
}
