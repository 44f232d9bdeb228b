package org.sscard.sdk;

import com.google.protobuf.ByteString;
import io.grpc.Deadline;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.sscard.sdk.books.DayBook;
import org.sscard.sdk.journal.EntryKind;
import org.sscard.sdk.journal.EntryState;
import org.sscard.sdk.journal.Fingerprint;
import org.sscard.sdk.journal.JournalEntry;
import org.sscard.sdk.journal.RefundIds;
import org.sscard.sdk.journal.SettlementJournal;
import org.sscard.sdk.recovery.Budget;
import org.sscard.sdk.recovery.Outcome;
import org.sscard.sdk.recovery.Resolver;
import org.sscard.sdk.recovery.VisitLocks;
import org.sscard.sdk.rpc.InsurerClient;
import org.sscard.wire.error.CodedException;
import org.sscard.wire.error.ErrorCode;

/** The way every money message takes: one at a time for each visit, its id drawn and journalled, carried through, ended. */
final class MoneyMessages {
    private static final Logger LOG = LoggerFactory.getLogger(MoneyMessages.class);

    private final SettlementJournal journal;
    private final DayBook book;
    private final Resolver resolver;
    private final VisitLocks visits;
    private final OutcomeListener listener;
    private final RandomGenerator random;

    MoneyMessages(
            SettlementJournal journal,
            DayBook book,
            Resolver resolver,
            VisitLocks visits,
            OutcomeListener listener,
            RandomGenerator random) {
        this.listener = listener;
        this.journal = journal;
        this.book = book;
        this.resolver = resolver;
        this.visits = visits;
        this.random = random;
    }

    /** Does the work while nobody else works for the visit. */
    <T> T alone(Fingerprint visit, Deadline end, Supplier<T> work) {
        long longestNanos = end.timeRemaining(TimeUnit.NANOSECONDS) / 2;
        if (!visits.enter(visit, Duration.ofNanos(longestNanos))) {
            throw new CodedException(ErrorCode.VISIT_IN_PROGRESS);
        }
        try {
            return work.get();
        } finally {
            visits.leave(visit);
        }
    }

    /** The visit that a transaction of this journal was about; another's stands for itself. */
    Fingerprint visitOf(TransactionId transaction) {
        return journal.find(RefundIds.entryOf(transaction))
                .map(JournalEntry::visit)
                .orElseGet(() -> Fingerprint.of("transaction " + transaction.value()));
    }

    JournalEntry open(EntryKind kind, Fingerprint visit, Fingerprint subject, ByteString request) {
        return journal.open(drawId(), kind, visit, subject, request);
    }

    JournalEntry debited(JournalEntry entry, ByteString request) {
        return journal.debited(entry, request);
    }

    /** Given up before the insurer was told. */
    void abandoned(JournalEntry entry, ErrorCode why) {
        journal.ended(entry, EntryState.ABANDONED, why.name());
    }

    Outcome submit(JournalEntry entry, ByteString request, Deadline end) {
        return carryThrough(journal.submitted(entry, request), false, nobody -> {}, end);
    }

    /**
     * What an earlier transaction of the visit makes of this call: the same subject is answered by it, and while it is
     * in doubt nothing else is begun. Empty when the way is free. The outcome of another subject answers no caller, so the
     * listener hears of it.
     */
    Optional<Answer> earlier(EntryKind kind, Fingerprint visit, Fingerprint subject, Deadline end) {
        Optional<JournalEntry> latest = journal.latest(kind, visit);
        if (latest.isEmpty()) {
            return Optional.empty();
        }
        JournalEntry entry = latest.get();
        boolean same = entry.subject().equals(subject);
        return switch (entry.state()) {
            case SUBMITTED -> {
                Outcome outcome = carryThrough(entry, true, same ? nobody -> {} : listener, end);
                yield same || outcome.end().isEmpty() ? Optional.of(new Answer(entry.id(), outcome)) : Optional.empty();
            }
            case SETTLED ->
                same ? resolver.standing(entry, end).map(posted -> new Answer(entry.id(), posted)) : Optional.empty();
            case OPEN, DEBITED, DECLINED, REVERSED, ABANDONED -> Optional.empty();
        };
    }

    /** What is known of a transaction by now. */
    record Answer(TransactionId id, Outcome outcome) {
        SettlementResult of() {
            return outcome.of(id);
        }

        RefundResult ofRefund() {
            return outcome.ofRefund(id);
        }
    }

    /**
     * A settlement that the insurer has not been told of, though the card may have debited: the clerk put the card back after
     * its answer was lost, or the program was started again. One of another quote is given up, and one that asked no debit.
     */
    Optional<JournalEntry> unsent(Fingerprint visit, Fingerprint subject) {
        Optional<JournalEntry> unsent = journal.latest(EntryKind.SETTLE, visit)
                .filter(entry -> entry.state().isUnsent());
        Optional<JournalEntry> usable = unsent.filter(entry -> entry.subject().equals(subject))
                .filter(entry -> !entry.request().isEmpty());
        unsent.filter(entry -> usable.isEmpty()).ifPresent(this::givenUp);
        return usable;
    }

    void givenUp(JournalEntry entry) {
        abandoned(entry, ErrorCode.TRANSACTION_NOT_SENT);
    }

    /** Before the journal ends an entry the day's book has it: a crash between the two loses no row. */
    void recorded(JournalEntry entry, Outcome outcome) {
        if (outcome instanceof Outcome.Posted posted) {
            book.posted(posted.receipt());
            posted.resettlement().ifPresent(book::posted);
        } else if (outcome instanceof Outcome.Withdrawn) {
            book.withdrawn(entry.kind() == EntryKind.REVERSE ? InsurerClient.reversed(entry.request()) : entry.id());
            if (entry.kind() == EntryKind.REFUND) {
                book.withdrawn(RefundIds.resettlement(entry.id()));
            }
        }
    }

    /** @param hearer of the outcome before the journal ends the entry, once it is known */
    private Outcome carryThrough(JournalEntry submitted, boolean mayHaveLeft, OutcomeListener hearer, Deadline end) {
        Outcome outcome = resolver.carryThrough(submitted, mayHaveLeft, Budget.until(end));
        if (outcome.end().isEmpty()) {
            return outcome;
        }
        try {
            recorded(submitted, outcome);
            outcome.told(submitted.id()).forEach(hearer::recovered);
            journal.ended(submitted, outcome.end().get(), outcome.code());
        } catch (RuntimeException e) {
            // The outcome is true all the same; recovery writes it down, and tells it, when that works again.
            LOG.error("transaction {}: its outcome cannot be recorded or told", submitted.id(), e);
        }
        return outcome;
    }

    /** A random UUID (RFC 9562, version 4) from the given source. */
    private TransactionId drawId() {
        byte[] drawn = new byte[16];
        random.nextBytes(drawn);
        drawn[6] = (byte) ((drawn[6] & 0x0F) | 0x40);
        drawn[8] = (byte) ((drawn[8] & 0x3F) | 0x80);
        ByteBuffer bits = ByteBuffer.wrap(drawn);
        return new TransactionId(new UUID(bits.getLong(), bits.getLong()).toString());
    }
}
