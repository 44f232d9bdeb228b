package org.sscard.issuer.batch.store;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.time.Clock;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jdbi.v3.core.Jdbi;
import org.sscard.issuer.batch.BatchRecord;
import org.sscard.issuer.registry.Cause;
import org.sscard.issuer.registry.store.CardBook;
import org.sscard.servicekit.database.Database;
import org.sscard.wire.error.CodedException;
import org.sscard.wire.error.ErrorCode;

/** Batches. */
public final class BatchStore {

    private final Jdbi jdbi;
    private final Clock clock;
    private final CardBook book;

    public BatchStore(Database database, Clock clock, CardBook book) {
        this.book = book;
        this.jdbi = database.jdbi();
        this.clock = clock;
    }

    /**
     * Gathers reviewed cards of a region, oldest first.
     *
     * @throws CodedException BATCH_EMPTY
     */
    public BatchRecord create(String region, int limit, String who) {
        UUID batchId = UUID.randomUUID();
        jdbi.useTransaction(handle -> {
            handle.execute(
                    "insert into batch (batch_id, region, requested_by, created_at) values (?, ?, ?, ?)",
                    batchId,
                    region,
                    who,
                    clock.instant());
            if (book.gather(handle, region, batchId, limit, Cause.machine(who, "batch " + batchId)) == 0) {
                throw new CodedException(ErrorCode.BATCH_EMPTY);
            }
        });
        return find(batchId).orElseThrow();
    }

    public Optional<BatchRecord> find(UUID batchId) {
        return jdbi.withHandle(handle -> handle.createQuery("select * from batch where batch_id = :id")
                .bind("id", batchId)
                .map((row, context) -> batch(row))
                .findOne());
    }

    /**
     * Notes that the batch is to be personalised in the house; again changes nothing.
     *
     * @throws CodedException BATCH_DISPATCHED when a producer has it, BATCH_BLOCKED
     */
    public void start(UUID batchId) {
        jdbi.useTransaction(handle -> {
            String blocked = handle.createQuery("select blocked from batch where batch_id = :batch for update")
                    .bind("batch", batchId)
                    .mapTo(String.class)
                    .one();
            if (!blocked.isEmpty()) {
                throw new CodedException(ErrorCode.BATCH_BLOCKED, batchId, blocked);
            }
            handle.createQuery("select sequence from batch_file where batch_id = :batch and returned_at is null")
                    .bind("batch", batchId)
                    .mapTo(Integer.class)
                    .findOne()
                    .ifPresent(sequence -> {
                        throw new CodedException(ErrorCode.BATCH_DISPATCHED, batchId, sequence);
                    });
            handle.execute(
                    "update batch set started_at = ? where batch_id = ? and started_at is null",
                    clock.instant(),
                    batchId);
        });
    }

    /** Batches that were started and have cards left to make or to find out, oldest first. */
    public List<BatchRecord> unfinished() {
        return jdbi.withHandle(handle ->
                handle.createQuery("""
                select * from batch b where started_at is not null
                  and exists (select 1 from card c where c.batch_id = b.batch_id
                    and c.state in ('IN_BATCH', 'PERSONALISING', 'UNKNOWN'))
                order by started_at""").map((row, context) -> batch(row)).list());
    }

    static BatchRecord batch(ResultSet row) throws SQLException {
        return new BatchRecord(
                row.getObject("batch_id", UUID.class),
                row.getString("region"),
                row.getString("requested_by"),
                row.getTimestamp("created_at").toInstant(),
                Optional.ofNullable(row.getTimestamp("started_at")).map(Timestamp::toInstant));
    }
}
