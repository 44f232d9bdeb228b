package org.sscard.insurance.ledger.store;

import java.util.List;
import org.sscard.servicekit.backup.store.Probe;

/** What must be true of the books at every instant; asked after a restore and an upgrade, and by tests. */
public final class BookProbes {

    public static final List<Probe> ALL = List.of(
            new Probe("every entry sums to zero", """
                    select count(*) from (select entry_id from posting group by 1 having sum(amount_fen) <> 0) broken
                    """),
            new Probe("an accumulator is what lives of its period", """
                    select count(*) from accumulator a
                    left join (select person_id, scheme, period, sum(fund_fen) as fen from settlement
                               where state <> 'REVERSED' group by 1, 2, 3) s using (person_id, scheme, period)
                    where a.used_fen <> coalesce(s.fen, 0)
                    """),
            new Probe("a personal account is the sum of its postings", """
                    select count(*) from personal_account a
                    left join (select owner, -sum(amount_fen) as fen from posting where account = 'PERSONAL_ACCOUNT'
                               group by 1) p on p.owner = a.person_id::text
                    where a.balance_fen <> coalesce(p.fen, 0)
                    """),
            new Probe("what lives of a day is what was posted on it", """
                    select count(*) from
                      (select institution, day, sum(fund_fen + account_fen) as fen from settlement
                       where state <> 'REVERSED' group by 1, 2) s
                      full join
                      (select j.institution, j.day, -sum(p.amount_fen) as fen from journal_entry j
                       join posting p using (entry_id)
                       where j.settlement_id is not null and p.account = 'INSTITUTION_PAYABLE' group by 1, 2) l
                      using (institution, day)
                    where coalesce(s.fen, 0) <> coalesce(l.fen, 0)
                    """),
            new Probe("a day's sums are its postings, as far as they reach", """
                    select count(*) from
                      (select day, account, sum(amount_fen) as fen from ledger_day group by 1, 2) d
                      full join
                      (select j.day, p.account, sum(p.amount_fen) as fen from journal_entry j join posting p using (entry_id)
                       where j.entry_id <= (select max(entry_id) from ledger_day_reach) group by 1, 2) l
                      using (day, account)
                    where coalesce(d.fen, 0) <> coalesce(l.fen, 0)
                    """),
            new Probe("a summed day's sums are its live settlements", """
                    select count(*) from
                      (select s.* from settlement_sum s join settlement_summed_day using (day)) d
                      full join
                      (select day, institution, kind, count(*) as n, sum(fund_fen) as fen from settlement
                       where state = 'CONFIRMED' and cancels is null and day in (select day from settlement_summed_day)
                       group by 1, 2, 3) l using (day, institution, kind)
                    where coalesce(d.settlements, 0) <> coalesce(l.n, 0) or coalesce(d.fund_fen, 0) <> coalesce(l.fen, 0)
                    """),
            new Probe("a visit has one live settlement", """
                    select count(*) from (select 1 from settlement where state = 'CONFIRMED' and cancels is null
                                          group by institution, visit having count(*) > 1) broken
                    """));

    private BookProbes() {}
}
