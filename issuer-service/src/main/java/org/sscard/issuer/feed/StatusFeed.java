package org.sscard.issuer.feed;

import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.sscard.issuer.feed.store.FeedStore;
import org.sscard.wire.error.CodedException;
import org.sscard.wire.error.ErrorCode;

/**
 * Hands the feed's entries to subscribers: in order, without gaps, never faster than a subscriber takes them. Entries are
 * read from the table after their commit, so a subscriber sees what another service instance wrote as well.
 */
public final class StatusFeed implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(StatusFeed.class);
    private static final int PAGE = 500;

    private final FeedStore store;
    private final Duration poll;
    private final Duration heartbeat;
    private final Set<Subscription> subscriptions = ConcurrentHashMap.newKeySet();
    private final ScheduledExecutorService worker;

    /**
     * @param poll how often the table is looked at
     * @param heartbeat how often an up-to-date subscriber hears so
     */
    public StatusFeed(FeedStore store, Duration poll, Duration heartbeat) {
        this.store = store;
        this.poll = poll;
        this.heartbeat = heartbeat;
        this.worker = Executors.newSingleThreadScheduledExecutor(task -> {
            Thread thread = new Thread(task, "status-feed");
            thread.setDaemon(true);
            return thread;
        });
        long millis = poll.toMillis();
        var ignored = worker.scheduleWithFixedDelay(this::pumpAll, millis, millis, TimeUnit.MILLISECONDS);
    }

    /** Who listens. Called from one thread at a time. */
    public interface Listener {

        /** Whether it takes a message now without storing it up. */
        boolean ready();

        void changed(CardStatus status);

        /** @param version the last one that was sent or asked for */
        void upToDate(long version);
    }

    /** A subscription, until it is cancelled. */
    public final class Subscription {

        private final Listener listener;
        private final AtomicBoolean cancelled = new AtomicBoolean();
        private long version;
        private long idleMillis;

        private Subscription(long version, Listener listener) {
            this.version = version;
            this.listener = listener;
        }

        /** The listener is ready again. */
        public void wake() {
            worker.execute(this::pump);
        }

        public void cancel() {
            cancelled.set(true);
            subscriptions.remove(this);
        }

        private void pump() {
            while (!cancelled.get() && listener.ready()) {
                List<CardStatus> page = store.after(version, PAGE);
                if (page.isEmpty()) {
                    return;
                }
                for (CardStatus status : page) {
                    if (cancelled.get() || !listener.ready()) {
                        return;
                    }
                    listener.changed(status);
                    version = status.version();
                    idleMillis = 0;
                }
            }
        }

        private void beat(long elapsedMillis) {
            idleMillis += elapsedMillis;
            if (idleMillis >= heartbeat.toMillis() && listener.ready() && !cancelled.get()) {
                listener.upToDate(version);
                idleMillis = 0;
            }
        }
    }

    /** @throws CodedException FEED_VERSION_AHEAD when the subscriber has seen more than this registry holds */
    public Subscription subscribe(long afterVersion, Listener listener) {
        long last = store.lastVersion();
        if (afterVersion > last || afterVersion < 0) {
            throw new CodedException(ErrorCode.FEED_VERSION_AHEAD, afterVersion, last);
        }
        Subscription subscription = new Subscription(afterVersion, listener);
        subscriptions.add(subscription);
        worker.execute(() -> {
            subscription.pump();
            // The first heartbeat tells the subscriber at once that it holds everything.
            subscription.beat(heartbeat.toMillis());
        });
        return subscription;
    }

    private void pumpAll() {
        for (Subscription subscription : subscriptions) {
            try {
                subscription.pump();
                subscription.beat(poll.toMillis());
            } catch (RuntimeException e) {
                // One subscriber's broken line must not silence the others; its own end is reported by its transport.
                LOG.warn("feed: a subscriber or the database failed", e);
            }
        }
    }

    @Override
    public void close() {
        worker.shutdownNow();
        subscriptions.clear();
    }
}
