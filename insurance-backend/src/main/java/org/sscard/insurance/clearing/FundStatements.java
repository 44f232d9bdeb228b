package org.sscard.insurance.clearing;

import java.time.LocalDate;
import java.util.List;
import org.sscard.insurance.clearing.store.FundStatementStore;
import org.sscard.insurance.store.DatabaseSessions;
import org.sscard.wire.error.CodedException;
import org.sscard.wire.error.ErrorCode;

/** Draws up fund statements (基金收支表) from the ledger. */
public final class FundStatements {

    private final DatabaseSessions sessions;
    private final String pool;
    private final FundStatementStore store = new FundStatementStore();

    public FundStatements(DatabaseSessions sessions, String pool) {
        this.sessions = sessions;
        this.pool = pool;
    }

    /** From the first to the last day, both included. A ledger that does not close is refused, not printed. */
    public FundStatement statement(LocalDate from, LocalDate to) {
        if (to.isBefore(from)) {
            throw new CodedException(ErrorCode.REQUEST_INVALID, "to");
        }
        store.advance(sessions);
        FundStatement statement = sessions.inTransaction(session -> {
            store.oneInstant(session);
            List<FundStatement.Line> income = store.income(session, from, to);
            List<FundStatement.Line> expense = store.expense(session, from, to);
            return new FundStatement(
                    pool, from, to, store.netBefore(session, from), income, expense, store.balanceSheet(session, to));
        });
        if (statement.closingFen() != statement.ledgerFen()) {
            throw new CodedException(ErrorCode.LEDGER_UNBALANCED);
        }
        return statement;
    }
}
