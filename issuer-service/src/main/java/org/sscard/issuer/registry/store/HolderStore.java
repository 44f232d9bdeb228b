package org.sscard.issuer.registry.store;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import java.util.Optional;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.Jdbi;
import org.jdbi.v3.core.statement.StatementContext;
import org.sscard.issuer.lifecycle.BankState;
import org.sscard.issuer.lifecycle.CardState;
import org.sscard.issuer.lifecycle.LifeCycle;
import org.sscard.issuer.registry.ActOrder;
import org.sscard.issuer.registry.CardMoves.Standing;
import org.sscard.issuer.registry.CardRecord;
import org.sscard.issuer.registry.Cause;
import org.sscard.issuer.registry.HolderCard;
import org.sscard.issuer.registry.HolderCard.HistoryEntry;
import org.sscard.servicekit.database.Database;
import org.sscard.wire.error.CodedException;
import org.sscard.wire.error.ErrorCode;

/** Cards in their holders' hands: what is asked through counter, kiosk, telephone and web. */
public final class HolderStore {

    private static final LifeCycle TABLE = LifeCycle.table();

    private final Jdbi jdbi;
    private final Clock clock;
    private final CardBook book;

    public HolderStore(Database database, Clock clock, CardBook book) {
        this.jdbi = database.jdbi();
        this.clock = clock;
        this.book = book;
    }

    /**
     * Does one action, in one transaction; of two callers who saw the same state, one succeeds.
     *
     * @throws CodedException CARD_REQUEST_DIFFERS, CHANNEL_LIMIT_REACHED, CARD_MOVE_ILLEGAL, PERSON_HAS_LIVE_CARD,
     *     CARD_NUMBER_RANGE_EXHAUSTED
     */
    public ActOrder.Done act(ActOrder order) {
        return jdbi.inTransaction(handle -> {
            // Two tries of one request wait for each other, so that the second finds what the first did.
            handle.execute("select pg_advisory_xact_lock(hashtextextended(?, 0))", order.requestId());
            Optional<ActOrder.Done> before = answered(handle, order);
            if (before.isPresent()) {
                return before.get();
            }
            requireBelowLimit(handle, order);
            CardState from = stateNow(handle, order);
            if (order.dryRun()) {
                return new ActOrder.Done(order.cardId(), Optional.empty(), false);
            }
            Cause cause = Cause.of(order.who(), order.channel(), order.rule().action(), order.reason(), order.note());
            book.move(handle, order.cardId(), from, order.rule().to(), cause);
            Optional<Long> replacement = order.rule().to() == CardState.REPLACING
                    ? Optional.of(replacement(handle, order.cardId(), cause))
                    : Optional.empty();
            record(handle, order, replacement);
            return new ActOrder.Done(order.cardId(), replacement, false);
        });
    }

    private Optional<ActOrder.Done> answered(Handle handle, ActOrder order) {
        return handle.createQuery("select digest, card_id, replacement_id from card_request where request_id = :id")
                .bind("id", order.requestId())
                .map((row, context) -> {
                    if (!row.getString("digest").equals(order.digest())) {
                        throw new CodedException(ErrorCode.CARD_REQUEST_DIFFERS, order.requestId());
                    }
                    return new ActOrder.Done(
                            row.getLong("card_id"),
                            Optional.ofNullable(row.getObject("replacement_id", Long.class)),
                            true);
                })
                .findOne();
    }

    /** A day is one of the bureau's zone. */
    private void requireBelowLimit(Handle handle, ActOrder order) {
        int perDay = TABLE.channel(order.channel()).perDay();
        if (perDay == 0) {
            return;
        }
        Instant today = LocalDate.now(clock).atStartOfDay(clock.getZone()).toInstant();
        int used = handle.createQuery("""
                        select count(*) from card_request r
                          join card c using (card_id) join card this on this.person_id = c.person_id
                        where this.card_id = :card and r.channel = :channel and r.at >= :today""")
                .bind("card", order.cardId())
                .bind("channel", order.channel().name())
                .bind("today", today)
                .mapTo(Integer.class)
                .one();
        if (used >= perDay) {
            throw new CodedException(
                    ErrorCode.CHANNEL_LIMIT_REACHED,
                    TABLE.channel(order.channel()).name().zh());
        }
    }

    /** Locks the person's cards; what the channel may do is decided on the state under the lock. */
    private CardState stateNow(Handle handle, ActOrder order) {
        CardState now = book.standing(handle, order.cardId()).stream()
                .filter(card -> card.cardId() == order.cardId())
                .map(Standing::state)
                .findFirst()
                .orElseThrow(() -> new CodedException(ErrorCode.CARD_NOT_FOUND));
        boolean asSeen = order.seen().filter(seen -> seen != now).isEmpty();
        boolean reasonable = order.reason()
                .filter(reason -> !order.rule().allowed(now, reason))
                .isEmpty();
        if (!asSeen || !reasonable || !order.rule().allowed(now, order.channel(), order.proof())) {
            throw new CodedException(
                    ErrorCode.CARD_MOVE_ILLEGAL,
                    TABLE.nameZh(now),
                    TABLE.nameZh(order.rule().to()));
        }
        return now;
    }

    private long replacement(Handle handle, long cardId, Cause cause) {
        long application = handle.createQuery("""
                        insert into application (person_id, kind, region, origin, created_at)
                        select person_id, kind, region, 'REPLACEMENT', :now from card where card_id = :card
                        returning application_id""")
                .bind("now", clock.instant())
                .bind("card", cardId)
                .mapTo(Long.class)
                .one();
        return book.add(handle, application, region(handle, cardId), cardId, cause);
    }

    private void record(Handle handle, ActOrder order, Optional<Long> replacement) {
        handle.execute(
                "insert into card_request (request_id, digest, card_id, replacement_id, channel, action, who, terminal, at)"
                        + " values (?, ?, ?, ?, ?, ?, ?, ?, ?)",
                order.requestId(),
                order.digest(),
                order.cardId(),
                replacement.orElse(null),
                order.channel().name(),
                order.rule().action().name(),
                order.who(),
                order.terminal(),
                clock.instant());
    }

    /**
     * A new card record for the application of a card that came to nothing.
     *
     * @throws CodedException CARD_REMAKE_ILLEGAL, PERSON_HAS_LIVE_CARD
     */
    public long remake(long cardId, Cause cause) {
        return jdbi.inTransaction(handle -> {
            List<Standing> cards = book.standing(handle, cardId);
            CardState state = cards.stream()
                    .filter(card -> card.cardId() == cardId)
                    .map(Standing::state)
                    .findFirst()
                    .orElseThrow(() -> new CodedException(ErrorCode.CARD_NOT_FOUND));
            if (state != CardState.SPOILED && state != CardState.DESTROYED && state != CardState.LOST_IN_TRANSIT) {
                throw new CodedException(ErrorCode.CARD_REMAKE_ILLEGAL, TABLE.nameZh(state));
            }
            if (cards.stream().anyMatch(card -> TABLE.live(card.state()))) {
                throw new CodedException(ErrorCode.PERSON_HAS_LIVE_CARD);
            }
            long application = handle.createQuery("select application_id from card where card_id = :card")
                    .bind("card", cardId)
                    .mapTo(Long.class)
                    .one();
            Long replaces = handle.createQuery("select replaces_card_id from card where card_id = :card")
                    .bind("card", cardId)
                    .mapTo(Long.class)
                    .findOne()
                    .orElse(null);
            return book.add(handle, application, region(handle, cardId), replaces, cause);
        });
    }

    /** @throws CodedException BANK_STATE_ILLEGAL */
    public void setBankState(long cardId, BankState to, Cause cause) {
        jdbi.useTransaction(handle -> {
            book.standing(handle, cardId);
            CardRecord card = book.card(handle, cardId);
            BankState from = bankState(handle, cardId);
            if (!TABLE.allows(from, to)) {
                throw new CodedException(
                        ErrorCode.BANK_STATE_ILLEGAL,
                        TABLE.name(from).zh(),
                        TABLE.name(to).zh());
            }
            book.setBankState(handle, card, to, cause);
        });
    }

    /** Takes a card off the blacklist although its state keeps it there; two persons decided so. */
    public void liftBlacklist(long cardId, String who, String why) {
        jdbi.useTransaction(handle -> {
            book.standing(handle, cardId);
            book.liftBlacklist(handle, book.card(handle, cardId), Cause.staff(who, "人工解除黑名单：" + why));
        });
    }

    /** All cards of the person who holds this one, newest first. */
    public List<HolderCard> cardsOfHolder(long cardId) {
        return jdbi.withHandle(handle -> handle.createQuery("""
                        select c.card_id from card c join card this using (person_id, kind)
                        where this.card_id = :card order by c.card_id desc""").bind("card", cardId).mapTo(Long.class).list().stream()
                .map(id -> held(handle, id))
                .toList());
    }

    public HolderCard held(long cardId) {
        return jdbi.withHandle(handle -> held(handle, cardId));
    }

    private HolderCard held(Handle handle, long cardId) {
        CardRecord card = book.card(handle, cardId);
        Optional<Instant> ends = handle.createQuery(
                        "select due_millis - elapsed_millis from card, house_time where card_id = :card"
                                + " and due_millis is not null")
                .bind("card", cardId)
                .mapTo(Long.class)
                .findOne()
                .map(left -> clock.instant().plusMillis(left));
        String replacedBy = handle.createQuery("""
                        select card_number from card where replaces_card_id = :card
                        order by card_id desc limit 1""")
                .bind("card", cardId)
                .mapTo(String.class)
                .findOne()
                .orElse("");
        return new HolderCard(card, bankState(handle, cardId), ends, replacedBy, history(handle, cardId));
    }

    /** Oldest first. */
    private static List<HistoryEntry> history(Handle handle, long cardId) {
        return handle.createQuery("select * from card_history where card_id = :card order by card_history_id")
                .bind("card", cardId)
                .map(HolderStore::entry)
                .list();
    }

    private static HistoryEntry entry(ResultSet row, StatementContext context) throws SQLException {
        return new HistoryEntry(
                row.getTimestamp("at").toInstant(),
                Optional.ofNullable(row.getString("from_state")).map(CardState::valueOf),
                CardState.valueOf(row.getString("to_state")),
                row.getString("who"),
                row.getString("why"),
                row.getString("channel"),
                row.getString("action"),
                row.getString("reason"));
    }

    private static BankState bankState(Handle handle, long cardId) {
        return BankState.valueOf(handle.createQuery("select bank_state from card where card_id = :card")
                .bind("card", cardId)
                .mapTo(String.class)
                .one());
    }

    private static String region(Handle handle, long cardId) {
        return handle.createQuery("select region from card where card_id = :card")
                .bind("card", cardId)
                .mapTo(String.class)
                .one();
    }
}
