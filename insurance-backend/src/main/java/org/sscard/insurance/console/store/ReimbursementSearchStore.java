package org.sscard.insurance.console.store;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.jdbi.v3.core.statement.Query;
import org.sscard.insurance.store.DatabaseSession;
import org.sscard.servicekit.pages.ListQuery;

/** Cases of manual reimbursement as the console lists them. */
public final class ReimbursementSearchStore {

    private static final Map<String, String> ORDERS =
            Map.of("number", "r.reimbursement_id", "total", "q.total_fen", "at", "r.submitted_at");

    private static final String FOUND = """
            from reimbursement r join quote q using (quote_id) join person p on p.person_id = q.person_id
            left join institution i on i.code = q.institution
            where (:state = '' or r.state = :state)
              and (:q = '' or r.reimbursement_id::text = :q or p.psn_no = :q or p.social_security_number = :q)
            """;

    /** @param pooledFen as it was entered */
    public record Found(
            long id,
            String psnNo,
            String institution,
            String state,
            long totalFen,
            long pooledFen,
            String submittedBy,
            Instant submittedAt) {}

    public long count(DatabaseSession session, ListQuery query) {
        return filtered(session.handle().createQuery("select count(*) " + FOUND), query)
                .mapTo(Long.class)
                .one();
    }

    public List<Found> find(DatabaseSession session, ListQuery query) {
        String order = ORDERS.getOrDefault(query.sort(), "r.reimbursement_id") + (query.descending() ? " desc" : "");
        return filtered(
                        session.handle()
                                .createQuery("select r.*, p.psn_no, coalesce(i.name, q.institution) as place,"
                                        + " q.total_fen, q.pooled_fen " + FOUND + " order by " + order
                                        + ", r.reimbursement_id desc limit :size offset :offset"),
                        query)
                .bind("size", query.size())
                .bind("offset", query.offset())
                .map((row, context) -> new Found(
                        row.getLong("reimbursement_id"),
                        row.getString("psn_no"),
                        row.getString("place"),
                        row.getString("state"),
                        row.getLong("total_fen"),
                        row.getLong("pooled_fen"),
                        row.getString("submitted_by"),
                        row.getTimestamp("submitted_at").toInstant()))
                .list();
    }

    private static Query filtered(Query statement, ListQuery query) {
        return statement.bind("state", query.filter("state")).bind("q", query.filter("q"));
    }
}
