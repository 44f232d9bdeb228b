package org.sscard.sdk;

import com.google.protobuf.ByteString;
import io.grpc.Deadline;
import io.grpc.ManagedChannel;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.time.LocalDate;
import java.time.LocalTime;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.sscard.sdk.books.DailyClose;
import org.sscard.sdk.books.DayBook;
import org.sscard.sdk.journal.EntryKind;
import org.sscard.sdk.journal.EntryState;
import org.sscard.sdk.journal.Fingerprint;
import org.sscard.sdk.journal.JournalEntry;
import org.sscard.sdk.journal.SettlementJournal;
import org.sscard.sdk.recovery.Budget;
import org.sscard.sdk.recovery.Outcome;
import org.sscard.sdk.recovery.Recovery;
import org.sscard.sdk.recovery.Resolver;
import org.sscard.sdk.recovery.VisitLocks;
import org.sscard.sdk.rpc.AgentClient;
import org.sscard.sdk.rpc.DebitProof;
import org.sscard.sdk.rpc.InsurerClient;
import org.sscard.sdk.rpc.ReconciliationClient;
import org.sscard.wire.error.CodedException;
import org.sscard.wire.error.ErrorCode;

/** Every money message goes through the journal: drawn, debited, submitted, ended. */
final class JournalledSettlement implements MedicalSettlement {
    private static final Logger LOG = LoggerFactory.getLogger(JournalledSettlement.class);
    private static final Duration STOP = Duration.ofSeconds(2);

    private final SettlementBuilder.Settings settings;
    private final ManagedChannel agentChannel;
    private final ManagedChannel insurerChannel;
    private final AgentClient agent;
    private final InsurerClient insurer;
    private final JournalFiles files;
    private final SettlementJournal journal;
    private final Resolver resolver;
    private final VisitLocks visits = new VisitLocks();
    private final DayBook book;
    private final DailyClose days;
    private final Recovery recovery;

    JournalledSettlement(
            SettlementBuilder.Settings settings,
            JournalFiles files,
            ManagedChannel agentChannel,
            ManagedChannel insurerChannel) {
        this.settings = settings;
        this.files = files;
        this.journal = files.journal();
        this.book = files.book();
        this.agentChannel = agentChannel;
        this.insurerChannel = insurerChannel;
        this.agent = new AgentClient(agentChannel, settings.clock());
        this.insurer = new InsurerClient(insurerChannel, settings.institution());
        this.resolver = new Resolver(insurer);
        LocalTime closeAt = settings.closeAt();
        this.days = new DailyClose(
                book,
                journal,
                new ReconciliationClient(insurerChannel, settings.institution()),
                settings.reconciled(),
                closeAt == null ? LocalTime.MIN : closeAt,
                settings.clock());
        this.recovery = new Recovery(
                journal,
                resolver,
                visits,
                settings.listener(),
                this::recorded,
                () -> due(closeAt != null),
                settings.clock());
    }

    void start() {
        recovery.start(settings.recoveryInterval());
    }

    @Override
    public SocialSecurityCard card() {
        return card("");
    }

    @Override
    public SocialSecurityCard card(String reader) {
        return new AgentCard(agent, reader, settings.deadline());
    }

    @Override
    public Quote quote(Bill bill) {
        return call(() -> insurer.quote(bill, deadline()));
    }

    @Override
    public QueryResult query(TransactionId transaction) {
        return call(() -> insurer.query(transaction, deadline()));
    }

    @Override
    public DayTotals dayTotals(LocalDate day) {
        return call(() -> insurer.dayTotals(day, deadline()));
    }

    /** What else is due after a round of recovery; a failure of one leaves the other alone. */
    private void due(boolean closing) {
        try {
            files.lines().round();
        } catch (RuntimeException e) {
            LOG.error("fee lines: sending failed, it is tried again", e);
        }
        if (closing) {
            days.round();
        }
    }

    @Override
    public void queueLines(ChargedLines lines) {
        call(() -> {
            files.lines().add(lines);
            return lines;
        });
        recovery.soon();
    }

    @Override
    public int queuedLines() {
        return files.lines().size();
    }

    @Override
    public DayFigures ownFigures(LocalDate day) {
        return book.figures(day);
    }

    @Override
    public DayReconciliation compareDay(LocalDate day) {
        return call(() -> days.compare(day, deadline()));
    }

    @Override
    public DayReconciliation closeDay(LocalDate day) {
        return call(() -> days.close(day, deadline()));
    }

    @Override
    public Optional<TransactionId> transactionOf(String visit) {
        return journal.latest(EntryKind.SETTLE, Fingerprint.of(visit)).map(JournalEntry::id);
    }

    @Override
    public SettlementResult settle(Quote quote, SocialSecurityCard card) {
        Fingerprint visit = Fingerprint.of(quote.visit());
        Fingerprint subject = Fingerprint.of(quote.id());
        Deadline end = deadline();
        return alone(
                visit,
                end,
                () -> earlier(EntryKind.SETTLE, visit, subject, end).orElseGet(() -> {
                    Optional<JournalEntry> unsent = unsent(visit, subject);
                    JournalEntry entry = unsent.orElseGet(() -> journal.open(
                            drawId(),
                            EntryKind.SETTLE,
                            visit,
                            subject,
                            ((AgentCard) card).debitRequest(quote.split(), end)));
                    return debitAndSubmit(entry, unsent.isPresent(), quote, end);
                }));
    }

    @Override
    public SettlementResult cancel(TransactionId settlement) {
        Fingerprint visit = visitOf(settlement);
        Fingerprint subject = Fingerprint.of(settlement.value());
        Deadline end = deadline();
        return alone(
                visit,
                end,
                () -> earlier(EntryKind.CANCEL, visit, subject, end).orElseGet(() -> {
                    JournalEntry entry = open(EntryKind.CANCEL, visit, subject);
                    ByteString request = insurer.cancelRequest(entry.id(), settlement);
                    return submit(entry, request, end).of(entry.id());
                }));
    }

    @Override
    public ReversalResult reverse(TransactionId settlement) {
        Fingerprint visit = visitOf(settlement);
        Deadline end = deadline();
        return alone(visit, end, () -> {
            JournalEntry entry = open(EntryKind.REVERSE, visit, Fingerprint.of(settlement.value()));
            Outcome outcome = submit(entry, insurer.reverseRequest(settlement), end);
            if (outcome instanceof Outcome.Refused refused) {
                CodedException why = refused.why();
                return new ReversalResult.Refused(settlement, why.code().name(), why.zh(), why.en());
            }
            return outcome instanceof Outcome.Withdrawn
                    ? new ReversalResult.Reversed(settlement)
                    : new ReversalResult.Pending(settlement);
        });
    }

    @Override
    public void close() {
        agentChannel.shutdownNow();
        insurerChannel.shutdownNow();
        recovery.close();
        files.close();
        try {
            agentChannel.awaitTermination(STOP.toMillis(), TimeUnit.MILLISECONDS);
            insurerChannel.awaitTermination(STOP.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private JournalEntry open(EntryKind kind, Fingerprint visit, Fingerprint subject) {
        return journal.open(drawId(), kind, visit, subject, ByteString.EMPTY);
    }

    /**
     * A transaction of this very quote that the insurer has not been told of, though the card may have debited: the
     * clerk put the card back after its answer was lost, or the program was started again.
     */
    private Optional<JournalEntry> unsent(Fingerprint visit, Fingerprint subject) {
        Optional<JournalEntry> unsent = journal.latest(EntryKind.SETTLE, visit)
                .filter(entry -> entry.state().isUnsent());
        unsent.filter(entry -> !entry.subject().equals(subject)).ifPresent(this::abandon);
        return unsent.filter(entry -> entry.subject().equals(subject));
    }

    private void abandon(JournalEntry entry) {
        journal.ended(entry, EntryState.ABANDONED, ErrorCode.TRANSACTION_NOT_SENT.name());
    }

    private SettlementResult debitAndSubmit(JournalEntry entry, boolean takenUp, Quote quote, Deadline end) {
        if (entry.state() == EntryState.DEBITED) {
            return submit(entry, entry.request(), end).of(entry.id());
        }
        DebitProof proof;
        try {
            // The holder may take his time at the pad; a third of the whole stays for the insurer.
            long third = end.timeRemaining(TimeUnit.NANOSECONDS) / 3;
            proof = agent.debit(entry.request(), takenUp, end.offset(-third, TimeUnit.NANOSECONDS));
        } catch (CodedException e) {
            if (AgentClient.leavesOpen(e)) {
                throw e;
            }
            journal.ended(entry, EntryState.ABANDONED, e.code().name());
            return AgentCard.refusedByHolder(e)
                    .map(why -> Outcome.declined(entry.id(), why))
                    .orElseThrow(() -> e);
        }
        ByteString request = insurer.settleRequest(entry.id(), quote, proof);
        journal.debited(entry, request);
        return submit(entry, request, end).of(entry.id());
    }

    private Outcome submit(JournalEntry entry, ByteString request, Deadline end) {
        return carryThrough(journal.submitted(entry, request), false, end);
    }

    private Outcome carryThrough(JournalEntry submitted, boolean mayHaveLeft, Deadline end) {
        Outcome outcome = resolver.carryThrough(submitted, mayHaveLeft, Budget.until(end));
        try {
            recorded(submitted, outcome);
            outcome.end().ifPresent(state -> journal.ended(submitted, state, outcome.code()));
        } catch (CodedException e) {
            // The outcome is true all the same; recovery writes it down when the disk takes it again.
            LOG.error("transaction {}: its outcome cannot be recorded ({})", submitted.id(), e.code());
        }
        return outcome;
    }

    /** Before the journal ends an entry the day's book has it: a crash between the two loses no row. */
    private void recorded(JournalEntry entry, Outcome outcome) {
        if (outcome instanceof Outcome.Posted posted) {
            book.posted(posted.receipt());
        } else if (outcome instanceof Outcome.Withdrawn) {
            book.withdrawn(entry.kind() == EntryKind.REVERSE ? InsurerClient.reversed(entry.request()) : entry.id());
        }
    }

    /**
     * What an earlier transaction of the visit makes of this call: the same subject is answered by it, and while it is
     * in doubt nothing else is begun. Empty when the way is free.
     */
    private Optional<SettlementResult> earlier(EntryKind kind, Fingerprint visit, Fingerprint subject, Deadline end) {
        Optional<JournalEntry> latest = journal.latest(kind, visit);
        if (latest.isEmpty()) {
            return Optional.empty();
        }
        JournalEntry entry = latest.get();
        boolean same = entry.subject().equals(subject);
        return switch (entry.state()) {
            case SUBMITTED -> {
                Outcome outcome = carryThrough(entry, true, end);
                yield same || outcome.end().isEmpty() ? Optional.of(outcome.of(entry.id())) : Optional.empty();
            }
            case SETTLED -> same ? standing(entry.id(), end) : Optional.empty();
            case OPEN, DEBITED, DECLINED, REVERSED, ABANDONED -> Optional.empty();
        };
    }

    /** A settled transaction as the insurer has it now; empty when it was cancelled or reversed since. */
    private Optional<SettlementResult> standing(TransactionId id, Deadline end) {
        return insurer.query(id, end) instanceof QueryResult.Found found
                        && found.receipt().state() == Receipt.State.CONFIRMED
                ? Optional.of(new SettlementResult.Settled(found.receipt()))
                : Optional.empty();
    }

    private Fingerprint visitOf(TransactionId settlement) {
        return journal.find(settlement)
                .map(JournalEntry::visit)
                .orElseGet(() -> Fingerprint.of("transaction " + settlement.value()));
    }

    private <T> T alone(Fingerprint visit, Deadline end, Supplier<T> work) {
        return call(() -> {
            long longestNanos = end.timeRemaining(TimeUnit.NANOSECONDS) / 2;
            if (!visits.enter(visit, Duration.ofNanos(longestNanos))) {
                throw new CodedException(ErrorCode.VISIT_IN_PROGRESS);
            }
            try {
                return work.get();
            } finally {
                visits.leave(visit);
            }
        });
    }

    private static <T> T call(Supplier<T> work) {
        try {
            return work.get();
        } catch (CodedException e) {
            throw SdkFailure.of(e);
        }
    }

    private Deadline deadline() {
        return Deadline.after(settings.deadline().toNanos(), TimeUnit.NANOSECONDS);
    }

    /** A random UUID (RFC 9562, version 4) from the given source. */
    private TransactionId drawId() {
        byte[] random = new byte[16];
        settings.random().nextBytes(random);
        random[6] = (byte) ((random[6] & 0x0F) | 0x40);
        random[8] = (byte) ((random[8] & 0x3F) | 0x80);
        ByteBuffer bits = ByteBuffer.wrap(random);
        return new TransactionId(new UUID(bits.getLong(), bits.getLong()).toString());
    }
}
