package org.sscard.insurance.clearing.store;

import java.time.LocalDate;
import java.util.List;
import org.sscard.insurance.clearing.FundStatement;
import org.sscard.insurance.store.DatabaseSession;

/** Sums the ledger for a fund statement: income and expense on one side, everything else on the other. */
public final class FundStatementStore {

    private static final String INCOME =
            "('CONTRIBUTION_INCOME', 'SUBSIDY_INCOME', 'LATE_FEE_INCOME', 'INTEREST_INCOME', 'OTHER_INCOME')";
    private static final String EXPENSE = "('FUND_EXPENSE', 'ACCOUNT_INTEREST_EXPENSE')";

    /** All sums that follow in this transaction see one instant. Must come first in it. */
    public void oneInstant(DatabaseSession session) {
        session.handle().execute("set transaction isolation level repeatable read");
    }

    public List<FundStatement.Line> income(DatabaseSession session, LocalDate from, LocalDate to) {
        return lines(session, from, to, """
                select p.account as kind, split_part(p.owner, '/', 2) as scheme, -sum(p.amount_fen) as amount
                from posting p join journal_entry j using (entry_id)
                where j.day between :from and :to and p.account in\s""" + INCOME + " group by 1, 2 order by 1, 2");
    }

    public List<FundStatement.Line> expense(DatabaseSession session, LocalDate from, LocalDate to) {
        return lines(session, from, to, """
                select coalesce(s.kind, j.kind) as kind, split_part(p.owner, '/', 2) as scheme, sum(p.amount_fen) as amount
                from posting p join journal_entry j using (entry_id) left join settlement s using (settlement_id)
                where j.day between :from and :to and p.account in\s""" + EXPENSE + " group by 1, 2 order by 1, 2");
    }

    private static List<FundStatement.Line> lines(DatabaseSession session, LocalDate from, LocalDate to, String sql) {
        return session.handle()
                .createQuery(sql)
                .bind("from", from)
                .bind("to", to)
                .map((row, context) ->
                        new FundStatement.Line(row.getString("kind"), row.getString("scheme"), row.getLong("amount")))
                .list();
    }

    /** Income less expense of all days before. */
    public long netBefore(DatabaseSession session, LocalDate day) {
        return sum(
                session,
                "select coalesce(-sum(p.amount_fen), 0) from posting p join journal_entry j using (entry_id) "
                        + "where j.day < :day and (p.account in " + INCOME + " or p.account in " + EXPENSE + ")",
                day);
    }

    /** Money and claims less debts at the end of the day. */
    public long balanceSheet(DatabaseSession session, LocalDate day) {
        return sum(
                session,
                "select coalesce(sum(p.amount_fen), 0) from posting p join journal_entry j using (entry_id) "
                        + "where j.day <= :day and p.account not in " + INCOME + " and p.account not in " + EXPENSE,
                day);
    }

    private static long sum(DatabaseSession session, String sql, LocalDate day) {
        return session.handle()
                .createQuery(sql)
                .bind("day", day)
                .mapTo(Long.class)
                .one();
    }
}
