package org.sscard.insurance.clearing.store;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.sscard.insurance.clearing.DepositReturn;
import org.sscard.insurance.store.DatabaseSession;

/** Deposits that paid clearings kept back, and what of them went back. */
public final class DepositStore {

    private static final String SELECT = """
            select year, institution, deposit_fen, returned_fen, reason, assessed_by, returned_by from deposit_return
            """;

    /** Up to the end of the year, less what went back for it or an earlier one. */
    public long keptBack(DatabaseSession session, int year, String institution) {
        return session.handle()
                .createQuery("""
                        select coalesce((select sum(r.deposit_fen) from clearing_row r join clearing_batch b using (month)
                                         where r.institution = :institution and b.state = 'PAID' and r.month <= :last), 0)
                             - coalesce((select sum(returned_fen) from deposit_return
                                         where institution = :institution and returned_at is not null and year <= :year), 0)
                        """)
                .bind("institution", institution)
                .bind("last", "%04d-12".formatted(year))
                .bind("year", year)
                .mapTo(Long.class)
                .one();
    }

    public void assess(DatabaseSession session, DepositReturn assessed, Instant at) {
        session.handle()
                .createUpdate("""
                        insert into deposit_return
                            (year, institution, deposit_fen, returned_fen, reason, assessed_by, assessed_at)
                        values (:year, :institution, :deposit, :returned, :reason, :by, :at)
                        on conflict (year, institution) do update
                        set deposit_fen = excluded.deposit_fen, returned_fen = excluded.returned_fen,
                            reason = excluded.reason, assessed_by = excluded.assessed_by,
                            assessed_at = excluded.assessed_at
                        """)
                .bind("year", assessed.year())
                .bind("institution", assessed.institution())
                .bind("deposit", assessed.depositFen())
                .bind("returned", assessed.returnedFen())
                .bind("reason", assessed.reason())
                .bind("by", assessed.assessedBy())
                .bind("at", at)
                .execute();
    }

    public void returned(DatabaseSession session, DepositReturn assessed, String by, Instant at) {
        session.handle()
                .createUpdate("""
                        update deposit_return set returned_by = :by, returned_at = :at
                        where year = :year and institution = :institution
                        """)
                .bind("by", by)
                .bind("at", at)
                .bind("year", assessed.year())
                .bind("institution", assessed.institution())
                .execute();
    }

    public Optional<DepositReturn> find(DatabaseSession session, int year, String institution) {
        return find(session, year, institution, "");
    }

    public Optional<DepositReturn> lock(DatabaseSession session, int year, String institution) {
        return find(session, year, institution, " for update");
    }

    private static Optional<DepositReturn> find(DatabaseSession session, int year, String institution, String locking) {
        return session.handle()
                .createQuery(SELECT + "where year = :year and institution = :institution" + locking)
                .bind("year", year)
                .bind("institution", institution)
                .map((row, context) -> read(row))
                .findOne();
    }

    public List<DepositReturn> of(DatabaseSession session, int year) {
        return session.handle()
                .createQuery(SELECT + "where year = :year order by institution")
                .bind("year", year)
                .map((row, context) -> read(row))
                .list();
    }

    private static DepositReturn read(ResultSet row) throws SQLException {
        return new DepositReturn(
                row.getInt("year"),
                row.getString("institution"),
                row.getLong("deposit_fen"),
                row.getLong("returned_fen"),
                row.getString("reason"),
                row.getString("assessed_by"),
                row.getString("returned_by"));
    }
}
