package org.sscard.insurance.console.store;

import java.util.List;
import org.jspecify.annotations.Nullable;
import org.sscard.insurance.store.DatabaseSession;

/** Months that were cleared, and what waits for it. */
public final class ClearingListStore {

    /** Sums of a month's batch, fen. */
    public record Month(
            String month,
            String state,
            long institutions,
            long payableFen,
            long depositFen,
            long paidFen,
            String preparedBy,
            @Nullable String reviewedBy) {}

    public List<Month> months(DatabaseSession session) {
        return session.handle()
                .createQuery("""
                        select b.month, b.state, b.prepared_by, b.reviewed_by, count(r.institution) as n,
                               coalesce(sum(r.payable_fen), 0) as payable, coalesce(sum(r.deposit_fen), 0) as deposit,
                               coalesce(sum(r.paid_fen), 0) as paid
                        from clearing_batch b left join clearing_row r using (month)
                        group by b.month order by b.month desc
                        """)
                .map((row, context) -> new Month(
                        row.getString("month"),
                        row.getString("state"),
                        row.getLong("n"),
                        row.getLong("payable"),
                        row.getLong("deposit"),
                        row.getLong("paid"),
                        row.getString("prepared_by"),
                        row.getString("reviewed_by")))
                .list();
    }

    /** Sealed days that no batch has taken yet. */
    public long sealedDays(DatabaseSession session) {
        return session.handle()
                .createQuery("select count(*) from day_close where state = 'SEALED' and cleared_in is null")
                .mapTo(Long.class)
                .one();
    }
}
