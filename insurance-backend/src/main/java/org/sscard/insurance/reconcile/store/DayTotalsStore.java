package org.sscard.insurance.reconcile.store;

import java.time.LocalDate;
import org.sscard.insurance.reconcile.DayTotals;
import org.sscard.insurance.store.DatabaseSession;

/** Sums a day from settlements and, independently, from the ledger. */
public final class DayTotalsStore {

    public DayTotals totals(DatabaseSession session, String institution, LocalDate day) {
        return session.handle()
                .createQuery("""
                        select s.*, p.* from
                          (select count(*) filter (where state <> 'REVERSED' and cancels is null) as settlements,
                                  count(*) filter (where state <> 'REVERSED' and cancels is not null) as cancellations,
                                  count(*) filter (where state = 'REVERSED') as reversals,
                                  coalesce(sum(total_fen) filter (where state <> 'REVERSED'), 0) as total,
                                  coalesce(sum(fund_fen) filter (where state <> 'REVERSED'), 0) as fund,
                                  coalesce(sum(account_fen) filter (where state <> 'REVERSED'), 0) as account,
                                  coalesce(sum(person_fen) filter (where state <> 'REVERSED'), 0) as person
                           from settlement where institution = :institution and day = :day) s,
                          (select coalesce(-sum(amount_fen) filter (where account = 'INSTITUTION_PAYABLE'), 0) as payable,
                                  coalesce(sum(amount_fen), 0) as ledger
                           from posting join journal_entry using (entry_id)
                           where institution = :institution and day = :day) p
                        """)
                .bind("institution", institution)
                .bind("day", day)
                .map((row, context) -> new DayTotals(
                        row.getInt("settlements"),
                        row.getInt("cancellations"),
                        row.getInt("reversals"),
                        row.getLong("total"),
                        row.getLong("fund"),
                        row.getLong("account"),
                        row.getLong("person"),
                        row.getLong("payable"),
                        row.getLong("ledger")))
                .one();
    }
}
