package org.sscard.issuer.batch.store;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.Jdbi;
import org.sscard.issuer.batch.BatchProgress;
import org.sscard.issuer.batch.BatchRecord;
import org.sscard.issuer.lifecycle.CardState;
import org.sscard.servicekit.database.Database;

/** How far batches are, from what is in the registry: the same answer from every process that shares it. */
public final class ProgressStore {

    private static final Duration RATE_OVER = Duration.ofMinutes(10);
    private static final Duration SHORTEST = Duration.ofSeconds(10);

    private final Jdbi jdbi;
    private final Clock clock;

    public ProgressStore(Database database, Clock clock) {
        this.jdbi = database.jdbi();
        this.clock = clock;
    }

    /** Newest first. */
    public List<BatchProgress> newest(int limit) {
        return jdbi.withHandle(handle -> handle.createQuery("select * from batch order by created_at desc limit :limit")
                .bind("limit", limit)
                .map((row, context) -> progress(handle, row))
                .list());
    }

    public Optional<BatchProgress> find(UUID batchId) {
        return jdbi.withHandle(handle -> handle.createQuery("select * from batch where batch_id = :batch")
                .bind("batch", batchId)
                .map((row, context) -> progress(handle, row))
                .findOne());
    }

    private BatchProgress progress(Handle handle, ResultSet row) throws SQLException {
        BatchRecord batch = BatchStore.batch(row);
        Instant now = clock.instant();
        Map<CardState, Integer> cards = cards(handle, batch.batchId());
        boolean left = cards.containsKey(CardState.IN_BATCH)
                || cards.containsKey(CardState.PERSONALISING)
                || cards.containsKey(CardState.UNKNOWN);
        return new BatchProgress(
                batch,
                cards,
                atWork(handle, batch.batchId(), now),
                perMinute(handle, batch, now),
                now,
                left ? Optional.empty() : lastMade(handle, batch.batchId()),
                row.getString("blocked"),
                stations(handle, batch.batchId(), now));
    }

    private static Map<CardState, Integer> cards(Handle handle, UUID batchId) {
        Map<CardState, Integer> cards = new EnumMap<>(CardState.class);
        handle.createQuery("select state, count(*) from card where batch_id = :batch group by state")
                .bind("batch", batchId)
                .map((row, context) -> cards.put(CardState.valueOf(row.getString(1)), row.getInt(2)))
                .list();
        return cards;
    }

    private static int atWork(Handle handle, UUID batchId, Instant now) {
        return handle.createQuery("""
                        select count(*) from card_lease l join card c using (card_id)
                        where c.batch_id = :batch and l.until > :now""")
                .bind("batch", batchId)
                .bind("now", now)
                .mapTo(Integer.class)
                .one();
    }

    private static List<String> stations(Handle handle, UUID batchId, Instant now) {
        return handle.createQuery("""
                        select distinct l.station from card_lease l join card c using (card_id)
                        where c.batch_id = :batch and l.until > :now and l.station <> '' order by 1""")
                .bind("batch", batchId)
                .bind("now", now)
                .mapTo(String.class)
                .list();
    }

    /** Over the last ten minutes, or since the batch was started when that is less. */
    private static double perMinute(Handle handle, BatchRecord batch, Instant now) {
        Instant from = now.minus(RATE_OVER);
        Instant since = batch.startedAt().filter(from::isBefore).orElse(from);
        int made = handle.createQuery("""
                        select count(*) from card_history h join card c using (card_id)
                        where c.batch_id = :batch and h.to_state in ('QC_PASSED', 'SPOILED')
                          and h.from_state in ('PERSONALISING', 'UNKNOWN') and h.at > :since""")
                .bind("batch", batch.batchId())
                .bind("since", since)
                .mapTo(Integer.class)
                .one();
        long millis = Math.max(Duration.between(since, now).toMillis(), SHORTEST.toMillis());
        return made * 60_000.0 / millis;
    }

    private static Optional<Instant> lastMade(Handle handle, UUID batchId) {
        return handle.createQuery("""
                        select max(h.at) from card_history h join card c using (card_id)
                        where c.batch_id = :batch and h.from_state in ('PERSONALISING', 'UNKNOWN')""")
                .bind("batch", batchId)
                .mapTo(Timestamp.class)
                .findOne()
                .map(Timestamp::toInstant);
    }
}
