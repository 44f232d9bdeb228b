package org.sscard.insurance.clearing.store;

import java.time.LocalDate;
import java.util.List;
import org.sscard.insurance.clearing.FundStatement;
import org.sscard.insurance.ledger.store.LedgerSums;
import org.sscard.insurance.store.DatabaseSession;
import org.sscard.insurance.store.DatabaseSessions;

/** Sums the ledger's days for a fund statement: income and expense on one side, everything else on the other. */
public final class FundStatementStore {

    private static final String INCOME =
            "('CONTRIBUTION_INCOME', 'SUBSIDY_INCOME', 'LATE_FEE_INCOME', 'INTEREST_INCOME', 'OTHER_INCOME')";
    private static final String EXPENSE = "('FUND_EXPENSE', 'ACCOUNT_INTEREST_EXPENSE')";

    private final LedgerSums sums = new LedgerSums();

    /** Stores the sums of what was booked since; before the transaction that reads them. */
    public void advance(DatabaseSessions sessions) {
        sums.advance(sessions);
    }

    /** All sums that follow in this transaction see one instant. Must come first in it. */
    public void oneInstant(DatabaseSession session) {
        sums.oneInstant(session);
    }

    public List<FundStatement.Line> income(DatabaseSession session, LocalDate from, LocalDate to) {
        return lines(
                session,
                from,
                to,
                "select account as kind, scheme, -sum(amount_fen) as amount from " + sums.byDay(session)
                        + " where day between :from and :to and account in " + INCOME + " group by 1, 2 order by 1, 2");
    }

    public List<FundStatement.Line> expense(DatabaseSession session, LocalDate from, LocalDate to) {
        return lines(
                session,
                from,
                to,
                "select kind, scheme, sum(amount_fen) as amount from " + sums.byDay(session)
                        + " where day between :from and :to and account in " + EXPENSE
                        + " group by 1, 2 order by 1, 2");
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
                "select coalesce(-sum(amount_fen), 0) from " + sums.byDay(session)
                        + " where day < :day and (account in " + INCOME + " or account in " + EXPENSE + ")",
                day);
    }

    /** Money and claims less debts at the end of the day. */
    public long balanceSheet(DatabaseSession session, LocalDate day) {
        return sum(
                session,
                "select coalesce(sum(amount_fen), 0) from " + sums.byDay(session)
                        + " where day <= :day and account not in " + INCOME + " and account not in " + EXPENSE,
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
