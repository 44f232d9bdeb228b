package org.sscard.terminal.classic;

import java.time.Duration;
import java.util.Iterator;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.sscard.terminal.card.CardStep;
import org.sscard.wire.error.CodedException;
import org.sscard.wire.error.ErrorCode;

/**
 * Steps that wait for their caller's key service (§4): one for each caller, for a limited time, gone with his connection. A
 * step that nobody goes on with gives its card back.
 */
final class PendingSteps implements AutoCloseable {

    private final Duration limit;
    private final AtomicLong numbers = new AtomicLong();
    private final Map<ClassicCaller.Key, Pending> steps = new ConcurrentHashMap<>();
    private final ScheduledExecutorService ends = Executors.newSingleThreadScheduledExecutor(task -> {
        Thread thread = new Thread(task, "pending card steps");
        thread.setDaemon(true);
        return thread;
    });

    /** @param address of a file's steps, as the caller wrote it */
    record Begun<S extends CardStep>(S step, Optional<FileAddress> address) {}

    private record Pending(long number, String family, Begun<?> begun, Future<?> end) {

        void close() {
            end.cancel(false);
            begun.step().close();
        }
    }

    /** @param limit between two steps */
    PendingSteps(Duration limit) {
        this.limit = limit;
    }

    void keep(ClassicCaller caller, ClassicFunction function, Begun<?> begun) {
        ClassicCaller.Key key = caller.key();
        long number = numbers.incrementAndGet();
        Future<?> end = ends.schedule(() -> expire(key, number), limit.toMillis(), TimeUnit.MILLISECONDS);
        Pending before = steps.put(key, new Pending(number, function.family(), begun, end));
        if (before != null) {
            before.close();
        }
    }

    private void expire(ClassicCaller.Key key, long number) {
        Pending pending = steps.get(key);
        if (pending != null && pending.number() == number && steps.remove(key, pending)) {
            pending.close();
        }
    }

    /**
     * Takes the caller's step away; whoever takes it closes it or keeps it again.
     *
     * @throws CodedException CLASSIC_STEP_MISSING when his last step was none, another function's or too long ago
     */
    <S extends CardStep> Begun<S> take(ClassicCaller caller, ClassicFunction function, Class<S> kind) {
        Pending pending = steps.remove(caller.key());
        if (pending == null) {
            throw new CodedException(ErrorCode.CLASSIC_STEP_MISSING, function.title());
        }
        pending.end().cancel(false);
        if (!pending.family().equals(function.family())
                || !kind.isInstance(pending.begun().step())) {
            pending.begun().step().close();
            throw new CodedException(ErrorCode.CLASSIC_STEP_MISSING, function.title());
        }
        return new Begun<>(kind.cast(pending.begun().step()), pending.begun().address());
    }

    /** The caller begins something else. */
    void drop(ClassicCaller caller) {
        Pending pending = steps.remove(caller.key());
        if (pending != null) {
            pending.close();
        }
    }

    /** The connection is gone. */
    void forget(Object connection) {
        for (Iterator<Map.Entry<ClassicCaller.Key, Pending>> all =
                        steps.entrySet().iterator();
                all.hasNext(); ) {
            Map.Entry<ClassicCaller.Key, Pending> entry = all.next();
            if (entry.getKey().connection() == connection && steps.remove(entry.getKey(), entry.getValue())) {
                entry.getValue().close();
            }
        }
    }

    @Override
    public void close() {
        ends.shutdownNow();
        steps.values().forEach(Pending::close);
        steps.clear();
    }
}
