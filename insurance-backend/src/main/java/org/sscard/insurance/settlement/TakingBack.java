package org.sscard.insurance.settlement;

import java.time.Clock;
import java.time.Instant;
import java.time.LocalDate;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.sscard.insurance.enrolment.contribution.store.AccumulatorStore;
import org.sscard.insurance.ledger.JournalEntry;
import org.sscard.insurance.policy.AccumulationPeriod;
import org.sscard.insurance.settlement.store.SettlementNumbers;
import org.sscard.insurance.settlement.store.SettlementStore;
import org.sscard.insurance.settlement.store.TransactionStore;
import org.sscard.insurance.store.DatabaseSession;
import org.sscard.insurance.store.DatabaseSessions;
import org.sscard.insurance.store.Digest;
import org.sscard.wire.error.CodedException;
import org.sscard.wire.error.ErrorCode;

/**
 * Takes settlements back. A cancellation (撤销) is a new negative settlement of today; a reversal (冲正) makes a transaction
 * not have happened and is booked on the original's day, as long as that is open.
 */
public final class TakingBack {

    private final DatabaseSessions sessions;
    private final ReplyEncoder replies;
    private final Clock clock;
    private final Books books;
    private final SettlementNumbers numbers;
    private final Replay replay = new Replay();
    private final AccumulatorStore accumulators = new AccumulatorStore();
    private final SettlementStore settlements = new SettlementStore();
    private final TransactionStore transactions = new TransactionStore();

    public TakingBack(
            DatabaseSessions sessions, ReplyEncoder replies, String pool, SettlementNumbers numbers, Clock clock) {
        this.numbers = numbers;
        this.sessions = sessions;
        this.replies = replies;
        this.clock = clock;
        this.books = new Books(pool);
    }

    /** The negative settlement's answer; the same bytes for the same cancellation id. */
    public Reply cancel(String institution, String transactionId, String cancelTransactionId) {
        TransactionId.check(transactionId);
        TransactionId.check(cancelTransactionId);
        Digest content = Digest.over("cancel", transactionId);
        return sessions.inTransaction(session -> {
            StoredTransaction target = transactions
                    .find(session, institution, transactionId)
                    .filter(stored -> stored.kind() == StoredTransaction.Kind.SETTLE)
                    .orElseThrow(() -> new CodedException(ErrorCode.TRANSACTION_NOT_FOUND, transactionId));
            Settlement original = locked(session, target);
            Optional<StoredTransaction> known = transactions.find(session, institution, cancelTransactionId);
            if (known.isPresent()) {
                return replay.answer(session, cancelTransactionId, known.get(), content);
            }
            Settlement negative = cancellation(session, original, cancelTransactionId);
            return book(session, original, negative, content);
        });
    }

    /**
     * Cancels a settlement within the caller's transaction; answers the negative settlement.
     *
     * @param content of the caller's message
     */
    public Settlement cancel(DatabaseSession session, long settlementId, String cancelTransactionId, Digest content) {
        TransactionId.check(cancelTransactionId);
        Settlement original = locked(session, settlementId);
        Settlement negative = cancellation(session, original, cancelTransactionId);
        book(session, original, negative, content);
        return negative;
    }

    private Settlement cancellation(DatabaseSession session, Settlement original, String transactionId) {
        if (original.state() != Settlement.State.CONFIRMED || original.cancels() != null) {
            throw new CodedException(ErrorCode.TRANSACTION_ALREADY_CANCELLED, original.transactionId());
        }
        refuseUnderLaterCap(session, original);
        return negative(session, original, transactionId);
    }

    private Settlement negative(DatabaseSession session, Settlement original, String transactionId) {
        Instant now = clock.instant();
        LocalDate day = settlements.openDay(session, original.institution(), LocalDate.ofInstant(now, clock.getZone()));
        long used = accumulators.used(
                session,
                original.personId(),
                original.scheme(),
                original.split().period());
        return new Settlement(
                numbers.next(session),
                original.institution(),
                transactionId,
                original.personId(),
                original.scheme(),
                original.kind(),
                original.visit(),
                Settlement.State.CONFIRMED,
                original.settlementId(),
                null,
                original.split().negated(used),
                false,
                day,
                now);
    }

    private Reply book(DatabaseSession session, Settlement original, Settlement negative, Digest content) {
        Reply reply = replies.encode(negative);
        StoredTransaction row =
                new StoredTransaction(StoredTransaction.Kind.CANCEL, content, negative.settlementId(), reply);
        if (!transactions.insert(session, negative.institution(), negative.transactionId(), row, negative.postedAt())) {
            throw new CodedException(ErrorCode.TRANSACTION_CONTENT_DIFFERS, negative.transactionId());
        }
        settlements.move(session, original.settlementId(), Settlement.State.CANCELLED);
        settlements.insert(session, negative);
        books.post(session, negative, JournalEntry.Kind.CANCEL, negative.day(), negative.postedAt());
        return reply;
    }

    /** What a reversal found: the reversed settlement, or null where the id was never seen and has a tombstone now. */
    public record Reversal(@Nullable Settlement settlement) {}

    /** Idempotent: a second reversal finds the same and changes nothing. */
    public Reversal reverse(String institution, String transactionId) {
        return sessions.inTransaction(session -> reverse(session, institution, transactionId));
    }

    /** Reverses within the caller's transaction. */
    public Reversal reverse(DatabaseSession session, String institution, String transactionId) {
        TransactionId.check(transactionId);
        StoredTransaction tombstone = new StoredTransaction(StoredTransaction.Kind.TOMBSTONE, null, null, null);
        if (transactions.insert(session, institution, transactionId, tombstone, clock.instant())) {
            return new Reversal(null);
        }
        StoredTransaction stored =
                transactions.find(session, institution, transactionId).orElseThrow();
        return stored.kind() == StoredTransaction.Kind.TOMBSTONE
                ? new Reversal(null)
                : new Reversal(reverse(session, locked(session, stored)));
    }

    private Settlement reverse(DatabaseSession session, Settlement settlement) {
        switch (settlement.state()) {
            case REVERSED -> {
                return settlement;
            }
            case CANCELLED ->
                throw new CodedException(ErrorCode.TRANSACTION_ALREADY_CANCELLED, settlement.transactionId());
            case CONFIRMED -> {}
        }
        refuseClosed(session, settlement.institution(), settlement.day());
        settlements.move(session, settlement.settlementId(), Settlement.State.REVERSED);
        if (settlement.cancels() == null) {
            refuseUnderLaterCap(session, settlement);
        } else {
            revive(session, settlement, settlement.cancels());
        }
        books.postBack(session, settlement, settlement.day(), clock.instant());
        return settlement.in(Settlement.State.REVERSED);
    }

    /** A reversed cancellation lets its settlement live again, if its visit and the cap still have room. */
    private void revive(DatabaseSession session, Settlement negative, long originalId) {
        Split split = negative.split();
        boolean room =
                accumulators.fits(session, negative.personId(), negative.scheme(), split.period(), -split.fundFen())
                        && accumulators.lockBalance(session, negative.personId()) >= -split.accountFen();
        if (!room || settlements.visitIsLive(session, negative.institution(), negative.visit())) {
            throw new CodedException(ErrorCode.TRANSACTION_CANNOT_REVIVE, negative.transactionId());
        }
        refuseUnderLaterCap(session, negative);
        settlements.move(session, originalId, Settlement.State.CONFIRMED);
    }

    /** The settlement of a stored transaction, read again under its person's lock. */
    private Settlement locked(DatabaseSession session, StoredTransaction stored) {
        Long id = stored.settlementId();
        if (id == null) {
            throw new IllegalStateException("a tombstone has no settlement");
        }
        return locked(session, id);
    }

    /** A settlement, read under its person's lock. */
    Settlement locked(DatabaseSession session, long id) {
        Settlement seen = settlements.find(session, id).orElseThrow();
        accumulators.lock(
                session,
                seen.personId(),
                seen.scheme(),
                new AccumulationPeriod(seen.split().period(), 0));
        return settlements.find(session, id).orElseThrow();
    }

    /** Reading A15: a later split that the cap limited would have been another without this settlement. */
    private void refuseUnderLaterCap(DatabaseSession session, Settlement settlement) {
        if (settlements.laterCapLimited(session, settlement)) {
            throw new CodedException(ErrorCode.LATER_CAP_LIMITED, settlement.transactionId());
        }
    }

    private void refuseClosed(DatabaseSession session, String institution, LocalDate day) {
        if (settlements.dayClosed(session, institution, day)) {
            throw new CodedException(ErrorCode.DAY_CLOSED, day);
        }
    }
}
