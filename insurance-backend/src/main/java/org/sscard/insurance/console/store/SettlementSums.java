package org.sscard.insurance.console.store;

import java.time.LocalDate;
import java.util.List;
import org.sscard.insurance.store.DatabaseSession;
import org.sscard.insurance.store.DatabaseSessions;

/** Settlements by day, institution and kind: days that are long over are summed once, and again when one of them changes. */
public final class SettlementSums {

    /** Nothing new is booked on a day that is so long over. */
    private static final int DAYS_OVER = 2;

    /** Every institution that ever settled, by hops over the index instead of a walk through it. */
    private static final String PLACES = """
            with recursive hops as (
                select min(institution) as institution from settlement
                union all
                select (select min(s.institution) from settlement s where s.institution > h.institution)
                from hops h where h.institution is not null),
            places as (select institution from hops where institution is not null)
            """;

    private static final String LIVE = """
            select s.day, s.institution, s.kind, count(*) as settlements, sum(s.total_fen) as total_fen,
                   sum(s.in_scope_fen) as in_scope_fen, sum(s.fund_fen) as fund_fen
            from settlement s
            where s.institution = places.institution and s.state = 'CONFIRMED' and s.cancels is null and
            """;

    /** Live settlements of one kind at institutions of one level. */
    public record Part(String kind, String level, long settlements, long totalFen, long inScopeFen, long fundFen) {}

    /** Sums the days from this one on that are over and not summed. */
    public void advance(DatabaseSessions sessions, LocalDate from, LocalDate today) {
        List<LocalDate> missing = sessions.read(session -> session.handle()
                .createQuery("""
                        select d::date as day from generate_series(:from::timestamp, :to::timestamp, interval '1 day') d
                        where not exists (select from settlement_summed_day m where m.day = d::date)
                        """)
                .bind("from", from)
                .bind("to", today.minusDays(DAYS_OVER))
                .map((row, context) -> row.getObject("day", LocalDate.class))
                .list());
        missing.forEach(day -> sessions.useTransaction(session -> sum(session, day)));
    }

    private static void sum(DatabaseSession session, LocalDate day) {
        session.handle()
                .createQuery("select pg_advisory_xact_lock(settlement_sum_lock(:day))::text")
                .bind("day", day)
                .mapTo(String.class)
                .list();
        session.handle()
                .createUpdate("delete from settlement_sum where day = :day")
                .bind("day", day)
                .execute();
        session.handle()
                .createUpdate(PLACES + "insert into settlement_sum select l.* from places cross join lateral (" + LIVE
                        + " s.day = :day group by 1, 2, 3) l")
                .bind("day", day)
                .execute();
        session.handle()
                .createUpdate("insert into settlement_summed_day values (:day) on conflict do nothing")
                .bind("day", day)
                .execute();
    }

    /** From a day on, by kind and level. */
    public List<Part> parts(DatabaseSession session, LocalDate from, LocalDate today) {
        return session.handle()
                .createQuery(PLACES + """
                        , sums as (
                            select d.* from settlement_sum d join settlement_summed_day using (day)
                            where d.day >= :from and d.day < :recent
                            union all
                            select l.* from places cross join lateral (
                        """ + LIVE + """
                             s.day >= :recent group by 1, 2, 3) l)
                        select s.kind, coalesce(i.level, case when i.kind = 'PHARMACY' then 'PHARMACY' else 'COUNTER' end) as level,
                               sum(s.settlements) as n, sum(s.total_fen) as total, sum(s.in_scope_fen) as scope,
                               sum(s.fund_fen) as fund
                        from sums s left join institution i on i.code = s.institution
                        group by 1, 2 order by 1, 2
                        """)
                .bind("from", from)
                .bind("recent", recent(from, today))
                .map((row, context) -> new Part(
                        row.getString("kind"),
                        row.getString("level"),
                        row.getLong("n"),
                        row.getLong("total"),
                        row.getLong("scope"),
                        row.getLong("fund")))
                .list();
    }

    private static LocalDate recent(LocalDate from, LocalDate today) {
        LocalDate recent = today.minusDays(DAYS_OVER - 1L);
        return recent.isBefore(from) ? from : recent;
    }

    /** Settlements of a day; what was reversed counts nowhere, a cancellation is none. */
    public long settled(DatabaseSession session, LocalDate day) {
        return session.handle()
                .createQuery(PLACES + """
                        select coalesce(sum(n), 0) from places cross join lateral (
                            select count(*) as n from settlement s
                            where s.institution = places.institution and s.day = :day and s.state <> 'REVERSED'
                              and s.cancels is null) l
                        """)
                .bind("day", day)
                .mapTo(Long.class)
                .one();
    }
}
