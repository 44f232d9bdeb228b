package org.sscard.terminal.feed.rpc;

import java.time.Duration;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Keeps one outbound stream to the issuer open: when it ends it is opened again, later each time, at most after 15 s. */
public final class IssuerStream implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(IssuerStream.class);
    private static final Duration FIRST_PAUSE = Duration.ofMillis(250);
    private static final Duration LONGEST_PAUSE = Duration.ofSeconds(15);

    private final String name;
    private final Runnable open;
    private final ScheduledExecutorService timer;
    private Duration pause = FIRST_PAUSE;
    private @Nullable Future<?> next;
    private volatile boolean up;

    /** @param open opens the stream; its end must be told by {@link #ended} */
    public IssuerStream(String name, Runnable open) {
        this.name = name;
        this.open = open;
        this.timer = Executors.newSingleThreadScheduledExecutor(task -> {
            Thread thread = new Thread(task, name);
            thread.setDaemon(true);
            return thread;
        });
    }

    public void start() {
        schedule(Duration.ZERO);
    }

    /** Whether the issuer answered on the present stream. */
    public boolean up() {
        return up;
    }

    /** The issuer answered: the next failure begins with the shortest pause again. */
    public synchronized void alive() {
        if (!up) {
            LOG.info("{}: connected", name);
        }
        up = true;
        pause = FIRST_PAUSE;
    }

    /** The stream ended, for whatever reason. */
    public synchronized void ended(Object reason) {
        if (up) {
            LOG.warn("{}: the line is down ({})", name, reason);
        } else {
            LOG.debug("{}: not connected ({})", name, reason);
        }
        up = false;
        schedule(pause);
        Duration doubled = pause.multipliedBy(2);
        pause = doubled.compareTo(LONGEST_PAUSE) > 0 ? LONGEST_PAUSE : doubled;
    }

    private synchronized void schedule(Duration delay) {
        if (next != null && !next.isDone()) {
            return;
        }
        try {
            next = timer.schedule(this::attempt, delay.toMillis(), TimeUnit.MILLISECONDS);
        } catch (RejectedExecutionException e) {
            LOG.debug("{}: closed", name);
        }
    }

    private void attempt() {
        synchronized (this) {
            next = null;
        }
        try {
            open.run();
        } catch (RuntimeException e) {
            ended(e);
        }
    }

    @Override
    public void close() {
        timer.shutdownNow();
    }
}
