package org.sscard.insurance.compat.store;

import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.sscard.insurance.policy.TreatmentKind;
import org.sscard.insurance.store.DatabaseSession;

/**
 * What an institution's statements are compared with: its live settlements, and cancelled ones as a positive and a negative
 * row; what was reversed has left no row. And the files that go to and fro.
 */
public final class StatementStore {

    /**
     * Which rows; null does not narrow.
     *
     * @param from first day of setl_time, which is never after the accounting day
     * @param begins first instant of setl_time
     * @param ends the first instant after the last
     */
    public record Range(
            String institution,
            LocalDate from,
            Instant begins,
            Instant ends,
            @Nullable String scheme,
            List<TreatmentKind> kinds,
            boolean withCancelled) {}

    /** Sums in fen. */
    public record Totals(long count, long totalFen, long fundFen, long accountFen) {}

    /**
     * @param visit the visit's number (mdtrt_id), or the institution's own where another interface settled
     * @param refund a negative row
     */
    public record StatementRow(
            String settlementId,
            String visit,
            String person,
            String msgid,
            long totalFen,
            long fundFen,
            long accountFen,
            boolean refund) {}

    private static final String ROWS = """
            from settlement s join person p using (person_id) left join visit_settlement v using (settlement_id)
            where s.institution = :institution and s.day >= :from and s.posted_at >= :begins and s.posted_at < :ends
              and s.state <> 'REVERSED'
              and (:scheme::text is null or s.scheme = :scheme) and s.kind = any(:kinds)
              and (:all or (s.state = 'CONFIRMED' and s.cancels is null))
            """;

    public Totals totals(DatabaseSession session, Range range) {
        return session.handle()
                .createQuery("""
                        select count(*) as n, coalesce(sum(s.total_fen), 0) as total, coalesce(sum(s.fund_fen), 0) as fund,
                               coalesce(sum(s.account_fen), 0) as account
                        """ + ROWS)
                .bind("institution", range.institution())
                .bind("from", range.from())
                .bind("begins", range.begins())
                .bind("ends", range.ends())
                .bind("scheme", range.scheme())
                .bindArray("kinds", String.class, names(range))
                .bind("all", range.withCancelled())
                .map((row, context) ->
                        new Totals(row.getLong("n"), row.getLong("total"), row.getLong("fund"), row.getLong("account")))
                .one();
    }

    public List<StatementRow> rows(DatabaseSession session, Range range) {
        return session.handle()
                .createQuery("""
                        select s.settlement_id, coalesce(v.visit_id::text, s.visit) as visit, p.psn_no, s.transaction_id,
                               s.total_fen, s.fund_fen, s.account_fen, s.cancels is not null as refund
                        """ + ROWS + " order by s.settlement_id")
                .bind("institution", range.institution())
                .bind("from", range.from())
                .bind("begins", range.begins())
                .bind("ends", range.ends())
                .bind("scheme", range.scheme())
                .bindArray("kinds", String.class, names(range))
                .bind("all", range.withCancelled())
                .map((row, context) -> new StatementRow(
                        row.getString("settlement_id"),
                        row.getString("visit"),
                        row.getString("psn_no"),
                        row.getString("transaction_id"),
                        row.getLong("total_fen"),
                        row.getLong("fund_fen"),
                        row.getLong("account_fen"),
                        row.getBoolean("refund")))
                .list();
    }

    private static List<String> names(Range range) {
        return range.kinds().stream().map(TreatmentKind::name).toList();
    }

    /** A number for a new file: the day and a sequence. */
    public String nextFileNumber(DatabaseSession session, LocalDate day) {
        return session.handle()
                .createQuery(
                        "select to_char(:day::date, 'YYYYMMDD') || lpad(nextval('statement_file_number')::text, 12, '0')")
                .bind("day", day)
                .mapTo(String.class)
                .one();
    }

    public void keep(
            DatabaseSession session, String number, String institution, String name, byte[] content, Instant at) {
        session.handle()
                .createUpdate("""
                        insert into statement_file (file_no, institution, name, content, stored_at)
                        values (:no, :institution, :name, :content, :at)
                        """)
                .bind("no", number)
                .bind("institution", institution)
                .bind("name", name)
                .bind("content", content)
                .bind("at", at)
                .execute();
    }

    /** A file of the institution. */
    public Optional<byte[]> content(DatabaseSession session, String number, String institution) {
        return session.handle()
                .createQuery("select content from statement_file where file_no = :no and institution = :institution")
                .bind("no", number)
                .bind("institution", institution)
                .map((row, context) -> row.getBytes("content"))
                .findOne();
    }
}
