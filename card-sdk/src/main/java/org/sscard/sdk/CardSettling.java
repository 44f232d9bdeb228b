package org.sscard.sdk;

import com.google.protobuf.ByteString;
import io.grpc.Deadline;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import org.sscard.sdk.journal.EntryKind;
import org.sscard.sdk.journal.EntryState;
import org.sscard.sdk.journal.Fingerprint;
import org.sscard.sdk.journal.JournalEntry;
import org.sscard.sdk.recovery.Outcome;
import org.sscard.sdk.rpc.AgentClient;
import org.sscard.sdk.rpc.CardAnswer;
import org.sscard.sdk.rpc.DebitProof;
import org.sscard.sdk.rpc.InsurerClient;
import org.sscard.wire.error.CodedException;

/** Settles a quote on what the card does for it: a debit, or its answer to a challenge of the insurer. */
final class CardSettling {
    private final AgentClient agent;
    private final InsurerClient insurer;
    private final MoneyMessages messages;

    CardSettling(AgentClient agent, InsurerClient insurer, MoneyMessages messages) {
        this.agent = agent;
        this.insurer = insurer;
        this.messages = messages;
    }

    SettlementResult byDebit(Quote quote, AgentCard card, Deadline end) {
        return settle(quote, end, unsent -> {
            JournalEntry entry = unsent.orElseGet(() -> open(quote, card.debitRequest(quote.split(), end)));
            return entry.state() == EntryState.DEBITED
                    ? submit(entry, entry.request(), end)
                    : debit(entry, unsent.isPresent(), quote, end);
        });
    }

    SettlementResult byAuthentication(Quote quote, AgentCard card, Deadline end) {
        return settle(quote, end, unsent -> {
            Optional<JournalEntry> debited = unsent.filter(entry -> entry.state() == EntryState.DEBITED);
            if (debited.isPresent()) {
                return submit(debited.get(), debited.get().request(), end);
            }
            unsent.ifPresent(messages::givenUp);
            return authenticate(open(quote, ByteString.EMPTY), quote, card, end);
        });
    }

    /** @param begin goes on from a transaction that was not sent, or begins one */
    private SettlementResult settle(
            Quote quote, Deadline end, Function<Optional<JournalEntry>, SettlementResult> begin) {
        Fingerprint visit = Fingerprint.of(quote.visit());
        Fingerprint subject = Fingerprint.of(quote.id());
        return messages.alone(
                visit,
                end,
                () -> messages.earlier(EntryKind.SETTLE, visit, subject, end)
                        .map(MoneyMessages.Answer::of)
                        .orElseGet(() -> begin.apply(messages.unsent(visit, subject))));
    }

    private JournalEntry open(Quote quote, ByteString request) {
        return messages.open(EntryKind.SETTLE, Fingerprint.of(quote.visit()), Fingerprint.of(quote.id()), request);
    }

    private SettlementResult submit(JournalEntry entry, ByteString request, Deadline end) {
        return messages.submit(entry, request, end).of(entry.id());
    }

    private SettlementResult debit(JournalEntry entry, boolean takenUp, Quote quote, Deadline end) {
        DebitProof proof;
        try {
            proof = agent.debit(entry.request(), takenUp, untilTwoThirds(end));
        } catch (CodedException e) {
            if (AgentClient.leavesOpen(e)) {
                throw e;
            }
            return notBegun(entry, e);
        }
        ByteString request = insurer.settleRequest(entry.id(), quote, proof);
        messages.debited(entry, request);
        return submit(entry, request, end);
    }

    /** Nothing moves on the card: whatever goes wrong before the insurer has the answer, the transaction is given up. */
    private SettlementResult authenticate(JournalEntry entry, Quote quote, AgentCard card, Deadline end) {
        CardAnswer answer;
        try {
            Deadline holder = untilTwoThirds(end);
            ByteString challenge = insurer.challenge(entry.id(), quote, holder);
            answer = card.authenticate(challenge, holder);
        } catch (CodedException e) {
            return notBegun(entry, e);
        }
        return submit(entry, insurer.settleRequest(entry.id(), quote, answer), end);
    }

    private SettlementResult notBegun(JournalEntry entry, CodedException why) {
        messages.abandoned(entry, why.code());
        return AgentCard.refusedByHolder(why)
                .map(refusal -> Outcome.declined(entry.id(), refusal))
                .orElseThrow(() -> why);
    }

    /** The holder may take his time at the pad; a third of the whole stays for the insurer. */
    private static Deadline untilTwoThirds(Deadline end) {
        long third = end.timeRemaining(TimeUnit.NANOSECONDS) / 3;
        return end.offset(-third, TimeUnit.NANOSECONDS);
    }
}
