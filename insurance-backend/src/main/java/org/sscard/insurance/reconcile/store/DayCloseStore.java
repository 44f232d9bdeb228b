package org.sscard.insurance.reconcile.store;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.LocalDate;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.sscard.insurance.reconcile.BookedRow;
import org.sscard.insurance.reconcile.DayClose;
import org.sscard.insurance.reconcile.DayFigures;
import org.sscard.insurance.reconcile.DayState;
import org.sscard.insurance.reconcile.Difference;
import org.sscard.insurance.reconcile.StatementLine;
import org.sscard.insurance.store.DatabaseSession;

/** Closed days with their differences. A day without a row is OPEN. */
public final class DayCloseStore {

    public DayState state(DatabaseSession session, String institution, LocalDate day) {
        return session.handle()
                .createQuery("select state from day_close where institution = :institution and day = :day")
                .bind("institution", institution)
                .bind("day", day)
                .mapTo(String.class)
                .findOne()
                .map(DayState::valueOf)
                .orElse(DayState.OPEN);
    }

    /** Waits for everybody who books on the day, and holds the rest off until the transaction ends. */
    public void lock(DatabaseSession session, String institution, LocalDate day) {
        session.handle()
                .createQuery("select pg_advisory_xact_lock(day_lock(:institution, :day)) is null")
                .bind("institution", institution)
                .bind("day", day)
                .mapTo(Boolean.class)
                .one();
    }

    /** Begins the close; a day that was cut before stays as it is. */
    public void cut(
            DatabaseSession session, String institution, LocalDate day, DayFigures told, String by, Instant at) {
        session.handle()
                .createUpdate("""
                        insert into day_close (institution, day, state, told_rows, told_total_fen, told_fund_fen,
                                               told_account_fen, cut_at, cut_by)
                        values (:institution, :day, 'CUTTING', :rows, :total, :fund, :account, :at, :by)
                        on conflict (institution, day) do nothing
                        """)
                .bind("institution", institution)
                .bind("day", day)
                .bind("rows", told.rows())
                .bind("total", told.totalFen())
                .bind("fund", told.fundFen())
                .bind("account", told.accountFen())
                .bind("at", at)
                .bind("by", by)
                .execute();
    }

    public void told(DatabaseSession session, String institution, LocalDate day, DayFigures told) {
        session.handle()
                .createUpdate("""
                        update day_close set told_rows = :rows, told_total_fen = :total, told_fund_fen = :fund,
                                             told_account_fen = :account
                        where institution = :institution and day = :day
                        """)
                .bind("rows", told.rows())
                .bind("total", told.totalFen())
                .bind("fund", told.fundFen())
                .bind("account", told.accountFen())
                .bind("institution", institution)
                .bind("day", day)
                .execute();
    }

    public @Nullable DayFigures told(DatabaseSession session, String institution, LocalDate day) {
        return session.handle()
                .createQuery("""
                        select told_rows, told_total_fen, told_fund_fen, told_account_fen from day_close
                        where institution = :institution and day = :day and told_rows is not null
                        """)
                .bind("institution", institution)
                .bind("day", day)
                .map((row, context) -> told(row))
                .findOne()
                .orElse(null);
    }

    private static DayFigures told(ResultSet row) throws SQLException {
        return new DayFigures(
                row.getInt("told_rows"),
                row.getLong("told_total_fen"),
                row.getLong("told_fund_fen"),
                row.getLong("told_account_fen"));
    }

    public void move(DatabaseSession session, String institution, LocalDate day, DayState state) {
        session.handle()
                .createUpdate("update day_close set state = :state where institution = :institution and day = :day")
                .bind("state", state.name())
                .bind("institution", institution)
                .bind("day", day)
                .execute();
    }

    public void seal(DatabaseSession session, String institution, LocalDate day, String by, Instant at) {
        session.handle()
                .createUpdate("""
                        update day_close set state = 'SEALED', sealed_by = :by, sealed_at = :at
                        where institution = :institution and day = :day
                        """)
                .bind("by", by)
                .bind("at", at)
                .bind("institution", institution)
                .bind("day", day)
                .execute();
    }

    public @Nullable String clearedIn(DatabaseSession session, String institution, LocalDate day) {
        return session.handle()
                .createQuery("select cleared_in from day_close where institution = :institution and day = :day")
                .bind("institution", institution)
                .bind("day", day)
                .mapTo(String.class)
                .findOne()
                .orElse(null);
    }

    /** Invariant 9, as the database asks it again at the seal. */
    public boolean settlementsArePostings(DatabaseSession session, String institution, LocalDate day) {
        return session.handle()
                .createQuery("""
                        select not exists (select from
                          (select scheme, kind, sum(fund_fen + account_fen) as fen from settlement
                           where institution = :institution and day = :day and state <> 'REVERSED' group by 1, 2) booked
                          full join
                          (select s.scheme, s.kind, -sum(p.amount_fen) as fen from journal_entry j
                           join posting p using (entry_id) join settlement s on s.settlement_id = j.settlement_id
                           where j.institution = :institution and j.day = :day and p.account = 'INSTITUTION_PAYABLE'
                           group by 1, 2) posted using (scheme, kind)
                          where coalesce(booked.fen, 0) <> coalesce(posted.fen, 0))
                        """)
                .bind("institution", institution)
                .bind("day", day)
                .mapTo(Boolean.class)
                .one();
    }

    /** What the insurer knows of the day's rows and of these ids, by id. */
    public Map<String, BookedRow> known(
            DatabaseSession session, String institution, LocalDate day, Set<String> transactionIds) {
        Map<String, BookedRow> known = new LinkedHashMap<>();
        session.handle()
                .createQuery("""
                        select transaction_id, total_fen, fund_fen, account_fen, day, state, cancels is not null as negative
                        from settlement
                        where institution = :institution and (day = :day or transaction_id = any(:ids))
                        union all
                        select transaction_id, null, null, null, null, 'TOMBSTONE', false from transaction_record
                        where institution = :institution and transaction_id = any(:ids) and kind = 'TOMBSTONE'
                        order by 1
                        """)
                .bind("institution", institution)
                .bind("day", day)
                .bindArray("ids", String.class, transactionIds)
                .map((row, context) -> booked(row))
                .forEach(row -> known.put(row.transactionId(), row));
        return known;
    }

    private static BookedRow booked(ResultSet row) throws SQLException {
        return new BookedRow(
                row.getString("transaction_id"),
                line(row, ""),
                row.getObject("day", LocalDate.class),
                row.getString("state"),
                row.getBoolean("negative"));
    }

    private static @Nullable StatementLine line(ResultSet row, String prefix) throws SQLException {
        Long total = row.getObject(prefix + "total_fen", Long.class);
        return total == null
                ? null
                : new StatementLine(
                        row.getString("transaction_id"),
                        total,
                        row.getLong(prefix + "fund_fen"),
                        row.getLong(prefix + "account_fen"));
    }

    /** Keeps a difference as it is now; one that was resolved stays resolved unless it changed. */
    public void keep(DatabaseSession session, String institution, LocalDate day, Difference difference) {
        StatementLine ours = difference.insurer();
        StatementLine theirs = difference.institution();
        session.handle()
                .createUpdate("""
                        insert into day_difference values (:institution, :day, :id, :kind, :action,
                            :ourTotal, :ourFund, :ourAccount, :theirTotal, :theirFund, :theirAccount, :otherDay, :state)
                        on conflict (institution, day, transaction_id, kind) do update
                        set action = excluded.action, insurer_total_fen = excluded.insurer_total_fen,
                            insurer_fund_fen = excluded.insurer_fund_fen,
                            insurer_account_fen = excluded.insurer_account_fen,
                            institution_total_fen = excluded.institution_total_fen,
                            institution_fund_fen = excluded.institution_fund_fen,
                            institution_account_fen = excluded.institution_account_fen,
                            insurer_day = excluded.insurer_day, insurer_state = excluded.insurer_state
                        """)
                .bind("institution", institution)
                .bind("day", day)
                .bind("id", difference.transactionId())
                .bind("kind", difference.kind().name())
                .bind("action", difference.action().name())
                .bind("ourTotal", ours == null ? null : (Long) ours.totalFen())
                .bind("ourFund", ours == null ? null : (Long) ours.fundFen())
                .bind("ourAccount", ours == null ? null : (Long) ours.accountFen())
                .bind("theirTotal", theirs == null ? null : (Long) theirs.totalFen())
                .bind("theirFund", theirs == null ? null : (Long) theirs.fundFen())
                .bind("theirAccount", theirs == null ? null : (Long) theirs.accountFen())
                .bind("otherDay", difference.insurerDay())
                .bind("state", difference.insurerState())
                .execute();
    }

    /** Resolves every open difference but those of these ids. */
    public void resolveAll(
            DatabaseSession session,
            String institution,
            LocalDate day,
            Set<String> but,
            String how,
            String by,
            Instant at) {
        session.handle()
                .createUpdate("""
                        update day_difference set resolution = :how, resolved_by = :by, resolved_at = :at
                        where institution = :institution and day = :day and resolution is null
                          and transaction_id <> all(:but)
                        """)
                .bind("how", how)
                .bind("by", by)
                .bind("at", at)
                .bind("institution", institution)
                .bind("day", day)
                .bindArray("but", String.class, but)
                .execute();
    }

    /** A row that only the insurer has comes to nothing once it was cancelled on another day. */
    public void resolveCancelled(DatabaseSession session, String institution, LocalDate day, Instant at) {
        session.handle()
                .createUpdate("""
                        update day_difference d
                        set resolution = 'CANCELLED ' || n.transaction_id, resolved_by = d.institution, resolved_at = :at
                        from settlement s join settlement n on n.cancels = s.settlement_id and n.state = 'CONFIRMED'
                        where d.institution = :institution and d.day = :day and d.resolution is null
                          and d.kind = 'ONLY_INSURER' and s.institution = d.institution
                          and s.transaction_id = d.transaction_id and n.day <> d.day
                        """)
                .bind("institution", institution)
                .bind("day", day)
                .bind("at", at)
                .execute();
    }

    /** False when there is no such open difference. */
    public boolean resolve(
            DatabaseSession session,
            String institution,
            LocalDate day,
            String transactionId,
            String how,
            String by,
            Instant at) {
        return session.handle()
                        .createUpdate("""
                                update day_difference set resolution = :how, resolved_by = :by, resolved_at = :at
                                where institution = :institution and day = :day and transaction_id = :id
                                  and resolution is null
                                """)
                        .bind("how", how)
                        .bind("by", by)
                        .bind("at", at)
                        .bind("institution", institution)
                        .bind("day", day)
                        .bind("id", transactionId)
                        .execute()
                > 0;
    }

    public int openDifferences(DatabaseSession session, String institution, LocalDate day) {
        return session.handle()
                .createQuery("""
                        select count(*) from day_difference
                        where institution = :institution and day = :day and resolution is null
                        """)
                .bind("institution", institution)
                .bind("day", day)
                .mapTo(Integer.class)
                .one();
    }

    public List<Difference> differences(DatabaseSession session, String institution, LocalDate day) {
        return session.handle()
                .createQuery("""
                        select * from day_difference where institution = :institution and day = :day
                        order by transaction_id, kind
                        """)
                .bind("institution", institution)
                .bind("day", day)
                .map((row, context) -> new Difference(
                        row.getString("transaction_id"),
                        Difference.Kind.valueOf(row.getString("kind")),
                        Difference.Action.valueOf(row.getString("action")),
                        line(row, "insurer_"),
                        line(row, "institution_"),
                        row.getObject("insurer_day", LocalDate.class),
                        row.getString("insurer_state"),
                        row.getString("resolution")))
                .list();
    }

    public List<DayClose> list(DatabaseSession session, @Nullable String institution, LocalDate from, LocalDate to) {
        return session.handle()
                .createQuery("""
                        with days as (
                            select institution, day, count(*) filter (where state <> 'REVERSED') as rows,
                                   coalesce(sum(total_fen) filter (where state <> 'REVERSED'), 0) as total,
                                   coalesce(sum(fund_fen) filter (where state <> 'REVERSED'), 0) as fund,
                                   coalesce(sum(account_fen) filter (where state <> 'REVERSED'), 0) as account
                            from settlement where day between :from and :to
                              and (:institution::text is null or institution = :institution) group by 1, 2),
                        posted as (
                            select j.institution, j.day, -sum(p.amount_fen) as payable
                            from journal_entry j join posting p using (entry_id)
                            where j.day between :from and :to and p.account = 'INSTITUTION_PAYABLE'
                              and (:institution::text is null or j.institution = :institution) group by 1, 2),
                        closed as (
                            select * from day_close where day between :from and :to
                              and (:institution::text is null or institution = :institution))
                        select institution, day, coalesce(c.state, 'OPEN') as state, coalesce(d.rows, 0) as rows,
                               coalesce(d.total, 0) as total, coalesce(d.fund, 0) as fund,
                               coalesce(d.account, 0) as account, coalesce(p.payable, 0) as payable,
                               c.told_rows, c.told_total_fen, c.told_fund_fen, c.told_account_fen, c.cleared_in
                        from days d full join closed c using (institution, day)
                             left join posted p using (institution, day)
                        order by day desc, institution
                        """)
                .bind("from", from)
                .bind("to", to)
                .bind("institution", institution)
                .map((row, context) -> new DayClose(
                        row.getString("institution"),
                        row.getObject("day", LocalDate.class),
                        DayState.valueOf(row.getString("state")),
                        new DayFigures(
                                row.getInt("rows"), row.getLong("total"), row.getLong("fund"), row.getLong("account")),
                        row.getObject("told_rows") == null ? null : told(row),
                        row.getLong("payable"),
                        List.of(),
                        row.getString("cleared_in")))
                .list();
    }
}
