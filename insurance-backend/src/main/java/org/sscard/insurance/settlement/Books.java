package org.sscard.insurance.settlement;

import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import org.jdbi.v3.core.Handle;
import org.sscard.insurance.ledger.Account;
import org.sscard.insurance.ledger.JournalEntry;
import org.sscard.insurance.ledger.Posting;
import org.sscard.insurance.ledger.store.LedgerStore;
import org.sscard.insurance.settlement.store.AccumulatorStore;

/** Writes what a settlement moves: the person's accumulator and account, and the balanced entry, in one transaction. */
final class Books {

    private final String pool;
    private final LedgerStore ledger = new LedgerStore();
    private final AccumulatorStore accumulators = new AccumulatorStore();

    Books(String pool) {
        this.pool = pool;
    }

    /** Posts this settlement's own amounts; a negative settlement gives back. */
    void post(Handle handle, Settlement settlement, JournalEntry.Kind kind, LocalDate day, Instant at) {
        post(handle, settlement, 1, kind, day, at);
    }

    /** Posts the negation of this settlement's amounts. */
    void postBack(Handle handle, Settlement settlement, LocalDate day, Instant at) {
        post(handle, settlement, -1, JournalEntry.Kind.REVERSE, day, at);
    }

    private void post(
            Handle handle, Settlement settlement, int sign, JournalEntry.Kind kind, LocalDate day, Instant at) {
        Split split = settlement.split();
        long fund = sign * split.fundFen();
        long account = sign * split.accountFen();
        accumulators.count(handle, settlement.personId(), settlement.scheme(), split.period(), fund, account);
        ledger.post(
                handle,
                new JournalEntry(
                        day,
                        settlement.institution(),
                        settlement.settlementId(),
                        kind,
                        at,
                        List.of(
                                new Posting(
                                        Account.fundExpense(
                                                pool, settlement.scheme().name()),
                                        fund),
                                new Posting(Account.personalAccount(settlement.personId()), account),
                                new Posting(Account.institutionPayable(settlement.institution()), -(fund + account)))));
    }
}
