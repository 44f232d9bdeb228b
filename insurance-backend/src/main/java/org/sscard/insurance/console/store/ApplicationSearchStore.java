package org.sscard.insurance.console.store;

import java.time.LocalDate;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jdbi.v3.core.statement.Query;
import org.jspecify.annotations.Nullable;
import org.sscard.insurance.store.DatabaseSession;
import org.sscard.servicekit.pages.ListQuery;

/** Applications as the queues list them. */
public final class ApplicationSearchStore {

    private static final Map<String, String> ORDERS =
            Map.of("due", "due_on", "number", "application_id", "applied", "applied_on");

    private static final String FOUND = """
            from application
            where state = any(:states)
              and (:overdue = '' or due_on < :today)
              and (:q = '' or application_id::text = :q or social_security_number = :q or community = :q)
            """;

    /** @param dueOn until when the next step is due; null: no deadline */
    public record Found(
            long id,
            String name,
            String socialSecurityNumber,
            String cls,
            String community,
            String state,
            LocalDate appliedOn,
            @Nullable LocalDate dueOn) {

        @Override
        public String toString() {
            return "Found[" + id + "]";
        }
    }

    public long count(DatabaseSession session, ListQuery query, Collection<String> states, LocalDate today) {
        return filtered(session.handle().createQuery("select count(*) " + FOUND), query, states, today)
                .mapTo(Long.class)
                .one();
    }

    /** The nearest deadline first, unless another order was asked for. */
    public List<Found> find(DatabaseSession session, ListQuery query, Collection<String> states, LocalDate today) {
        String order = ORDERS.getOrDefault(query.sort(), "due_on") + (query.descending() ? " desc" : "");
        return filtered(
                        session.handle()
                                .createQuery("select * " + FOUND + " order by " + order
                                        + " nulls last, application_id limit :size offset :offset"),
                        query,
                        states,
                        today)
                .bind("size", query.size())
                .bind("offset", query.offset())
                .map((row, context) -> new Found(
                        row.getLong("application_id"),
                        row.getString("name"),
                        row.getString("social_security_number"),
                        row.getString("class"),
                        row.getString("community"),
                        row.getString("state"),
                        row.getObject("applied_on", LocalDate.class),
                        row.getObject("due_on", LocalDate.class)))
                .list();
    }

    /** How many applications are in each state. */
    public Map<String, Long> states(DatabaseSession session) {
        Map<String, Long> counts = new HashMap<>();
        session.handle()
                .createQuery("select state, count(*) as n from application group by state")
                .map((row, context) -> counts.put(row.getString("state"), row.getLong("n")))
                .list();
        return counts;
    }

    private static Query filtered(Query statement, ListQuery query, Collection<String> states, LocalDate today) {
        return statement
                .bindArray("states", String.class, states)
                .bind("overdue", query.filter("overdue"))
                .bind("today", today)
                .bind("q", query.filter("q"));
    }
}
