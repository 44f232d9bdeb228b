package org.sscard.sdk;

import com.google.protobuf.ByteString;
import io.grpc.Deadline;
import io.grpc.ManagedChannel;
import java.time.Duration;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.sscard.sdk.books.DailyClose;
import org.sscard.sdk.books.DayBook;
import org.sscard.sdk.journal.EntryKind;
import org.sscard.sdk.journal.Fingerprint;
import org.sscard.sdk.journal.JournalEntry;
import org.sscard.sdk.journal.SettlementJournal;
import org.sscard.sdk.recovery.Outcome;
import org.sscard.sdk.recovery.Recovery;
import org.sscard.sdk.recovery.Resolver;
import org.sscard.sdk.recovery.VisitLocks;
import org.sscard.sdk.rpc.AgentClient;
import org.sscard.sdk.rpc.InsurerClient;
import org.sscard.sdk.rpc.ReconciliationClient;
import org.sscard.wire.error.CodedException;

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
    private final MoneyMessages messages;
    private final CardSettling cards;
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
        Resolver resolver = new Resolver(insurer);
        VisitLocks visits = new VisitLocks();
        this.messages = new MoneyMessages(journal, book, resolver, visits, settings.listener(), settings.random());
        this.cards = new CardSettling(agent, insurer, messages);
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
                messages::recorded,
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
    public int inDoubt() {
        return (int) journal.unfinished().stream()
                .filter(entry -> !entry.state().isUnsent())
                .count();
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
        return journal.standing(EntryKind.SETTLE, Fingerprint.of(visit)).map(JournalEntry::id);
    }

    @Override
    public SettlementResult settle(Quote quote, SocialSecurityCard card) {
        return call(() -> cards.byDebit(quote, (AgentCard) card, deadline()));
    }

    @Override
    public SettlementResult settleByAuthentication(Quote quote, SocialSecurityCard card) {
        return call(() -> cards.byAuthentication(quote, (AgentCard) card, deadline()));
    }

    @Override
    public SettlementResult cancel(TransactionId settlement) {
        return takeBack(
                        EntryKind.CANCEL,
                        settlement,
                        Fingerprint.of(settlement.value()),
                        id -> insurer.cancelRequest(id, settlement))
                .of();
    }

    @Override
    public RefundResult refund(TransactionId settlement, Set<String> lines) {
        String named = settlement.value() + "\n" + String.join("\n", new TreeSet<>(lines));
        return takeBack(
                        EntryKind.REFUND,
                        settlement,
                        Fingerprint.of(named),
                        id -> insurer.refundRequest(id, settlement, lines))
                .ofRefund();
    }

    /** @param subject what is taken back: asking for it again continues, or answers, the earlier transaction */
    private MoneyMessages.Answer takeBack(
            EntryKind kind,
            TransactionId settlement,
            Fingerprint subject,
            Function<TransactionId, ByteString> request) {
        Fingerprint visit = messages.visitOf(settlement);
        Deadline end = deadline();
        return call(() -> messages.alone(
                visit,
                end,
                () -> messages.earlier(kind, visit, subject, end).orElseGet(() -> {
                    JournalEntry entry = messages.open(kind, visit, subject, ByteString.EMPTY);
                    Outcome outcome = messages.submit(entry, request.apply(entry.id()), end);
                    return new MoneyMessages.Answer(entry.id(), outcome);
                })));
    }

    @Override
    public ReversalResult reverse(TransactionId settlement) {
        Fingerprint visit = messages.visitOf(settlement);
        Deadline end = deadline();
        return call(() -> messages.alone(visit, end, () -> {
            JournalEntry entry =
                    messages.open(EntryKind.REVERSE, visit, Fingerprint.of(settlement.value()), ByteString.EMPTY);
            Outcome outcome = messages.submit(entry, insurer.reverseRequest(settlement), end);
            if (outcome instanceof Outcome.Refused refused) {
                CodedException why = refused.why();
                return new ReversalResult.Refused(settlement, why.code().name(), why.zh(), why.en());
            }
            return outcome instanceof Outcome.Withdrawn
                    ? new ReversalResult.Reversed(settlement)
                    : new ReversalResult.Pending(settlement);
        }));
    }

    @Override
    public CardPresentation presentCard(
            String visit, LocalDateTime admittedAt, LocalDateTime presentedAt, SocialSecurityCard card) {
        return call(() -> {
            Deadline end = deadline();
            return insurer.presentCard(visit, ((AgentCard) card).present(end), admittedAt, presentedAt, end);
        });
    }

    @Override
    public DailyList dailyList(String visit, LocalDate day) {
        return call(() -> insurer.dailyList(visit, day, deadline()));
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
}
