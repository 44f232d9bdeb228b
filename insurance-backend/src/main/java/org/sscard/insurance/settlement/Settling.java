package org.sscard.insurance.settlement;

import java.time.Clock;
import java.time.Instant;
import java.time.LocalDate;
import java.util.Optional;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.Jdbi;
import org.sscard.insurance.enrolment.InsuredPerson;
import org.sscard.insurance.ledger.JournalEntry;
import org.sscard.insurance.settlement.store.AccumulatorStore;
import org.sscard.insurance.settlement.store.ProofStore;
import org.sscard.insurance.settlement.store.QuoteStore;
import org.sscard.insurance.settlement.store.SettlementStore;
import org.sscard.insurance.settlement.store.TransactionStore;
import org.sscard.wire.error.CodedException;
import org.sscard.wire.error.ErrorCode;

/**
 * Settles a quote under an id that the caller drew. Card and TAC are checked before anything is posted; figures, entry,
 * accumulator, proof and answer are one transaction, serialised per person; the answer leaves after its commit.
 */
public final class Settling {

    private final Jdbi jdbi;
    private final SchemeBook book;
    private final ProofCheck proofs;
    private final ReplyEncoder replies;
    private final Clock clock;
    private final Books books;
    private final Replay replay = new Replay();
    private final QuoteStore quotes = new QuoteStore();
    private final AccumulatorStore accumulators = new AccumulatorStore();
    private final SettlementStore settlements = new SettlementStore();
    private final TransactionStore transactions = new TransactionStore();
    private final ProofStore acceptedProofs = new ProofStore();

    public Settling(Jdbi jdbi, SchemeBook book, ProofCheck proofs, ReplyEncoder replies, String pool, Clock clock) {
        this.jdbi = jdbi;
        this.book = book;
        this.proofs = proofs;
        this.replies = replies;
        this.clock = clock;
        this.books = new Books(pool);
    }

    /** The answer; the same bytes for the same id and content, for ever. */
    public Reply settle(SettleCommand command) {
        TransactionId.check(command.transactionId());
        Optional<Reply> known = jdbi.withHandle(handle -> known(handle, command));
        if (known.isPresent()) {
            return known.get();
        }
        Quote quote = jdbi.withHandle(handle -> quotes.find(handle, command.institution(), command.quoteId()))
                .orElseThrow(() -> new CodedException(ErrorCode.QUOTE_NOT_FOUND, command.quoteId()));
        if (!quote.digest().equals(command.quoteDigest())) {
            throw new CodedException(ErrorCode.QUOTE_DIGEST_DIFFERS);
        }
        proofs.check(quote, command.proof());
        return jdbi.inTransaction(handle -> post(handle, command, quote));
    }

    private Optional<Reply> known(Handle handle, SettleCommand command) {
        return transactions
                .find(handle, command.institution(), command.transactionId())
                .map(stored -> replay.answer(handle, command.transactionId(), stored, command.content()));
    }

    private Reply post(Handle handle, SettleCommand command, Quote quote) {
        Encounter encounter = Encounter.of(handle, book, quote.bill());
        InsuredPerson person = encounter.person();
        long used = accumulators.lock(handle, person.personId(), person.scheme(), encounter.period());
        long balance = accumulators.lockBalance(handle, person.personId());
        // Whoever held the lock may have been this same transaction.
        Optional<Reply> known = known(handle, command);
        if (known.isPresent()) {
            return known.get();
        }
        Split split = encounter.split(used, balance);
        boolean stale = !encounter.digest(split).equals(quote.digest());
        if (stale || settlements.quoteUsed(handle, quote.quoteId())) {
            throw new CodedException(ErrorCode.QUOTE_STALE);
        }
        Settlement settlement = settlement(handle, command, encounter, split);
        if (command.proof() != null && !acceptedProofs.accept(handle, command.proof(), settlement.settlementId())) {
            throw new CodedException(ErrorCode.TAC_REPLAYED);
        }
        Reply reply = replies.encode(settlement);
        record(handle, command, settlement, reply);
        books.post(handle, settlement, JournalEntry.Kind.SETTLE, settlement.day(), settlement.postedAt());
        return reply;
    }

    private void record(Handle handle, SettleCommand command, Settlement settlement, Reply reply) {
        StoredTransaction row = new StoredTransaction(
                StoredTransaction.Kind.SETTLE, command.content(), settlement.settlementId(), reply);
        if (!transactions.insert(handle, command.institution(), command.transactionId(), row, settlement.postedAt())) {
            // A reversal or another content came in between; what it left decides.
            throw new CodedException(
                    transactions.find(handle, command.institution(), command.transactionId()).stream()
                                    .anyMatch(stored -> stored.kind() == StoredTransaction.Kind.TOMBSTONE)
                            ? ErrorCode.TRANSACTION_TOMBSTONE
                            : ErrorCode.TRANSACTION_CONTENT_DIFFERS,
                    command.transactionId());
        }
        if (!settlements.insert(handle, settlement)) {
            throw new CodedException(ErrorCode.VISIT_ALREADY_SETTLED, settlement.visit());
        }
    }

    private Settlement settlement(Handle handle, SettleCommand command, Encounter encounter, Split split) {
        Instant now = clock.instant();
        CardProof proof = command.proof();
        LocalDate day = LocalDate.ofInstant(now, clock.getZone());
        if (settlements.dayClosed(handle, command.institution(), day)) {
            throw new CodedException(ErrorCode.DAY_CLOSED, day);
        }
        return new Settlement(
                settlements.nextNumber(handle),
                command.institution(),
                command.transactionId(),
                encounter.person().personId(),
                encounter.person().scheme(),
                encounter.bill().kind(),
                encounter.bill().visit(),
                Settlement.State.CONFIRMED,
                null,
                command.quoteId(),
                split,
                proof != null && acceptedProofs.late(handle, proof),
                day,
                now);
    }
}
