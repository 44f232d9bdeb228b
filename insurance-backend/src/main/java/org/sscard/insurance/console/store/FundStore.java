package org.sscard.insurance.console.store;

import java.time.LocalDate;
import java.util.List;
import org.sscard.insurance.ledger.store.LedgerSums;
import org.sscard.insurance.store.DatabaseSession;

/** The fund in figures, from the ledger's daily sums, fen. */
public final class FundStore {

    private final LedgerSums sums;

    public FundStore(LedgerSums sums) {
        this.sums = sums;
    }

    /** Income and expense of the pooled funds in a month (YYYY-MM). */
    public record Month(String month, long incomeFen, long expenseFen) {}

    public List<Month> months(DatabaseSession session, LocalDate from) {
        return session.handle()
                .createQuery("""
                        select to_char(day, 'YYYY-MM') as month,
                               coalesce(-sum(amount_fen) filter (where account like '%\\_INCOME'), 0) as income,
                               coalesce(sum(amount_fen) filter (where account = 'FUND_EXPENSE'), 0) as expense
                        from\s""" + sums.byDay(session) + " where day >= :from group by 1 order by 1")
                .bind("from", from)
                .map((row, context) -> new Month(row.getString("month"), row.getLong("income"), row.getLong("expense")))
                .list();
    }

    /** What the funds paid on a day, less what was taken back. */
    public record Day(LocalDate day, long fundFen) {}

    public List<Day> days(DatabaseSession session, LocalDate from) {
        return session.handle()
                .createQuery("select day, sum(amount_fen) as fund from " + sums.byDay(session)
                        + " where day >= :from and account = 'FUND_EXPENSE' group by day order by day")
                .bind("from", from)
                .map((row, context) -> new Day(row.getObject("day", LocalDate.class), row.getLong("fund")))
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
