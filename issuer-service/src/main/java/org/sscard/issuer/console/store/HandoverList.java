package org.sscard.issuer.console.store;

import java.sql.Timestamp;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jdbi.v3.core.Jdbi;
import org.jdbi.v3.core.statement.Query;
import org.sscard.servicekit.database.Database;
import org.sscard.servicekit.pages.ListQuery;

/** Handover sheets as a list, and the cards that may go onto one. */
public final class HandoverList {

    private static final String FOUND = """
            from handover h where (:branch = '' or h.branch = :branch)
              and (:state <> 'OPEN' or received_at is null)
              and (:state <> 'RECEIVED' or received_at is not null)
              and (:state <> 'MISSING' or exists (select 1 from handover_card c
                where c.handover_id = h.handover_id and not c.arrived))
            """;

    private final Jdbi jdbi;

    public HandoverList(Database database) {
        this.jdbi = database.jdbi();
    }

    /** @param missing cards that the branch did not find */
    public record Line(
            String id,
            String branch,
            int cards,
            int missing,
            String sentBy,
            Instant sentAt,
            Optional<String> receivedBy,
            Optional<Instant> receivedAt) {}

    public long count(ListQuery query) {
        return jdbi.withHandle(handle -> filtered(handle.createQuery("select count(*) " + FOUND), query)
                .mapTo(Long.class)
                .one());
    }

    public List<Line> find(ListQuery query) {
        String order = (query.sort().equals("branch") ? "h.branch" : "h.sent_at") + (query.descending() ? " desc" : "");
        return jdbi.withHandle(handle -> filtered(
                        handle.createQuery("select h.*, (select count(*) from handover_card c"
                                + " where c.handover_id = h.handover_id and not c.arrived) as missing " + FOUND
                                + " order by " + order + ", h.handover_id limit :size offset :offset"),
                        query)
                .bind("size", query.size())
                .bind("offset", query.offset())
                .map((row, context) -> new Line(
                        row.getString("handover_id"),
                        row.getString("branch"),
                        row.getInt("cards"),
                        row.getInt("missing"),
                        row.getString("sent_by"),
                        row.getTimestamp("sent_at").toInstant(),
                        Optional.ofNullable(row.getString("received_by")),
                        Optional.ofNullable(row.getTimestamp("received_at")).map(Timestamp::toInstant)))
                .list());
    }

    private static Query filtered(Query statement, ListQuery query) {
        return statement.bind("branch", query.filter("branch")).bind("state", query.filter("state"));
    }

    /** Branches that were sent to before, the latest first. */
    public List<String> branches() {
        return jdbi.withHandle(handle -> handle.createQuery(
                        "select branch from handover group by branch order by max(sent_at) desc limit 100")
                .mapTo(String.class)
                .list());
    }

    /** Card numbers of a sheet that the branch did not find. */
    public List<String> missing(String id) {
        return jdbi.withHandle(handle ->
                handle.createQuery("""
                        select card_number from handover_card join card using (card_id)
                        where handover_id = :id and not arrived order by card_number""").bind("id", id).mapTo(String.class).list());
    }

    /** A batch with good cards in the house. */
    public record Ready(UUID batchId, String region, int cards) {}

    public List<Ready> ready() {
        return jdbi.withHandle(handle -> handle.createQuery("""
                        select batch_id, region, count(*) from card
                        where state = 'QC_PASSED' and batch_id is not null group by batch_id, region order by region""")
                .map((row, context) -> new Ready(row.getObject(1, UUID.class), row.getString(2), row.getInt(3)))
                .list());
    }

    /** The good cards of a batch that are in the house, in the order of the batch. */
    public List<String> good(UUID batch) {
        return jdbi.withHandle(handle ->
                handle.createQuery("""
                        select card_number from card where batch_id = :batch and state = 'QC_PASSED' order by card_id""").bind("batch", batch).mapTo(String.class).list());
    }
}
