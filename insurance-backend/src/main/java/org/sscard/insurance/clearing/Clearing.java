package org.sscard.insurance.clearing;

import java.time.Clock;
import java.time.Instant;
import java.time.LocalDate;
import java.time.YearMonth;
import java.util.List;
import java.util.Optional;
import org.sscard.insurance.clearing.store.ClearingStore;
import org.sscard.insurance.ledger.Account;
import org.sscard.insurance.ledger.JournalEntry;
import org.sscard.insurance.ledger.Posting;
import org.sscard.insurance.ledger.store.LedgerStore;
import org.sscard.insurance.policy.HalfUp;
import org.sscard.insurance.store.DatabaseSession;
import org.sscard.insurance.store.DatabaseSessions;
import org.sscard.wire.error.CodedException;
import org.sscard.wire.error.ErrorCode;

/**
 * Monthly clearing (月清算): what is payable of sealed days is divided into a deposit (保证金) and a payment, and leaves the
 * fiscal special account (财政专户, Order 102 Art. 32) when a second person says that it was paid. A day that is not sealed
 * in time is taken by a later month; its institution alone waits.
 */
public final class Clearing {

    private static final long BASIS_POINTS = 10_000;

    private final DatabaseSessions sessions;
    private final String pool;
    private final int depositBp;
    private final Clock clock;
    private final ClearingStore batches = new ClearingStore();
    private final LedgerStore ledger = new LedgerStore();

    /** @param depositBp part of a payable that is kept back, basis points */
    public Clearing(DatabaseSessions sessions, String pool, int depositBp, Clock clock) {
        this.sessions = sessions;
        this.pool = pool;
        this.depositBp = depositBp;
        this.clock = clock;
    }

    /** Prepares the month; repeating it answers what was prepared. A month that has not ended is refused. */
    public ClearingBatch prepare(YearMonth month, String by) {
        LocalDate today = LocalDate.now(clock);
        if (!YearMonth.from(today).isAfter(month)) {
            throw new CodedException(ErrorCode.CLEARING_MONTH_NOT_OVER, month);
        }
        return sessions.inTransaction(session -> {
            Instant now = clock.instant();
            if (batches.begin(session, month, depositBp, by, now)) {
                for (ClearingBatch.Row row : batches.payables(session, month)) {
                    ClearingBatch.Row divided = divided(row);
                    batches.add(session, month, divided);
                    post(session, JournalEntry.Kind.CLEARING, today, now, legs(divided));
                }
            }
            return batches.find(session, month).orElseThrow();
        });
    }

    private ClearingBatch.Row divided(ClearingBatch.Row row) {
        long deposit = row.payableFen() <= 0 ? 0 : HalfUp.divide(row.payableFen() * depositBp, BASIS_POINTS);
        return new ClearingBatch.Row(
                row.institution(), row.name(), row.days(), row.payableFen(), deposit, row.payableFen() - deposit);
    }

    private static List<Posting> legs(ClearingBatch.Row row) {
        return List.of(
                new Posting(Account.institutionPayable(row.institution()), row.payableFen()),
                new Posting(Account.institutionDeposit(row.institution()), -row.depositFen()),
                new Posting(Account.paymentClearing(row.institution()), -row.paidFen()));
    }

    /** Books the payment; only another person than the preparer may say so. Repeating it answers the same. */
    public ClearingBatch markPaid(YearMonth month, String by) {
        return sessions.inTransaction(session -> {
            ClearingBatch batch = batches.lock(session, month)
                    .orElseThrow(() -> new CodedException(ErrorCode.CLEARING_NOT_FOUND, month));
            if (batch.state() == ClearingBatch.State.PAID) {
                return batch;
            }
            if (batch.preparedBy().equals(by)) {
                throw new CodedException(ErrorCode.APPROVAL_SAME_PERSON);
            }
            Instant now = clock.instant();
            batches.paid(session, month, by, now);
            for (ClearingBatch.Row row : batch.rows()) {
                post(
                        session,
                        JournalEntry.Kind.PAYMENT,
                        LocalDate.now(clock),
                        now,
                        List.of(
                                new Posting(Account.paymentClearing(row.institution()), row.paidFen()),
                                new Posting(Account.fiscalSpecialAccount(pool), -row.paidFen())));
            }
            return batches.find(session, month).orElseThrow();
        });
    }

    /**
     * Takes back what was prepared and not paid: its entries are negated, its days go into the next clearing.
     *
     * @throws CodedException CLEARING_NOT_FOUND, CLEARING_PAID
     */
    public ClearingBatch withdraw(YearMonth month, String by, String reason) {
        return sessions.inTransaction(session -> {
            ClearingBatch batch = batches.lock(session, month)
                    .orElseThrow(() -> new CodedException(ErrorCode.CLEARING_NOT_FOUND, month));
            if (batch.state() == ClearingBatch.State.PAID) {
                throw new CodedException(ErrorCode.CLEARING_PAID, month);
            }
            Instant now = clock.instant();
            for (ClearingBatch.Row row : batch.rows()) {
                List<Posting> back = legs(row).stream()
                        .map(leg -> new Posting(leg.account(), -leg.amountFen()))
                        .toList();
                post(session, JournalEntry.Kind.CLEARING, LocalDate.now(clock), now, back);
            }
            batches.withdraw(session, month, by, reason, now);
            return batch;
        });
    }

    public Optional<ClearingBatch> batch(YearMonth month) {
        return sessions.read(session -> batches.find(session, month));
    }

    /** Of no institution's day: what is cleared concerns days that are sealed. */
    private void post(
            DatabaseSession session, JournalEntry.Kind kind, LocalDate day, Instant at, List<Posting> postings) {
        ledger.post(session, new JournalEntry(day, null, null, kind, at, postings));
    }
}
