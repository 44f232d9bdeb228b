package org.sscard.insurance.settlement;

import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import org.sscard.insurance.enrolment.contribution.store.AccumulatorStore;
import org.sscard.insurance.ledger.Account;
import org.sscard.insurance.ledger.JournalEntry;
import org.sscard.insurance.ledger.Posting;
import org.sscard.insurance.ledger.store.LedgerStore;
import org.sscard.insurance.store.DatabaseSession;

/** Writes what a settlement moves: the person's accumulator and account, and the balanced entry, in one transaction. */
final class Books {

    private final String pool;
    private final LedgerStore ledger = new LedgerStore();
    private final AccumulatorStore accumulators = new AccumulatorStore();

    Books(String pool) {
        this.pool = pool;
    }

    /** Posts this settlement's own amounts; a negative settlement gives back. */
    void post(DatabaseSession session, Settlement settlement, JournalEntry.Kind kind, LocalDate day, Instant at) {
        post(session, settlement, 1, kind, day, at);
    }

    /** Posts the negation of this settlement's amounts. */
    void postBack(DatabaseSession session, Settlement settlement, LocalDate day, Instant at) {
        post(session, settlement, -1, JournalEntry.Kind.REVERSE, day, at);
    }

    private void post(
            DatabaseSession session,
            Settlement settlement,
            int sign,
            JournalEntry.Kind kind,
            LocalDate day,
            Instant at) {
        Split split = settlement.split();
        long fund = sign * split.fundFen();
        long account = sign * split.accountFen();
        accumulators.count(session, settlement.personId(), settlement.scheme(), split.period(), fund, account);
        ledger.post(
                session,
                new JournalEntry(
                        day,
                        settlement.institution(),
                        settlement.settlementId(),
                        kind,
                        at,
                        legs(settlement, fund, account)));
    }

    /** What settling posts, without legs of zero. */
    List<Posting> legs(Settlement settlement) {
        Split split = settlement.split();
        return legs(settlement, split.fundFen(), split.accountFen()).stream()
                .filter(posting -> posting.amountFen() != 0)
                .toList();
    }

    private List<Posting> legs(Settlement settlement, long fund, long account) {
        return List.of(
                new Posting(Account.fundExpense(pool, settlement.scheme().name()), fund),
                new Posting(Account.personalAccount(settlement.personId()), account),
                new Posting(Account.institutionPayable(settlement.institution()), -(fund + account)));
    }
}
