package org.sscard.issuer.quality.store;

import java.sql.Array;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Clock;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.Jdbi;
import org.sscard.issuer.lifecycle.CardAction;
import org.sscard.issuer.lifecycle.CardState;
import org.sscard.issuer.lifecycle.Channel;
import org.sscard.issuer.lifecycle.Reason;
import org.sscard.issuer.quality.Inspection;
import org.sscard.issuer.quality.Inspection.Verdict;
import org.sscard.issuer.registry.Cause;
import org.sscard.issuer.registry.store.CardBook;
import org.sscard.servicekit.database.Database;
import org.sscard.wire.error.CodedException;
import org.sscard.wire.error.ErrorCode;

/** Inspections, and the places that cards have in their batch. */
public final class QualityStore {

    private final Jdbi jdbi;
    private final Clock clock;
    private final CardBook book;

    public QualityStore(Database database, Clock clock, CardBook book) {
        this.jdbi = database.jdbi();
        this.clock = clock;
        this.book = book;
    }

    /**
     * @param cards that passed their read-back, in the order of the batch, rejected ones included
     * @param complete none is left to be made
     * @param inspections the last of each card
     */
    public record Batch(List<Long> cards, boolean complete, Map<Long, Inspection> inspections) {}

    /** What is to be written down. */
    public record Inspected(
            UUID batchId, long cardId, Verdict verdict, List<String> reasons, String note, String inspector) {}

    /** @throws CodedException BATCH_NOT_FOUND */
    public Batch batch(UUID batchId) {
        return jdbi.withHandle(handle -> {
            boolean exists = handle.createQuery("select 1 from batch where batch_id = :batch")
                    .bind("batch", batchId)
                    .mapTo(Integer.class)
                    .findOne()
                    .isPresent();
            if (!exists) {
                throw new CodedException(ErrorCode.BATCH_NOT_FOUND, batchId);
            }
            return new Batch(good(handle, batchId), complete(handle, batchId), inspections(handle, batchId));
        });
    }

    private static List<Long> good(Handle handle, UUID batchId) {
        return handle.createQuery("""
                        select card_id from card c where batch_id = :batch
                          and (state not in ('IN_BATCH', 'PERSONALISING', 'UNKNOWN', 'SPOILED', 'WITHDRAWN')
                            or exists (select 1 from inspection i where i.card_id = c.card_id))
                        order by card_id""").bind("batch", batchId).mapTo(Long.class).list();
    }

    private static boolean complete(Handle handle, UUID batchId) {
        return handle.createQuery("""
                        select not exists (select 1 from card where batch_id = :batch
                          and state in ('IN_BATCH', 'PERSONALISING', 'UNKNOWN'))""")
                .bind("batch", batchId)
                .mapTo(Boolean.class)
                .one();
    }

    private static Map<Long, Inspection> inspections(Handle handle, UUID batchId) {
        Map<Long, Inspection> last = new HashMap<>();
        handle.createQuery("select * from inspection where batch_id = :batch order by inspection_id")
                .bind("batch", batchId)
                .map((row, context) -> last.put(row.getLong("card_id"), inspection(row)))
                .list();
        return last;
    }

    private static Inspection inspection(ResultSet row) throws SQLException {
        Array reasons = row.getArray("reasons");
        return new Inspection(
                Verdict.valueOf(row.getString("verdict")),
                Arrays.asList((String[]) reasons.getArray()),
                row.getString("note"),
                row.getString("inspector"),
                row.getTimestamp("at").toInstant());
    }

    /**
     * Writes a verdict down; a rejected card is spoiled in the same transaction.
     *
     * @throws CodedException CARD_MOVE_ILLEGAL when the card is not QC_PASSED (any more)
     */
    public void inspect(Inspected found) {
        jdbi.useTransaction(handle -> {
            CardState state = handle.createQuery("select state from card where card_id = :card for update")
                    .bind("card", found.cardId())
                    .mapTo(CardState.class)
                    .one();
            if (state != CardState.QC_PASSED) {
                throw new CodedException(ErrorCode.CARD_MOVE_ILLEGAL, state, found.verdict());
            }
            handle.execute(
                    "insert into inspection (batch_id, card_id, verdict, reasons, note, inspector, at)"
                            + " values (?, ?, ?, ?, ?, ?, ?) on conflict (card_id, verdict) do nothing",
                    found.batchId(),
                    found.cardId(),
                    found.verdict().name(),
                    found.reasons().toArray(new String[0]),
                    found.note(),
                    found.inspector(),
                    clock.instant());
            if (found.verdict() == Verdict.REJECTED) {
                String why = String.join(",", found.reasons());
                handle.execute("update card set reason = ? where card_id = ?", why, found.cardId());
                book.move(
                        handle,
                        found.cardId(),
                        CardState.QC_PASSED,
                        CardState.SPOILED,
                        Cause.of(
                                found.inspector(),
                                Channel.BUREAU,
                                CardAction.SPOIL,
                                Optional.of(Reason.QUALITY),
                                found.note().isEmpty() ? why : why + "：" + found.note()));
            }
        });
    }
}
