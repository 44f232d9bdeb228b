package org.sscard.insurance.settlement;

import java.time.Clock;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.sscard.insurance.enrolment.InsuredPerson;
import org.sscard.insurance.enrolment.Scheme;
import org.sscard.insurance.enrolment.SchemeBook;
import org.sscard.insurance.enrolment.contribution.store.AccumulatorStore;
import org.sscard.insurance.settlement.store.GroupStore;
import org.sscard.insurance.settlement.store.ProofStore;
import org.sscard.insurance.store.DatabaseSession;
import org.sscard.insurance.store.DatabaseSessions;
import org.sscard.wire.error.CodedException;

/**
 * One transaction for several quotes of different persons: each is computed as it would be alone, then all are written
 * together, one statement a kind of row.
 */
final class SettlementGroup {

    private static final Logger LOG = LoggerFactory.getLogger(SettlementGroup.class);

    private final DatabaseSessions sessions;
    private final SchemeBook book;
    private final ReplyEncoder replies;
    private final Books books;
    private final Clock clock;
    private final AccumulatorStore accumulators = new AccumulatorStore();
    private final ProofStore proofs = new ProofStore();
    private final GroupStore store = new GroupStore();

    SettlementGroup(DatabaseSessions sessions, SchemeBook book, ReplyEncoder replies, Books books, Clock clock) {
        this.sessions = sessions;
        this.book = book;
        this.replies = replies;
        this.books = books;
        this.clock = clock;
    }

    /** A quote of the group that can be settled. */
    private record Ready(Waiting waiting, Encounter encounter, AccumulatorStore.Key key) {}

    /**
     * The answers, after the commit, of those that could be settled; the others are to be settled alone and learn why not.
     *
     * @throws RuntimeException when the database refuses the group; nothing is written then, unless the commit's own answer
     *     was lost
     */
    Map<Waiting, Reply> settle(List<Waiting> together) {
        return sessions.inTransaction(session -> book(session, together));
    }

    private Map<Waiting, Reply> book(DatabaseSession session, List<Waiting> together) {
        List<Ready> ready = ready(session, together);
        Map<AccumulatorStore.Key, Long> used =
                accumulators.lock(session, ready.stream().map(Ready::key).collect(Collectors.toSet()));
        Map<Long, Long> balances = accumulators.lockBalances(
                session,
                ready.stream()
                        .map(one -> one.encounter().person())
                        .filter(person -> person.scheme() == Scheme.EMPLOYEE)
                        .map(InsuredPerson::personId)
                        .collect(Collectors.toSet()));
        List<Ready> fresh = new ArrayList<>();
        List<Split> splits = new ArrayList<>();
        for (Ready one : ready) {
            Split split = one.encounter()
                    .split(
                            used.getOrDefault(one.key(), 0L),
                            balances.getOrDefault(one.encounter().person().personId(), 0L));
            if (one.encounter().digest(split).equals(one.waiting().quote().digest())) {
                fresh.add(one);
                splits.add(split);
            }
        }
        return fresh.isEmpty() ? Map.of() : write(session, fresh, splits);
    }

    private List<Ready> ready(DatabaseSession session, List<Waiting> together) {
        References references = References.load(
                session,
                together.stream().map(waiting -> waiting.quote().bill()).toList());
        List<Ready> ready = new ArrayList<>();
        for (Waiting waiting : together) {
            try {
                Encounter encounter =
                        Encounter.of(references, book, waiting.quote().bill());
                InsuredPerson person = encounter.person();
                ready.add(new Ready(
                        waiting,
                        encounter,
                        new AccumulatorStore.Key(
                                person.personId(),
                                person.scheme(),
                                encounter.period().name(),
                                encounter.period().capFen())));
            } catch (CodedException e) {
                LOG.debug("{} leaves its group", waiting.command().transactionId(), e);
            }
        }
        return ready;
    }

    private Map<Waiting, Reply> write(DatabaseSession session, List<Ready> ready, List<Split> splits) {
        Instant now = clock.instant();
        Set<String> institutions =
                ready.stream().map(one -> one.waiting().command().institution()).collect(Collectors.toSet());
        Map<String, LocalDate> days = store.openDays(session, institutions, LocalDate.ofInstant(now, clock.getZone()));
        long[] numbers = store.nextNumbers(session, ready.size());
        List<GroupStore.Row> rows = new ArrayList<>();
        Map<Waiting, Reply> answers = new HashMap<>();
        for (int i = 0; i < ready.size(); i++) {
            SettleCommand command = ready.get(i).waiting().command();
            Settlement settlement =
                    settlement(session, ready.get(i), splits.get(i), numbers[i], days.get(command.institution()), now);
            Reply reply = replies.encode(settlement);
            rows.add(new GroupStore.Row(settlement, command.content(), reply, command.proof(), books.legs(settlement)));
            answers.put(ready.get(i).waiting(), reply);
        }
        store.write(session, rows);
        return answers;
    }

    private Settlement settlement(
            DatabaseSession session, Ready one, Split split, long number, @Nullable LocalDate day, Instant now) {
        if (day == null) {
            throw new IllegalStateException("an institution without an open day");
        }
        SettleCommand command = one.waiting().command();
        Encounter encounter = one.encounter();
        return new Settlement(
                number,
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
                command.proof() != null && proofs.late(session, command.proof()),
                day,
                now);
    }
}
