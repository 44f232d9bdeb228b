package org.sscard.insurance.console.store;

import java.time.LocalDate;
import java.util.List;
import org.sscard.insurance.store.DatabaseSession;

/** The fund in figures: sums of postings and of settlements, fen. */
public final class FundStore {

    /** Income and expense of the pooled funds in a month (YYYY-MM). */
    public record Month(String month, long incomeFen, long expenseFen) {}

    public List<Month> months(DatabaseSession session, LocalDate from) {
        return session.handle()
                .createQuery("""
                        select to_char(day, 'YYYY-MM') as month,
                               coalesce(-sum(amount_fen) filter (where account like '%\\_INCOME'), 0) as income,
                               coalesce(sum(amount_fen) filter (where account = 'FUND_EXPENSE'), 0) as expense
                        from journal_entry join posting using (entry_id)
                        where day >= :from group by 1 order by 1
                        """)
                .bind("from", from)
                .map((row, context) -> new Month(row.getString("month"), row.getLong("income"), row.getLong("expense")))
                .list();
    }

    /** Settlements less cancellations of a day; reversed ones count nowhere. */
    public record Day(LocalDate day, long settlements, long fundFen) {}

    public List<Day> days(DatabaseSession session, LocalDate from) {
        return session.handle()
                .createQuery("""
                        select day, count(*) filter (where cancels is null) as n, sum(fund_fen) as fund
                        from settlement where day >= :from and state <> 'REVERSED' group by day order by day
                        """)
                .bind("from", from)
                .map((row, context) ->
                        new Day(row.getObject("day", LocalDate.class), row.getLong("n"), row.getLong("fund")))
                .list();
    }

    /** Live settlements of one kind at institutions of one level. */
    public record Part(String kind, String level, long settlements, long totalFen, long inScopeFen, long fundFen) {}

    public List<Part> parts(DatabaseSession session, LocalDate from) {
        return session.handle()
                .createQuery("""
                        select s.kind, coalesce(i.level, 'PHARMACY') as level, count(*) as n, sum(s.total_fen) as total,
                               sum(s.in_scope_fen) as scope, sum(s.fund_fen) as fund
                        from settlement s join institution i on i.code = s.institution
                        where s.day >= :from and s.state = 'CONFIRMED' and s.cancels is null
                        group by 1, 2 order by 1, 2
                        """)
                .bind("from", from)
                .map((row, context) -> new Part(
                        row.getString("kind"),
                        row.getString("level"),
                        row.getLong("n"),
                        row.getLong("total"),
                        row.getLong("scope"),
                        row.getLong("fund")))
                .list();
    }

    public long insuredPersons(DatabaseSession session, LocalDate today) {
        return session.handle()
                .createQuery("select count(*) from enrolment where benefit_start <= :today"
                        + " and (cover_end is null or cover_end >= :today)")
                .bind("today", today)
                .mapTo(Long.class)
                .one();
    }
}
