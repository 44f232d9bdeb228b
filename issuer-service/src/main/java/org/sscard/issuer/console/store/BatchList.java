package org.sscard.issuer.console.store;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jdbi.v3.core.Jdbi;
import org.jdbi.v3.core.statement.Query;
import org.sscard.servicekit.database.Database;
import org.sscard.servicekit.pages.ListQuery;

/** Batches as a list: filtered, in order, page by page. */
public final class BatchList {

    private static final String FOUND = """
            from batch b where (:region = '' or b.region = :region)
              and (:stage <> 'WAITING' or b.started_at is null)
              and (:stage <> 'RUNNING' or b.started_at is not null and exists (select 1 from card c
                where c.batch_id = b.batch_id and c.state in ('IN_BATCH', 'PERSONALISING', 'UNKNOWN')))
              and (:stage <> 'TORN' or exists (select 1 from card c where c.batch_id = b.batch_id and c.state = 'UNKNOWN'))
              and (:stage <> 'GOOD' or exists (select 1 from card c where c.batch_id = b.batch_id and c.state = 'QC_PASSED'))
              and (:stage <> 'DONE' or b.started_at is not null and not exists (select 1 from card c
                where c.batch_id = b.batch_id and c.state in ('IN_BATCH', 'PERSONALISING', 'UNKNOWN', 'QC_PASSED')))
            """;

    private final Jdbi jdbi;

    public BatchList(Database database) {
        this.jdbi = database.jdbi();
    }

    /**
     * @param left to be made or found out
     * @param good in the house, passed
     * @param gone on their way or with their holders
     */
    public record Line(
            UUID batchId,
            String region,
            String requestedBy,
            Instant createdAt,
            Optional<Instant> startedAt,
            String blocked,
            int total,
            int left,
            int torn,
            int good,
            int spoiled,
            int gone) {}

    public long count(ListQuery query) {
        return jdbi.withHandle(handle -> filtered(handle.createQuery("select count(*) " + FOUND), query)
                .mapTo(Long.class)
                .one());
    }

    public List<Line> find(ListQuery query) {
        String order = (query.sort().equals("region") ? "b.region" : "b.created_at")
                + (query.descending() ? " desc" : "") + ", b.batch_id";
        return jdbi.withHandle(handle -> filtered(
                        handle.createQuery("select b.*, n.* from (select b.* " + FOUND + " order by " + order
                                + " limit :size offset :offset) b, lateral (select count(*) as total,"
                                + " count(*) filter (where state in ('IN_BATCH', 'PERSONALISING', 'UNKNOWN')) as left_over,"
                                + " count(*) filter (where state = 'UNKNOWN') as torn,"
                                + " count(*) filter (where state = 'QC_PASSED') as good,"
                                + " count(*) filter (where state = 'SPOILED') as spoiled"
                                + " from card c where c.batch_id = b.batch_id) n order by " + order),
                        query)
                .bind("size", query.size())
                .bind("offset", query.offset())
                .map((row, context) -> line(row))
                .list());
    }

    private static Line line(ResultSet row) throws SQLException {
        int total = row.getInt("total");
        int left = row.getInt("left_over");
        int good = row.getInt("good");
        int spoiled = row.getInt("spoiled");
        return new Line(
                row.getObject("batch_id", UUID.class),
                row.getString("region"),
                row.getString("requested_by"),
                row.getTimestamp("created_at").toInstant(),
                Optional.ofNullable(row.getTimestamp("started_at")).map(Timestamp::toInstant),
                row.getString("blocked"),
                total,
                left,
                row.getInt("torn"),
                good,
                spoiled,
                total - left - good - spoiled);
    }

    private static Query filtered(Query statement, ListQuery query) {
        return statement.bind("region", query.filter("region")).bind("stage", query.filter("stage"));
    }
}
