package org.sscard.sdk.recovery;

import com.google.protobuf.ByteString;
import io.grpc.Deadline;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.sscard.sdk.QueryResult;
import org.sscard.sdk.Receipt;
import org.sscard.sdk.TransactionId;
import org.sscard.sdk.journal.EntryKind;
import org.sscard.sdk.journal.JournalEntry;
import org.sscard.sdk.journal.RefundIds;
import org.sscard.sdk.rpc.InsurerClient;
import org.sscard.sdk.rpc.SendResult;
import org.sscard.wire.error.CodedException;
import org.sscard.wire.error.ErrorCode;

/**
 * Finds out what became of a submitted transaction (settlement §8, SDK duty). Two ways, one rule: what is confirmed is
 * kept, and "not posted" is only said of an id that the insurer refused at first sight, or on which a reversal lies.
 *
 * <ul>
 *   <li>{@link #carryThrough}, while the caller waits: query, and send again what the insurer does not know, the same
 *       bytes under the same id (§2.4).
 *   <li>{@link #clearUp}, when nobody waits any more: query, and reverse what the insurer does not know. The tombstone
 *       refuses an original that is still under way.
 * </ul>
 */
public final class Resolver {
    private static final Logger LOG = LoggerFactory.getLogger(Resolver.class);

    private final InsurerClient insurer;

    public Resolver(InsurerClient insurer) {
        this.insurer = insurer;
    }

    /** Where one try leads: to an outcome, or to another try. */
    private sealed interface Step {
        record Done(Outcome outcome) implements Step {}

        /** @param doubtful whether a request may have been posted; {@code refusal} the last answer, when it was one */
        record Again(boolean doubtful, @Nullable CodedException refusal) implements Step {}
    }

    /** @param mayHaveLeft whether the request was, or may have been, sent before this call */
    public Outcome carryThrough(JournalEntry entry, boolean mayHaveLeft, Budget budget) {
        Step step = new Step.Again(mayHaveLeft, null);
        while (step instanceof Step.Again again) {
            step = again.doubtful() && entry.kind() != EntryKind.REVERSE
                    ? askThenSend(entry, budget)
                    : send(entry, again.doubtful(), budget);
            if (step instanceof Step.Again next && !budget.pause()) {
                return giveUp(entry, next, budget);
            }
        }
        return ((Step.Done) step).outcome();
    }

    /** One round; what it cannot find out now stays unknown until the next. */
    public Outcome clearUp(JournalEntry entry, Budget budget) {
        if (entry.kind() == EntryKind.REVERSE) {
            return send(entry, true, budget) instanceof Step.Done done ? done.outcome() : new Outcome.Unknown();
        }
        Optional<QueryResult> known = ask(entry, budget);
        if (known.isPresent() && known.get() instanceof QueryResult.NotKnown) {
            LOG.info("transaction {}: the insurer does not know it; reversing it", entry.id());
            return takeBack(entry, null, budget);
        }
        return known.flatMap(found -> standing(entry, found, budget.oneMessage()))
                .orElseGet(Outcome.Unknown::new);
    }

    /** A settled transaction as the insurer has it now; empty when it was taken back since. */
    public Optional<Outcome> standing(JournalEntry entry, Deadline deadline) {
        QueryResult known = insurer.query(entry.id(), deadline);
        return known instanceof QueryResult.Found found && found.receipt().state() == Receipt.State.CONFIRMED
                ? standing(entry, known, deadline)
                : Optional.empty();
    }

    private Step askThenSend(JournalEntry entry, Budget budget) {
        Optional<QueryResult> known = ask(entry, budget);
        if (known.isEmpty()) {
            return new Step.Again(true, null);
        }
        if (known.get() instanceof QueryResult.NotKnown) {
            return send(entry, true, budget);
        }
        return standing(entry, known.get(), budget.oneMessage())
                .<Step>map(Step.Done::new)
                .orElseGet(() -> new Step.Again(true, null));
    }

    private Step send(JournalEntry entry, boolean doubtful, Budget budget) {
        SendResult result = insurer.send(entry.kind(), entry.request(), budget.oneMessage());
        if (result instanceof SendResult.Posted posted) {
            return new Step.Done(new Outcome.Posted(posted.receipt(), posted.resettlement()));
        }
        if (result instanceof SendResult.Refused refused) {
            return refused(entry, doubtful, refused.why(), budget);
        }
        if (result instanceof SendResult.NoAnswer silence) {
            LOG.warn("transaction {}: no answer from the insurer ({})", entry.id(), silence.status());
            return new Step.Again(true, null);
        }
        return new Step.Done(new Outcome.Withdrawn());
    }

    private Step refused(JournalEntry entry, boolean doubtful, CodedException why, Budget budget) {
        if (why.code() == ErrorCode.TRANSACTION_TOMBSTONE) {
            return new Step.Done(new Outcome.Withdrawn());
        }
        if (why.retryable()) {
            return new Step.Again(doubtful, why);
        }
        boolean another = doubtful && entry.kind() != EntryKind.REVERSE;
        return new Step.Done(another ? takeBack(entry, why, budget) : new Outcome.Refused(why));
    }

    /**
     * Out of time. After a refusal that could be tried again the transaction is taken back, so that no copy of it can
     * be posted later; without any answer it stays unknown.
     */
    private Outcome giveUp(JournalEntry entry, Step.Again last, Budget budget) {
        CodedException refusal = last.refusal();
        return refusal == null || entry.kind() == EntryKind.REVERSE
                ? new Outcome.Unknown()
                : takeBack(entry, refusal, budget);
    }

    /** @param refusal what the insurer said of the transaction itself, when it said something */
    private Outcome takeBack(JournalEntry entry, @Nullable CodedException refusal, Budget budget) {
        ByteString request = insurer.reverseRequest(entry.id());
        SendResult result = insurer.send(EntryKind.REVERSE, request, budget.oneMessage());
        if (result instanceof SendResult.Withdrawn) {
            return refusal == null ? new Outcome.Withdrawn() : new Outcome.Refused(refusal);
        }
        return new Outcome.Unknown();
    }

    /** Empty while the second row of a refund, which stands exactly when the first does, could not be asked for. */
    private Optional<Outcome> standing(JournalEntry entry, QueryResult known, Deadline deadline) {
        if (!(known instanceof QueryResult.Found found) || found.receipt().state() == Receipt.State.REVERSED) {
            return Optional.of(new Outcome.Withdrawn());
        }
        if (entry.kind() != EntryKind.REFUND) {
            return Optional.of(new Outcome.Posted(found.receipt(), Optional.empty()));
        }
        return ask(RefundIds.resettlement(entry.id()), deadline)
                .map(rest -> new Outcome.Posted(found.receipt(), counting(rest)));
    }

    private static Optional<Receipt> counting(QueryResult known) {
        return known instanceof QueryResult.Found found && found.receipt().state() != Receipt.State.REVERSED
                ? Optional.of(found.receipt())
                : Optional.empty();
    }

    private Optional<QueryResult> ask(JournalEntry entry, Budget budget) {
        return ask(entry.id(), budget.oneMessage());
    }

    private Optional<QueryResult> ask(TransactionId id, Deadline deadline) {
        try {
            return Optional.of(insurer.query(id, deadline));
        } catch (CodedException e) {
            LOG.warn("transaction {}: its outcome cannot be asked for ({})", id, e.code());
            return Optional.empty();
        }
    }
}
