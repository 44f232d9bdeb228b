package org.sscard.sdk.recovery;

import java.time.Clock;
import java.time.Duration;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.BiConsumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.sscard.sdk.OutcomeListener;
import org.sscard.sdk.journal.EntryKind;
import org.sscard.sdk.journal.EntryState;
import org.sscard.sdk.journal.JournalEntry;
import org.sscard.sdk.journal.SettlementJournal;
import org.sscard.wire.error.CodedException;
import org.sscard.wire.error.ErrorCode;

/**
 * Goes through what has no end yet, at start and on a timer. The listener hears of an outcome before the journal ends
 * the entry: a crash between the two tells it once more, never not at all.
 */
public final class Recovery implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Recovery.class);
    private static final Duration PER_ENTRY = Duration.ofSeconds(10);
    /** How long a bill can be taken up where the card's answer was lost. */
    private static final Duration KEEP_UNSENT = Duration.ofMinutes(10);

    private final SettlementJournal journal;
    private final Resolver resolver;
    private final VisitLocks visits;
    private final OutcomeListener listener;
    private final BiConsumer<JournalEntry, Outcome> books;
    private final Runnable days;
    private final Clock clock;
    private volatile boolean stopping;
    private final ScheduledExecutorService timer = Executors.newSingleThreadScheduledExecutor(task -> {
        Thread thread = new Thread(task, "sscard-recovery");
        thread.setDaemon(true);
        return thread;
    });

    /**
     * @param books hears of each outcome before the journal ends the entry
     * @param days what else is due, after every round
     */
    public Recovery(
            SettlementJournal journal,
            Resolver resolver,
            VisitLocks visits,
            OutcomeListener listener,
            BiConsumer<JournalEntry, Outcome> books,
            Runnable days,
            Clock clock) {
        this.books = books;
        this.days = days;
        this.clock = clock;
        this.journal = journal;
        this.resolver = resolver;
        this.visits = visits;
        this.listener = listener;
    }

    public void start(Duration interval) {
        // The first round is at once: what the last process left open comes before new work on the same visits.
        Future<?> unused = timer.scheduleWithFixedDelay(this::round, 0, interval.toMillis(), TimeUnit.MILLISECONDS);
    }

    /** Another round without waiting for the timer. */
    public void soon() {
        Future<?> unused = timer.submit(this::round);
    }

    /** Lets the round under way end: its thread is never interrupted. */
    @Override
    public void close() {
        stopping = true;
        timer.shutdown();
        try {
            if (!timer.awaitTermination(PER_ENTRY.toSeconds(), TimeUnit.SECONDS)) {
                LOG.warn("recovery did not stop in time");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void round() {
        for (JournalEntry entry : journal.unfinished()) {
            if (stopping) {
                return;
            }
            // A caller that has the visit finishes it himself.
            if (visits.enter(entry.visit(), Duration.ZERO)) {
                try {
                    journal.find(entry.id())
                            .filter(now -> !now.state().isFinal())
                            .ifPresent(this::recover);
                } catch (RuntimeException e) {
                    // A timer ends with the first exception it sees; this entry is tried again in the next round.
                    LOG.error("transaction {}: recovery failed, it is tried again", entry.id(), e);
                } finally {
                    visits.leave(entry.visit());
                }
            }
        }
        journal.compactWhenLarge();
        if (!stopping) {
            days.run();
        }
    }

    private void recover(JournalEntry entry) {
        if (entry.state().isUnsent()) {
            if (entry.changedAt().isBefore(clock.instant().minus(KEEP_UNSENT))) {
                abandon(entry);
            }
            return;
        }
        Outcome outcome = resolver.clearUp(entry, Budget.of(PER_ENTRY));
        if (outcome.end().isEmpty()) {
            return;
        }
        LOG.info("transaction {}: recovered as {}", entry.id(), outcome.end().get());
        books.accept(entry, outcome);
        if (entry.kind() != EntryKind.REVERSE) {
            outcome.told(entry.id()).forEach(listener::recovered);
        }
        journal.ended(entry, outcome.end().get(), outcome.code());
    }

    /** Cut off before the insurer was told: the books know nothing of it, and nobody waits for it any more. */
    private void abandon(JournalEntry entry) {
        CodedException why = new CodedException(ErrorCode.TRANSACTION_NOT_SENT, entry.id());
        if (entry.kind() != EntryKind.REVERSE) {
            listener.recovered(Outcome.declined(entry.id(), why));
        }
        journal.ended(entry, EntryState.ABANDONED, why.code().name());
    }
}
