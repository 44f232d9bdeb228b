package org.sscard.issuer.registry;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.sscard.issuer.registry.store.DuePeriods;
import org.sscard.issuer.registry.store.HouseTimeStore;
import org.sscard.issuer.registry.store.HouseTimeStore.Turn;

/**
 * Ends temporary losses and waiting for collection when their time is over. Time is what services of this registry were seen
 * to run, measured with a clock that only goes forward: no change of a machine's date and no skewed machine ends a period
 * early (F18). Of several services one counts; when it falls silent, another takes over and begins at what was counted.
 */
public final class CardTimers implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(CardTimers.class);
    private static final Duration SILENCE = Duration.ofSeconds(30);

    private final HouseTimeStore time;
    private final DuePeriods due;
    private final String name;
    private final LongSupplier nanos;
    private final ScheduledExecutorService worker = Executors.newSingleThreadScheduledExecutor(task -> {
        Thread thread = new Thread(task, "card-timers");
        thread.setDaemon(true);
        return thread;
    });
    private @Nullable Turn seen;
    private long seenAt;

    /**
     * @param name of this service among those that share the registry
     * @param nanos a clock that only goes forward, as {@link System#nanoTime}
     */
    public CardTimers(HouseTimeStore time, DuePeriods due, String name, LongSupplier nanos) {
        this.time = time;
        this.due = due;
        this.name = name;
        this.nanos = nanos;
    }

    public void every(Duration tick) {
        long millis = tick.toMillis();
        var ignored = worker.scheduleWithFixedDelay(this::quietly, millis, millis, TimeUnit.MILLISECONDS);
    }

    private void quietly() {
        try {
            tick();
        } catch (RuntimeException e) {
            LOG.warn("card timers: the database failed; periods run on when it is back", e);
        }
    }

    /** Counts the time since the last tick, and ends what is over; answers the cards that were moved. */
    public synchronized List<Long> tick() {
        long at = nanos.getAsLong();
        Turn now = time.now();
        Turn before = seen;
        Duration passed = Duration.ofNanos(at - seenAt);
        if (before == null || !sameTurn(before, now)) {
            // Another one counts, or it just moved on: its silence is measured from here.
            remember(now, at);
            return List.of();
        }
        if (!now.counter().equals(name)) {
            if (passed.compareTo(SILENCE) >= 0 || now.counter().isEmpty()) {
                LOG.info("card timers: {} counts the time from now on", name);
                time.takeOver(now, name);
                remember(time.now(), at);
            }
            return List.of();
        }
        if (!time.add(now.token(), passed)) {
            remember(time.now(), at);
            return List.of();
        }
        remember(time.now(), at);
        return due.end();
    }

    private void remember(Turn turn, long at) {
        seen = turn;
        seenAt = at;
    }

    private static boolean sameTurn(Turn before, Turn now) {
        return before.token() == now.token() && before.elapsedMillis() == now.elapsedMillis();
    }

    @Override
    public void close() {
        worker.shutdownNow();
    }
}
