package org.sscard.issuer.dispatch.store;

import java.sql.Timestamp;
import java.time.Clock;
import java.time.Instant;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.UUID;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.Jdbi;
import org.sscard.issuer.dispatch.Handover;
import org.sscard.issuer.lifecycle.CardAction;
import org.sscard.issuer.lifecycle.CardState;
import org.sscard.issuer.lifecycle.Channel;
import org.sscard.issuer.lifecycle.Reason;
import org.sscard.issuer.registry.Cause;
import org.sscard.issuer.registry.store.CardBook;
import org.sscard.servicekit.database.Database;
import org.sscard.wire.error.CodedException;
import org.sscard.wire.error.ErrorCode;

/** Finished cards on their way: sent on a sheet, received only when every card of it is accounted for. */
public final class HandoverStore {

    private final Jdbi jdbi;
    private final Clock clock;
    private final CardBook book;

    public HandoverStore(Database database, Clock clock, CardBook book) {
        this.jdbi = database.jdbi();
        this.clock = clock;
        this.book = book;
    }

    private record Sent(long cardId, String number, CardState state) {}

    /**
     * Sends cards that passed quality control, or came back from a branch.
     *
     * @throws CodedException CARD_NOT_FOUND, CARD_MOVE_ILLEGAL: nothing is sent then
     */
    public Handover send(String branch, Set<String> cardNumbers, String who) {
        String id = "H" + UUID.randomUUID().toString().substring(0, 8).toUpperCase(Locale.ROOT);
        jdbi.useTransaction(handle -> {
            List<Sent> cards = handle.createQuery(
                            "select card_id, card_number, state from card where card_number = any(:numbers) order by card_id")
                    .bindArray("numbers", String.class, cardNumbers.toArray())
                    .map((row, context) ->
                            new Sent(row.getLong(1), row.getString(2), CardState.valueOf(row.getString(3))))
                    .list();
            if (cards.isEmpty() || cards.size() != cardNumbers.size()) {
                throw new CodedException(ErrorCode.CARD_NOT_FOUND);
            }
            handle.execute(
                    "insert into handover (handover_id, branch, cards, sent_by, sent_at) values (?, ?, ?, ?, ?)",
                    id,
                    branch,
                    cards.size(),
                    who,
                    clock.instant());
            for (Sent card : cards) {
                handle.execute("insert into handover_card (handover_id, card_id) values (?, ?)", id, card.cardId());
                move(
                        handle,
                        card.cardId(),
                        card.state(),
                        CardState.IN_TRANSIT,
                        CardAction.DISPATCH,
                        Reason.ORDER,
                        who,
                        id);
            }
        });
        return find(id).orElseThrow();
    }

    /**
     * Receives a sheet at its branch.
     *
     * @param arrived every card that is there
     * @param missing every card that is not, as the branch states: it is lost in transit and blacklisted
     * @throws CodedException HANDOVER_NOT_FOUND, HANDOVER_COUNT_DIFFERS when the two are not exactly the sheet: nothing is
     *     received then
     */
    public Handover receive(String id, Set<String> arrived, Set<String> missing, String who) {
        jdbi.useTransaction(handle -> {
            int open = handle.execute(
                    "update handover set received_by = ?, received_at = ? where handover_id = ? and received_at is null",
                    who,
                    clock.instant(),
                    id);
            if (open != 1) {
                throw new CodedException(ErrorCode.HANDOVER_NOT_FOUND, id);
            }
            List<Sent> cards = handle.createQuery("""
                            select card_id, card_number, state from handover_card join card using (card_id)
                            where handover_id = :id order by card_id""")
                    .bind("id", id)
                    .map((row, context) ->
                            new Sent(row.getLong(1), row.getString(2), CardState.valueOf(row.getString(3))))
                    .list();
            requireAccounted(id, cards, arrived, missing);
            for (Sent card : cards) {
                boolean here = arrived.contains(card.number());
                handle.execute(
                        "update handover_card set arrived = ? where handover_id = ? and card_id = ?",
                        here,
                        id,
                        card.cardId());
                if (here) {
                    move(
                            handle,
                            card.cardId(),
                            card.state(),
                            CardState.AT_BRANCH,
                            CardAction.RECEIVE,
                            Reason.COUNTS_AGREE,
                            who,
                            id);
                } else {
                    move(
                            handle,
                            card.cardId(),
                            card.state(),
                            CardState.LOST_IN_TRANSIT,
                            CardAction.LOSE_IN_TRANSIT,
                            Reason.NOT_ARRIVED,
                            who,
                            id);
                }
            }
        });
        return find(id).orElseThrow();
    }

    private static void requireAccounted(String id, List<Sent> cards, Set<String> arrived, Set<String> missing) {
        Set<String> stated = new HashSet<>(arrived);
        stated.addAll(missing);
        Set<String> sheet = new HashSet<>(cards.stream().map(Sent::number).toList());
        boolean twice = stated.size() != arrived.size() + missing.size();
        if (twice || !stated.equals(sheet)) {
            throw new CodedException(ErrorCode.HANDOVER_COUNT_DIFFERS, id, cards.size(), arrived.size());
        }
    }

    private void move(
            Handle handle,
            long cardId,
            CardState from,
            CardState to,
            CardAction action,
            Reason reason,
            String who,
            String sheet) {
        book.move(handle, cardId, from, to, Cause.of(who, Channel.BUREAU, action, Optional.of(reason), "交接单 " + sheet));
    }

    public Optional<Handover> find(String id) {
        return jdbi.withHandle(handle -> handle.createQuery("select * from handover where handover_id = :id")
                .bind("id", id)
                .map((row, context) -> new Handover(
                        id,
                        row.getString("branch"),
                        row.getString("sent_by"),
                        row.getTimestamp("sent_at").toInstant(),
                        Optional.ofNullable(row.getString("received_by")),
                        Optional.ofNullable(row.getTimestamp("received_at")).map(Timestamp::toInstant),
                        new TreeSet<>(handle.createQuery("""
                                        select card_number from handover_card join card using (card_id)
                                        where handover_id = :id""")
                                .bind("id", id)
                                .mapTo(String.class)
                                .list())))
                .findOne());
    }

    /**
     * Keeps that the producer deleted the holders' data of a batch.
     *
     * @param statement SHA-256 of the producer's signed statement, hex
     */
    public void recordDeletion(
            UUID batch, String producer, String method, String statement, Instant deletedAt, String who) {
        jdbi.useHandle(handle -> handle.execute(
                "insert into holder_data_deletion values (?, ?, ?, ?, ?, ?, ?)",
                batch,
                producer,
                method,
                HexFormat.of().parseHex(statement),
                deletedAt,
                who,
                clock.instant()));
    }

    /** Batches that are finished since the given time or longer, without such a statement. */
    public List<UUID> deletionOutstanding(Instant finishedBefore) {
        return jdbi.withHandle(handle -> handle.createQuery("""
                        select batch_id from batch b where started_at < :before
                          and not exists (select 1 from holder_data_deletion d where d.batch_id = b.batch_id)
                          and not exists (select 1 from card c where c.batch_id = b.batch_id
                            and c.state in ('IN_BATCH', 'PERSONALISING', 'UNKNOWN'))
                        order by started_at""")
                .bind("before", finishedBefore)
                .mapTo(UUID.class)
                .list());
    }
}
