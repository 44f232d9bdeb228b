package org.sscard.insurance.console.store;

import java.time.LocalDate;
import java.util.List;
import java.util.Map;
import org.jdbi.v3.core.statement.Query;
import org.sscard.insurance.store.DatabaseSession;
import org.sscard.servicekit.pages.ListQuery;

/** Institutions' days: what was settled, what was posted, and how far the close has come. */
public final class DayStore {

    private static final Map<String, String> ORDERS =
            Map.of("day", "d.day", "institution", "d.institution", "count", "d.n", "fund", "d.fund");

    private static final String DAYS = """
            from (select institution, day, count(total_fen) as n, coalesce(sum(total_fen), 0) as total,
                         coalesce(sum(fund_fen), 0) as fund, coalesce(sum(account_fen), 0) as account
                  from (select institution, day, total_fen, fund_fen, account_fen from settlement
                        where state <> 'REVERSED'
                        union all select institution, day, null, null, null from day_close) r
                  where (:from = '' or day >= :from::date) and (:to = '' or day <= :to::date)
                    and (:institution = '' or institution = :institution)
                  group by institution, day) d
            join institution i on i.code = d.institution
            left join day_close c on c.institution = d.institution and c.day = d.day
            where (:state = '' or coalesce(c.state, 'OPEN') = :state)
            """;

    /** An institution's day, fen; cancellations count negative. */
    public record Day(
            String institution,
            String name,
            LocalDate day,
            String state,
            long rows,
            long totalFen,
            long fundFen,
            long accountFen) {}

    public long count(DatabaseSession session, ListQuery query) {
        return filtered(session.handle().createQuery("select count(*) " + DAYS), query)
                .mapTo(Long.class)
                .one();
    }

    public List<Day> find(DatabaseSession session, ListQuery query) {
        String order = ORDERS.getOrDefault(query.sort(), "d.day") + (query.descending() ? " desc" : "");
        return filtered(
                        session.handle()
                                .createQuery("select d.institution, i.name, d.day, coalesce(c.state, 'OPEN') as state,"
                                        + " d.n, d.total, d.fund, d.account " + DAYS + " order by " + order
                                        + ", d.institution limit :size offset :offset"),
                        query)
                .bind("size", query.size())
                .bind("offset", query.offset())
                .map((row, context) -> new Day(
                        row.getString("institution"),
                        row.getString("name"),
                        row.getObject("day", LocalDate.class),
                        row.getString("state"),
                        row.getLong("n"),
                        row.getLong("total"),
                        row.getLong("fund"),
                        row.getLong("account")))
                .list();
    }

    private static Query filtered(Query statement, ListQuery query) {
        for (String name : List.of("institution", "state", "from", "to")) {
            statement.bind(name, query.filter(name));
        }
        return statement;
    }
}
