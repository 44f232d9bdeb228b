package org.sscard.insurance.settlement;

import java.time.Clock;
import java.time.Instant;
import java.time.LocalDate;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.sscard.insurance.enrolment.InsuredPerson;
import org.sscard.insurance.enrolment.SchemeBook;
import org.sscard.insurance.enrolment.contribution.store.AccumulatorStore;
import org.sscard.insurance.ledger.JournalEntry;
import org.sscard.insurance.settlement.store.ChallengeStore;
import org.sscard.insurance.settlement.store.ProofStore;
import org.sscard.insurance.settlement.store.QuoteStore;
import org.sscard.insurance.settlement.store.SettlementNumbers;
import org.sscard.insurance.settlement.store.SettlementStore;
import org.sscard.insurance.settlement.store.TransactionStore;
import org.sscard.insurance.store.DatabaseSession;
import org.sscard.insurance.store.DatabaseSessions;
import org.sscard.insurance.store.Digest;
import org.sscard.wire.error.CodedException;
import org.sscard.wire.error.ErrorCode;

/**
 * Settles a quote under an id that the caller drew. Card and TAC are checked before anything is posted; figures, entry,
 * accumulator, proof and answer are one transaction, serialised per person; the answer leaves after its commit.
 */
public final class Settling {

    private static final int CHALLENGE_CHARACTERS = 32;

    private final DatabaseSessions sessions;
    private final SchemeBook book;
    private final ProofCheck proofs;
    private final ReplyEncoder replies;
    private final Clock clock;
    private final Books books;
    private final RecentQuotes recentQuotes;
    private final SettlementNumbers numbers;
    private final Replay replay = new Replay();
    private final QuoteStore quotes = new QuoteStore();
    private final AccumulatorStore accumulators = new AccumulatorStore();
    private final SettlementStore settlements = new SettlementStore();
    private final TransactionStore transactions = new TransactionStore();
    private final ProofStore acceptedProofs = new ProofStore();
    private final ChallengeStore challenges = new ChallengeStore();

    public Settling(
            DatabaseSessions sessions,
            SchemeBook book,
            ProofCheck proofs,
            ReplyEncoder replies,
            String pool,
            RecentQuotes recentQuotes,
            SettlementNumbers numbers,
            Clock clock) {
        this.sessions = sessions;
        this.book = book;
        this.proofs = proofs;
        this.replies = replies;
        this.clock = clock;
        this.books = new Books(pool);
        this.recentQuotes = recentQuotes;
        this.numbers = numbers;
    }

    /** The answer; the same bytes for the same id and content, for ever. */
    public Reply settle(SettleCommand command) {
        Prepared prepared = prepare(command);
        return prepared.known() == null ? post(command, prepared.quote()) : prepared.known();
    }

    /**
     * Everything that comes before posting.
     *
     * @param offer what this process offered lately; null when the quote came from the database
     * @param known the answer of an id that was settled before
     */
    record Prepared(
            Quote quote,
            Quoting.@Nullable Offer offer,
            @Nullable Reply known) {}

    /** Throws the coded refusal: of the quote, of the card, of the TAC. */
    Prepared prepare(SettleCommand command) {
        TransactionId.check(command.transactionId());
        Quoting.Offer offer =
                recentQuotes.find(command.institution(), command.quoteId()).orElse(null);
        Quote quote = offer != null
                ? offer.quote()
                : sessions.read(session -> quotes.find(session, command.institution(), command.quoteId()))
                        .orElse(null);
        // A proof is not checked again for an id that was settled; without one the posting itself finds that out.
        boolean maybeKnown =
                quote == null || command.provesACard() || !quote.digest().equals(command.quoteDigest());
        Optional<Reply> known = maybeKnown ? sessions.read(session -> known(session, command)) : Optional.empty();
        if (quote == null) {
            throw new CodedException(ErrorCode.QUOTE_NOT_FOUND, command.quoteId());
        }
        if (known.isEmpty()) {
            if (!quote.digest().equals(command.quoteDigest())) {
                throw new CodedException(ErrorCode.QUOTE_DIGEST_DIFFERS);
            }
            checkCard(quote, command);
        }
        return new Prepared(quote, offer, known.orElse(null));
    }

    Reply post(SettleCommand command, Quote quote) {
        return sessions.inTransaction(
                session -> known(session, command).orElseGet(() -> post(session, command, quote)));
    }

    SettlementGroup group() {
        return new SettlementGroup(sessions, replies, books, numbers, clock);
    }

    private void checkCard(Quote quote, SettleCommand command) {
        CardAuthentication authentication = command.authentication();
        if (authentication == null) {
            proofs.check(quote, command.proof());
            return;
        }
        boolean drawnForThis = authentication.challenge().length() == CHALLENGE_CHARACTERS
                && command.proof() == null
                && sessions.read(session -> challenges.open(session, authentication.challenge(), clock.instant()))
                        .filter(challenge -> challenge.fits(command, quote))
                        .isPresent();
        if (!drawnForThis) {
            throw new CodedException(ErrorCode.CHALLENGE_NOT_VALID);
        }
        proofs.check(quote, authentication);
    }

    private Optional<Reply> known(DatabaseSession session, SettleCommand command) {
        return transactions
                .find(session, command.institution(), command.transactionId())
                .map(stored -> replay.answer(session, command.transactionId(), stored, command.content()));
    }

    private Reply post(DatabaseSession session, SettleCommand command, Quote quote) {
        Encounter encounter = Encounter.of(session, book, quote.bill());
        InsuredPerson person = encounter.person();
        long used = accumulators.lock(session, person.personId(), person.scheme(), encounter.period());
        long balance = accumulators.lockBalance(session, person.personId());
        // Settled before, or by whoever held the lock.
        Optional<Reply> known = known(session, command);
        if (known.isPresent()) {
            return known.get();
        }
        Split split = encounter.split(used, balance);
        boolean stale = !encounter.digest(split).equals(quote.digest());
        if (stale || settlements.quoteUsed(session, quote.quoteId())) {
            throw new CodedException(ErrorCode.QUOTE_STALE);
        }
        Settlement settlement =
                settlement(session, command.transactionId(), command.quoteId(), command.proof(), encounter, split);
        if (command.proof() != null && !acceptedProofs.accept(session, command.proof(), settlement.settlementId())) {
            throw new CodedException(ErrorCode.TAC_REPLAYED);
        }
        CardAuthentication authentication = command.authentication();
        if (authentication != null
                && !challenges.use(session, authentication.challenge(), settlement.settlementId(), clock.instant())) {
            throw new CodedException(ErrorCode.CHALLENGE_NOT_VALID);
        }
        return book(session, settlement, command.content());
    }

    /**
     * Settles a bill within the caller's transaction, for a protocol that carries neither quote nor card proof: the
     * caller has seen to it that the institution may, and that the id is new.
     *
     * @param accountUsed whether the personal account may pay
     * @param content of the caller's message
     */
    public Settlement settle(
            DatabaseSession session, Bill bill, boolean accountUsed, String transactionId, Digest content) {
        TransactionId.check(transactionId);
        BillCheck.form(bill);
        Encounter encounter = Encounter.of(session, book, bill);
        InsuredPerson person = encounter.person();
        long used = accumulators.lock(session, person.personId(), person.scheme(), encounter.period());
        long balance = accumulators.lockBalance(session, person.personId());
        Split split = encounter.split(used, accountUsed ? balance : 0);
        Settlement settlement = settlement(session, transactionId, null, null, encounter, split);
        book(session, settlement, content);
        return settlement;
    }

    /**
     * Settles within the caller's transaction what is left of a bill whose settlement it cancelled; a quote of its own keeps
     * the bill, so that more can be refunded.
     */
    Settlement resettle(DatabaseSession session, Bill bill, String transactionId, Digest content) {
        return settleAt(session, bill, bill.institution(), bill.visit(), transactionId, content);
    }

    /**
     * Settles a bill of one institution in the books of another: a reimbursement by hand belongs to the agency's counter.
     *
     * @param visit unique in those books
     */
    public Settlement settleAt(
            DatabaseSession session, Bill bill, String books, String visit, String transactionId, Digest content) {
        TransactionId.check(transactionId);
        BillCheck.form(bill);
        Encounter encounter = Encounter.of(session, book, bill);
        InsuredPerson person = encounter.person();
        long used = accumulators.lock(session, person.personId(), person.scheme(), encounter.period());
        long balance = accumulators.lockBalance(session, person.personId());
        Split split = encounter.split(used, balance);
        Digest digest = encounter.digest(split);
        String quoteId = "R" + Digest.over(books, transactionId).toString().substring(0, 32);
        quotes.insert(
                session,
                new Quote(
                        quoteId,
                        books,
                        person.personId(),
                        digest,
                        split.totalFen(),
                        split.accountFen() + split.fundFen(),
                        bill),
                clock.instant());
        LocalDate day = settlements.openDay(session, books, LocalDate.now(clock));
        Settlement settlement = settlement(session, transactionId, quoteId, null, encounter, split)
                .at(books, visit, day);
        book(session, settlement, content);
        return settlement;
    }

    /** Writes id, figures, answer and postings of a new settlement. */
    private Reply book(DatabaseSession session, Settlement settlement, Digest content) {
        Reply reply = replies.encode(settlement);
        record(session, settlement, content, reply);
        books.post(session, settlement, JournalEntry.Kind.SETTLE, settlement.day(), settlement.postedAt());
        return reply;
    }

    private void record(DatabaseSession session, Settlement settlement, Digest content, Reply reply) {
        String institution = settlement.institution();
        String transactionId = settlement.transactionId();
        StoredTransaction row =
                new StoredTransaction(StoredTransaction.Kind.SETTLE, content, settlement.settlementId(), reply);
        if (!transactions.insert(session, institution, transactionId, row, settlement.postedAt())) {
            // A reversal or another content came in between; what it left decides.
            throw new CodedException(
                    transactions.find(session, institution, transactionId).stream()
                                    .anyMatch(stored -> stored.kind() == StoredTransaction.Kind.TOMBSTONE)
                            ? ErrorCode.TRANSACTION_TOMBSTONE
                            : ErrorCode.TRANSACTION_CONTENT_DIFFERS,
                    transactionId);
        }
        if (!settlements.insert(session, settlement)) {
            throw new CodedException(ErrorCode.VISIT_ALREADY_SETTLED, settlement.visit());
        }
    }

    private Settlement settlement(
            DatabaseSession session,
            String transactionId,
            @Nullable String quoteId,
            @Nullable CardProof proof,
            Encounter encounter,
            Split split) {
        Instant now = clock.instant();
        String institution = encounter.bill().institution();
        LocalDate day = settlements.openDay(session, institution, LocalDate.ofInstant(now, clock.getZone()));
        return new Settlement(
                numbers.next(session),
                institution,
                transactionId,
                encounter.person().personId(),
                encounter.person().scheme(),
                encounter.bill().kind(),
                encounter.bill().visit(),
                Settlement.State.CONFIRMED,
                null,
                quoteId,
                split,
                proof != null && acceptedProofs.late(session, proof),
                day,
                now);
    }
}
