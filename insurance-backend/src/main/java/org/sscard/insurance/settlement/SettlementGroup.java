package org.sscard.insurance.settlement;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.sscard.insurance.settlement.store.GroupStore;
import org.sscard.insurance.settlement.store.ProofStore;
import org.sscard.insurance.settlement.store.SettlementNumbers;
import org.sscard.insurance.store.DatabaseSession;
import org.sscard.insurance.store.DatabaseSessions;

/**
 * Several quotes of different persons, settled as they were quoted, by one statement. The database itself sees to it that
 * nothing changed since: what the fund and the account had paid, and what the insurer knew of persons, institutions and
 * items. Whatever is not so refuses the whole group, and nothing is written.
 */
final class SettlementGroup {

    /** Changes are remembered for a day; a quote this young was made after any that may be forgotten. */
    private static final Duration TRUSTED = Duration.ofMinutes(10);

    private final DatabaseSessions sessions;
    private final ReplyEncoder replies;
    private final Books books;
    private final SettlementNumbers numbers;
    private final Clock clock;
    private final ProofStore proofs = new ProofStore();
    private final GroupStore store = new GroupStore();
    private final OpenDays openDays = new OpenDays(store);

    SettlementGroup(
            DatabaseSessions sessions, ReplyEncoder replies, Books books, SettlementNumbers numbers, Clock clock) {
        this.sessions = sessions;
        this.replies = replies;
        this.books = books;
        this.numbers = numbers;
        this.clock = clock;
    }

    /** Whether the database can still tell what changed since this quote. */
    boolean trusts(Quoting.Offer offer) {
        return clock.instant().isBefore(offer.basis().quotedAt().plus(TRUSTED));
    }

    /**
     * The answers in order, after the commit.
     *
     * @throws RuntimeException when the database refuses the group; nothing is written then, unless the commit's own answer
     *     was lost
     */
    List<Reply> settle(List<Waiting> together) {
        try {
            return sessions.read(session -> write(session, together));
        } catch (RuntimeException e) {
            openDays.forget();
            throw e;
        }
    }

    private List<Reply> write(DatabaseSession session, List<Waiting> together) {
        Instant now = clock.instant();
        Map<String, LocalDate> days = store.openDays(
                session,
                together.stream()
                        .map(waiting -> waiting.command().institution())
                        .collect(Collectors.toSet()),
                LocalDate.ofInstant(now, clock.getZone()));
        Set<CardProof> late = proofs.late(
                session,
                together.stream()
                        .map(waiting -> waiting.command().proof())
                        .filter(Objects::nonNull)
                        .toList());
        List<GroupStore.Row> rows = new ArrayList<>();
        for (Waiting waiting : together) {
            Settlement settlement = settlement(
                    waiting,
                    numbers.next(session),
                    late,
                    days.get(waiting.command().institution()),
                    now);
            rows.add(new GroupStore.Row(
                    settlement,
                    waiting.offer().basis(),
                    waiting.command().content(),
                    replies.encode(settlement),
                    waiting.command().proof(),
                    books.legs(settlement)));
        }
        store.write(session, rows);
        return rows.stream().map(GroupStore.Row::reply).toList();
    }

    private static Settlement settlement(
            Waiting waiting, long number, Set<CardProof> late, @Nullable LocalDate day, Instant now) {
        if (day == null) {
            throw new IllegalStateException("an institution without an open day");
        }
        SettleCommand command = waiting.command();
        Quoting.Offer offer = waiting.offer();
        Bill bill = offer.quote().bill();
        return new Settlement(
                number,
                command.institution(),
                command.transactionId(),
                offer.quote().personId(),
                offer.basis().scheme(),
                bill.kind(),
                bill.visit(),
                Settlement.State.CONFIRMED,
                null,
                command.quoteId(),
                offer.split(),
                command.proof() != null && late.contains(command.proof()),
                day,
                now);
    }
}
