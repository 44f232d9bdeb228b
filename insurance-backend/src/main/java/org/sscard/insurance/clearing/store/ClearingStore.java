package org.sscard.insurance.clearing.store;

import java.time.Instant;
import java.time.YearMonth;
import java.util.List;
import java.util.Optional;
import org.sscard.insurance.clearing.ClearingBatch;
import org.sscard.insurance.store.DatabaseSession;

/** Clearing batches and the days that they took. */
public final class ClearingStore {

    /** False when the month has a batch. Takes every sealed day up to its end that no batch has. */
    public boolean begin(DatabaseSession session, YearMonth month, int depositBp, String by, Instant at) {
        boolean begun = session.handle()
                        .createUpdate("""
                                insert into clearing_batch (month, state, deposit_bp, prepared_by, prepared_at)
                                values (:month, 'PREPARED', :deposit, :by, :at) on conflict do nothing
                                """)
                        .bind("month", month.toString())
                        .bind("deposit", depositBp)
                        .bind("by", by)
                        .bind("at", at)
                        .execute()
                == 1;
        if (begun) {
            session.handle()
                    .createUpdate("""
                            update day_close set cleared_in = :month
                            where state = 'SEALED' and cleared_in is null and day <= :end
                            """)
                    .bind("month", month.toString())
                    .bind("end", month.atEndOfMonth())
                    .execute();
        }
        return begun;
    }

    /** What each institution's days of the batch come to; nothing is divided yet. */
    public List<ClearingBatch.Row> payables(DatabaseSession session, YearMonth month) {
        return session.handle()
                .createQuery("""
                        select c.institution, coalesce(i.name, c.institution) as name, count(*) as days,
                               coalesce(sum(d.payable), 0) as payable
                        from day_close c left join institution i on i.code = c.institution
                        cross join lateral (
                            select -sum(p.amount_fen) as payable from journal_entry j join posting p using (entry_id)
                            where j.institution = c.institution and j.day = c.day and p.account = 'INSTITUTION_PAYABLE') d
                        where c.cleared_in = :month group by 1, 2 order by 1
                        """)
                .bind("month", month.toString())
                .map((row, context) -> new ClearingBatch.Row(
                        row.getString("institution"),
                        row.getString("name"),
                        row.getInt("days"),
                        row.getLong("payable"),
                        0,
                        row.getLong("payable")))
                .list();
    }

    public void add(DatabaseSession session, YearMonth month, ClearingBatch.Row row) {
        session.handle()
                .createUpdate(
                        "insert into clearing_row values (:month, :institution, :days, :payable, :deposit, :paid)")
                .bind("month", month.toString())
                .bind("institution", row.institution())
                .bind("days", row.days())
                .bind("payable", row.payableFen())
                .bind("deposit", row.depositFen())
                .bind("paid", row.paidFen())
                .execute();
    }

    public Optional<ClearingBatch> lock(DatabaseSession session, YearMonth month) {
        return find(session, month, " for update");
    }

    public Optional<ClearingBatch> find(DatabaseSession session, YearMonth month) {
        return find(session, month, "");
    }

    private static Optional<ClearingBatch> find(DatabaseSession session, YearMonth month, String locking) {
        return session.handle()
                .createQuery(
                        "select state, prepared_by, reviewed_by from clearing_batch where month = :month" + locking)
                .bind("month", month.toString())
                .map((row, context) -> new ClearingBatch(
                        month,
                        ClearingBatch.State.valueOf(row.getString("state")),
                        rows(session, month),
                        row.getString("prepared_by"),
                        row.getString("reviewed_by")))
                .findOne();
    }

    private static List<ClearingBatch.Row> rows(DatabaseSession session, YearMonth month) {
        return session.handle()
                .createQuery("""
                        select r.*, coalesce(i.name, r.institution) as name
                        from clearing_row r left join institution i on i.code = r.institution
                        where r.month = :month order by r.institution
                        """)
                .bind("month", month.toString())
                .map((row, context) -> new ClearingBatch.Row(
                        row.getString("institution"),
                        row.getString("name"),
                        row.getInt("days"),
                        row.getLong("payable_fen"),
                        row.getLong("deposit_fen"),
                        row.getLong("paid_fen")))
                .list();
    }

    public void paid(DatabaseSession session, YearMonth month, String by, Instant at) {
        session.handle()
                .createUpdate("""
                        update clearing_batch set state = 'PAID', reviewed_by = :by, paid_at = :at where month = :month
                        """)
                .bind("by", by)
                .bind("at", at)
                .bind("month", month.toString())
                .execute();
    }

    /** Takes the batch out and keeps what it was; its days wait for the next one. */
    public void withdraw(DatabaseSession session, YearMonth month, String by, String reason, Instant at) {
        session.handle()
                .createUpdate("update clearing_batch set state = 'WITHDRAWN' where month = :month")
                .bind("month", month.toString())
                .execute();
        session.handle()
                .createUpdate("""
                        insert into clearing_withdrawn
                        select b.month, b.prepared_by, b.prepared_at, :by, :at, :reason,
                               coalesce((select jsonb_agg(to_jsonb(r) - 'month' order by r.institution)
                                         from clearing_row r where r.month = b.month), '[]')
                        from clearing_batch b where b.month = :month
                        """)
                .bind("by", by)
                .bind("at", at)
                .bind("reason", reason)
                .bind("month", month.toString())
                .execute();
        for (String sql : List.of(
                "update day_close set cleared_in = null where cleared_in = :month",
                "delete from clearing_row where month = :month",
                "delete from clearing_batch where month = :month")) {
            session.handle().createUpdate(sql).bind("month", month.toString()).execute();
        }
    }
}
