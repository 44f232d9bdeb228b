package org.sscard.issuer.batch;

import java.time.Duration;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.sscard.issuer.batch.store.BatchStore;
import org.sscard.issuer.lifecycle.CardState;
import org.sscard.issuer.perso.Lease;
import org.sscard.issuer.perso.Personaliser;
import org.sscard.issuer.perso.Verdict;
import org.sscard.issuer.perso.store.JobStore;
import org.sscard.issuer.registry.CardRecord;
import org.sscard.issuer.registry.HistoricalBytes;
import org.sscard.issuer.registry.store.RegistryStore;
import org.sscard.issuer.station.Insertion;
import org.sscard.issuer.station.Stations;
import org.sscard.issuer.workflow.store.ReleaseStore;
import org.sscard.keys.KeyException;
import org.sscard.spec.transport.CardTransportException;
import org.sscard.wire.error.CodedException;
import org.sscard.wire.error.ErrorCode;

/**
 * Makes cards wherever a station holds one: a blank becomes the next card of the oldest started batch, a torn card is found
 * out, any other card is left alone. Readers work beside each other. All state that matters is in the database, so a restart
 * goes on by itself as soon as the stations are back.
 */
public final class BatchRunner implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(BatchRunner.class);
    /** How often a card that gave no answer is asked again while it stays in its reader. */
    private static final int ATTEMPTS = 3;

    private final BatchStore batches;
    private final ReleaseStore releases;
    private final JobStore jobs;
    private final RegistryStore registry;
    private final Personaliser personaliser;
    private final Stations stations;
    private final ExecutorService readers;
    private final ScheduledExecutorService clockwork;
    /** Readers at work, by station and name. */
    private final Set<String> busy = ConcurrentHashMap.newKeySet();

    private final Map<Long, Integer> attempts = new ConcurrentHashMap<>();
    private final Set<Lease> held = ConcurrentHashMap.newKeySet();

    /** @param tick how often leases are renewed and readers looked at without being told */
    public BatchRunner(
            BatchStore batches,
            ReleaseStore releases,
            JobStore jobs,
            RegistryStore registry,
            Personaliser personaliser,
            Stations stations,
            Duration tick) {
        this.batches = batches;
        this.releases = releases;
        this.jobs = jobs;
        this.registry = registry;
        this.personaliser = personaliser;
        this.stations = stations;
        this.readers = Executors.newCachedThreadPool(daemons("perso-"));
        this.clockwork = Executors.newSingleThreadScheduledExecutor(daemons("perso-tick-"));
        stations.onInsertion(insertion -> look());
        var ignored = clockwork.scheduleWithFixedDelay(this::tick, 0, tick.toMillis(), TimeUnit.MILLISECONDS);
    }

    /** @throws CodedException BATCH_NOT_FOUND, BATCH_NOT_RELEASED, CARD_OS_NOT_APPROVED, CARD_OS_EXPIRED */
    public void start(UUID batchId) {
        if (batches.find(batchId).isEmpty()) {
            throw new CodedException(ErrorCode.BATCH_NOT_FOUND, batchId);
        }
        releases.requireStart(batchId);
        batches.start(batchId);
        look();
    }

    /** Whether the batch was started and has cards left to make or to find out. */
    public boolean running(UUID batchId) {
        return batches.unfinished().stream().anyMatch(batch -> batch.batchId().equals(batchId));
    }

    private void look() {
        try {
            clockwork.execute(this::giveWork);
        } catch (RejectedExecutionException e) {
            LOG.debug("closing");
        }
    }

    private void tick() {
        try {
            for (Lease lease : held) {
                renew(lease);
            }
            jobs.abandonTorn().forEach(cardId -> LOG.warn("card {} was left by its worker: UNKNOWN", cardId));
            giveWork();
        } catch (RuntimeException e) {
            // The database is away for a moment: the next tick tries again.
            LOG.warn("personalisation: tick failed", e);
        }
    }

    private void renew(Lease lease) {
        try {
            jobs.renew(lease);
        } catch (CodedException e) {
            // The worker notices by itself: the journal refuses its next APDU.
            LOG.warn("lease of card {}: {}", lease.cardId(), e.code());
        }
    }

    private void giveWork() {
        List<Insertion> cards = stations.cards();
        attempts.keySet().retainAll(cards.stream().map(Insertion::number).toList());
        for (Insertion card : cards) {
            String reader = card.station().name() + "/" + card.reader();
            if (attempts.getOrDefault(card.number(), 0) < ATTEMPTS && busy.add(reader)) {
                readers.execute(() -> {
                    try {
                        work(card);
                    } catch (RuntimeException e) {
                        failed(card, e);
                    } finally {
                        busy.remove(reader);
                    }
                });
            }
        }
    }

    private void work(Insertion insertion) {
        Optional<HistoricalBytes> shown = HistoricalBytes.ofAtr(HexFormat.of().parseHex(insertion.atr()));
        if (shown.isEmpty()) {
            settle(insertion, "no social-security card by its ATR");
            return;
        }
        Optional<CardRecord> bound = registry.findByHistoricalBytes(shown.get());
        if (bound.isEmpty()) {
            makeNext(insertion);
        } else if (bound.get().state() == CardState.PERSONALISING || bound.get().state() == CardState.UNKNOWN) {
            resume(insertion, bound.get());
        } else {
            settle(insertion, "this chip belongs to card record " + bound.get().cardId());
        }
    }

    private void makeNext(Insertion insertion) {
        for (BatchRecord batch : batches.unfinished()) {
            Optional<Lease> lease = jobs.leaseNext(batch.batchId());
            if (lease.isPresent()) {
                make(insertion, lease.get());
                return;
            }
        }
    }

    private void make(Insertion insertion, Lease lease) {
        CardRecord card = registry.find(lease.cardId()).orElseThrow();
        held.add(lease);
        try {
            ended(
                    insertion,
                    card,
                    personaliser.make(lease, card, insertion.station().transport(insertion)));
        } catch (CodedException e) {
            giveBack(lease);
            settle(insertion, e.code().name());
        } catch (CardTransportException | KeyException e) {
            giveBack(lease);
            throw e;
        } finally {
            held.remove(lease);
        }
    }

    private void resume(Insertion insertion, CardRecord card) {
        Optional<Lease> lease = jobs.lease(card.cardId());
        if (lease.isEmpty()) {
            return;
        }
        held.add(lease.get());
        try {
            ended(
                    insertion,
                    card,
                    personaliser.resume(lease.get(), card, insertion.station().transport(insertion)));
        } finally {
            held.remove(lease.get());
        }
    }

    private void ended(Insertion insertion, CardRecord card, Verdict verdict) {
        LOG.info("card {} {} after {} APDUs {}", card.cardId(), verdict.ending(), verdict.apdus(), verdict.reason());
        if (verdict.ending() == Verdict.Ending.UNKNOWN) {
            attempts.merge(insertion.number(), 1, Integer::sum);
        } else {
            attempts.put(insertion.number(), ATTEMPTS);
            insertion.station().release(insertion.reader());
        }
    }

    /** The card in the reader is none of ours to work on; it stays where it is until it is taken out. */
    private void settle(Insertion insertion, String why) {
        attempts.put(insertion.number(), ATTEMPTS);
        LOG.warn(
                "{} in {} is left alone: {}",
                insertion.reader(),
                insertion.station().name(),
                why);
    }

    /** Only a card that no chip is bound to yet is free again at once. */
    private void giveBack(Lease lease) {
        if (registry.find(lease.cardId()).orElseThrow().state() == CardState.IN_BATCH) {
            jobs.release(lease);
        }
    }

    private void failed(Insertion card, RuntimeException e) {
        attempts.merge(card.number(), 1, Integer::sum);
        if (e instanceof KeyException key) {
            LOG.error("keys refused: {}", key.code());
        } else {
            LOG.warn("work on {} of {} failed", card.reader(), card.station().name(), e);
        }
    }

    @Override
    public void close() {
        clockwork.shutdownNow();
        readers.shutdownNow();
        try {
            if (!readers.awaitTermination(5, TimeUnit.SECONDS)) {
                LOG.warn("a reader did not come to its end; its card will be found out later");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static ThreadFactory daemons(String prefix) {
        return task -> {
            Thread thread = new Thread(task);
            thread.setName(prefix + thread.getId());
            thread.setDaemon(true);
            return thread;
        };
    }
}
