package org.sscard.insurance.account.store;

import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import java.util.Optional;
import org.sscard.insurance.account.AccountHolder;
import org.sscard.insurance.account.CreditRun;
import org.sscard.insurance.account.Movement;
import org.sscard.insurance.policy.AccountRules;
import org.sscard.insurance.store.DatabaseSession;

/** Personal accounts, their bases and what runs have credited. */
public final class AccountStore {

    /** The policy's version that a run began with; the first caller decides. */
    public String begin(DatabaseSession session, CreditRun run, String policy, LocalDate day, Instant at) {
        session.handle()
                .createUpdate("""
                        insert into account_run (kind, period, policy, day, begun_at)
                        values (:kind, :period, :policy, :day, :at) on conflict do nothing
                        """)
                .bind("kind", run.kind().name())
                .bind("period", run.period())
                .bind("policy", policy)
                .bind("day", day)
                .bind("at", at)
                .execute();
        return session.handle()
                .createQuery("select policy from account_run where kind = :kind and period = :period")
                .bind("kind", run.kind().name())
                .bind("period", run.period())
                .mapTo(String.class)
                .one();
    }

    public void finish(DatabaseSession session, CreditRun run, Instant at) {
        session.handle()
                .createUpdate("""
                        update account_run set finished_at = :at
                        where kind = :kind and period = :period and finished_at is null
                        """)
                .bind("kind", run.kind().name())
                .bind("period", run.period())
                .bind("at", at)
                .execute();
    }

    /** Runs that were cut. */
    public List<CreditRun> unfinished(DatabaseSession session) {
        return session.handle()
                .createQuery("select kind, period from account_run where finished_at is null order by begun_at")
                .map((row, context) ->
                        new CreditRun(CreditRun.Kind.valueOf(row.getString("kind")), row.getString("period")))
                .list();
    }

    /** The next accounts that the run has not credited, by person id, locked until the transaction ends. */
    public List<AccountHolder> next(
            DatabaseSession session, CreditRun run, LocalDate coveredOn, long after, int limit) {
        return session.handle()
                .createQuery("""
                        select a.person_id, p.social_security_number, p.birth, b.base_fen,
                               coalesce(b.retired, false) as retired
                        from personal_account a
                        join person p using (person_id)
                        join enrolment e using (person_id)
                        left join lateral (select base_fen, retired from account_base b
                            where b.person_id = a.person_id and b.valid_from <= :on
                            order by valid_from desc limit 1) b on true
                        where a.person_id > :after
                          and not exists (select from account_credit c where c.kind = :kind and c.period = :period
                                          and c.person_id = a.person_id)
                          and (:kind = 'INTEREST' or (b.base_fen is not null and e.benefit_start <= :on
                               and (e.cover_end is null or e.cover_end >= :on)))
                        order by a.person_id limit :limit for update of a
                        """)
                .bind("on", coveredOn)
                .bind("after", after)
                .bind("kind", run.kind().name())
                .bind("period", run.period())
                .bind("limit", limit)
                .map((row, context) -> new AccountHolder(
                        row.getLong("person_id"),
                        row.getString("social_security_number"),
                        row.getObject("birth", LocalDate.class),
                        row.getObject("base_fen", Long.class),
                        row.getBoolean("retired")))
                .list();
    }

    /** False when this run credited the account before. */
    public boolean credited(DatabaseSession session, CreditRun run, long personId, AccountRules.Credit credit) {
        boolean first = session.handle()
                        .createUpdate("""
                                insert into account_credit (kind, period, person_id, amount_fen, steps)
                                values (:kind, :period, :person, :amount, :steps) on conflict do nothing
                                """)
                        .bind("kind", run.kind().name())
                        .bind("period", run.period())
                        .bind("person", personId)
                        .bind("amount", credit.amountFen())
                        .bind(
                                "steps",
                                credit.step().textZh() + "\n" + credit.step().textEn())
                        .execute()
                == 1;
        if (first) {
            session.handle()
                    .createUpdate(
                            "update personal_account set balance_fen = balance_fen + :amount where person_id = :id")
                    .bind("amount", credit.amountFen())
                    .bind("id", personId)
                    .execute();
        }
        return first;
    }

    /** Balances at the end of each day on which something moved, ascending. */
    public List<AccountRules.Balance> balances(DatabaseSession session, long personId, LocalDate before) {
        return session.handle()
                .createQuery("""
                        select day, sum(-sum(p.amount_fen)) over (order by day) as balance
                        from posting p join journal_entry j using (entry_id)
                        where p.account = 'PERSONAL_ACCOUNT' and p.owner = :owner and j.day < :before
                        group by day order by day
                        """)
                .bind("owner", Long.toString(personId))
                .bind("before", before)
                .map((row, context) ->
                        new AccountRules.Balance(row.getObject("day", LocalDate.class), row.getLong("balance")))
                .list();
    }

    /** Newest first. */
    public List<Movement> movements(DatabaseSession session, long personId, int limit) {
        return session.handle()
                .createQuery("""
                        select j.day, j.kind, -p.amount_fen as amount, j.settlement_id
                        from posting p join journal_entry j using (entry_id)
                        where p.account = 'PERSONAL_ACCOUNT' and p.owner = :owner
                        order by p.entry_id desc limit :limit
                        """)
                .bind("owner", Long.toString(personId))
                .bind("limit", limit)
                .map((row, context) -> new Movement(
                        row.getObject("day", LocalDate.class),
                        row.getString("kind"),
                        row.getLong("amount"),
                        row.getObject("settlement_id", Long.class)))
                .list();
    }

    public Optional<Long> balance(DatabaseSession session, long personId) {
        return session.handle()
                .createQuery("select balance_fen from personal_account where person_id = :id")
                .bind("id", personId)
                .mapTo(Long.class)
                .findOne();
    }

    /** States from which month on which base counts; stating the same again changes nothing. */
    public void base(DatabaseSession session, long personId, LocalDate validFrom, long baseFen, boolean retired) {
        session.handle()
                .createUpdate("""
                        insert into account_base (person_id, valid_from, base_fen, retired)
                        values (:id, :from, :base, :retired)
                        on conflict (person_id, valid_from) do update set base_fen = :base, retired = :retired
                        """)
                .bind("id", personId)
                .bind("from", validFrom)
                .bind("base", baseFen)
                .bind("retired", retired)
                .execute();
    }
}
