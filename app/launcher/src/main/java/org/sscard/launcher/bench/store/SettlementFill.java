package org.sscard.launcher.bench.store;

import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.Jdbi;

/** Loads settled bills of earlier years into the insurer's tables, so that the tables are as full as asked. */
public final class SettlementFill {

    private static final int AT_ONCE = 100_000;

    private final Jdbi jdbi;

    public SettlementFill(Jdbi jdbi) {
        this.jdbi = jdbi;
    }

    public long settlements() {
        return jdbi.withHandle(handle -> handle.createQuery("select count(*) from settlement")
                .mapTo(Long.class)
                .one());
    }

    /** Settlements with answer and postings until there are so many; triggers rest, as in a restore. */
    public void fillTo(long settlements) {
        for (long missing = settlements - settlements(); missing > 0; missing -= AT_ONCE) {
            long count = Math.min(missing, AT_ONCE);
            jdbi.useTransaction(handle -> fill(handle, count));
        }
        jdbi.useHandle(handle -> {
            for (String table : new String[] {"settlement", "transaction_record", "journal_entry", "posting"}) {
                handle.execute("vacuum analyze " + table);
            }
        });
    }

    private static void fill(Handle handle, long count) {
        handle.execute("set local session_replication_role = replica");
        handle.execute("""
                create temporary table filled on commit drop as
                select nextval('settlement_number') as id, nextval('settlement_number') as number
                from generate_series(1, ?)
                """, count);
        handle.execute("""
                insert into settlement
                select f.id, m.institution, 'F' || f.id, m.person_id, m.scheme, m.kind, 'F' || f.id, m.state, null,
                       'F' || f.id, m.period, m.total_fen, m.own_pay_fen, m.over_limit_fen, m.advance_fen, m.in_scope_fen,
                       m.deductible_fen, m.fund_fen, m.proportional_self_pay_fen, m.over_cap_fen, m.account_fen,
                       m.cash_fen, m.person_fen, m.ratio_bp, m.used_before_fen, m.used_after_fen, m.payable, m.basis,
                       m.explanation, m.policy, false, date '2020-01-01' + (f.id % 2000)::int, m.posted_at
                from filled f, (select * from settlement order by settlement_id limit 1) m
                """);
        handle.execute("""
                insert into transaction_record
                select institution, 'F' || f.id, 'SETTLE', digest, f.id, reply, recorded_at
                from filled f, (select * from transaction_record order by recorded_at limit 1) m
                """);
        handle.execute("""
                with entries as (
                    insert into journal_entry (day, institution, settlement_id, kind, posted_at)
                    select s.day, s.institution, s.settlement_id, 'SETTLE', s.posted_at
                    from filled f join settlement s on s.settlement_id = f.id returning entry_id, institution)
                insert into posting
                select entry_id, leg, account, owner, amount from entries,
                    lateral (values (1, 'FUND_EXPENSE', '211000/RESIDENT', 100),
                                    (2, 'INSTITUTION_PAYABLE', entries.institution, -100)) l (leg, account, owner, amount)
                """);
    }
}
