package org.sscard.insurance.encounter.store;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.LocalDateTime;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.sscard.insurance.encounter.FeeLine;
import org.sscard.insurance.encounter.NewLine;
import org.sscard.insurance.store.DatabaseSession;

/** Fee lines and which settlement covers them. A line is settled while a live settlement covers it. */
public final class FeeLineStore {

    private static final String LIVE = """
            exists (select from settled_line c join settlement s using (settlement_id)
                    where c.line_id = l.line_id and s.state = 'CONFIRMED' and s.cancels is null)
            """;

    /** False when its number, its return or the same charge (rule M07) stands in the visit already. */
    public boolean insert(DatabaseSession session, long visitId, NewLine line, @Nullable Long returns) {
        return session.handle()
                        .createUpdate("""
                                insert into fee_line (visit_id, number, batch, item, price_1e4, quantity_1e4, doctor,
                                                      occurred, returns, approved, state)
                                values (:visit, :number, :batch, :item, :price, :quantity, :doctor, :occurred, :returns,
                                        :approved, :state)
                                on conflict do nothing
                                """)
                        .bind("visit", visitId)
                        .bind("number", line.number())
                        .bind("batch", line.batch())
                        .bind("item", line.item())
                        .bind("price", line.price1e4())
                        .bind("quantity", line.quantity1e4())
                        .bind("doctor", line.doctor())
                        .bind("occurred", line.occurred())
                        .bind("returns", returns)
                        .bind("approved", line.approved())
                        .bind("state", (returns == null ? FeeLine.State.ACTIVE : FeeLine.State.RETURNED).name())
                        .execute()
                == 1;
    }

    /** The line of this number that is not void. */
    public Optional<FeeLine> find(DatabaseSession session, long visitId, String number) {
        return session.handle()
                .createQuery("select * from fee_line where visit_id = :visit and number = :number and state <> 'VOID'")
                .bind("visit", visitId)
                .bind("number", number)
                .map((row, context) -> line(row))
                .findOne();
    }

    public void move(DatabaseSession session, long lineId, FeeLine.State state) {
        session.handle()
                .createUpdate("update fee_line set state = :state where line_id = :id")
                .bind("state", state.name())
                .bind("id", lineId)
                .execute();
    }

    public void voidReturnOf(DatabaseSession session, long lineId) {
        session.handle()
                .createUpdate("update fee_line set state = 'VOID' where returns = :id and state <> 'VOID'")
                .bind("id", lineId)
                .execute();
    }

    /** How many lines of the batch ("" for all) became void. */
    public int voidUnsettled(DatabaseSession session, long visitId, String batch) {
        return session.handle()
                .createUpdate("""
                        update fee_line l set state = 'VOID'
                        where visit_id = :visit and (:batch = '' or batch = :batch) and state <> 'VOID' and not
                        """ + LIVE)
                .bind("visit", visitId)
                .bind("batch", batch)
                .execute();
    }

    public boolean hasLines(DatabaseSession session, long visitId, String batch) {
        return session.handle()
                .createQuery("""
                        select exists (select from fee_line where visit_id = :visit
                                       and (:batch = '' or batch = :batch) and state <> 'VOID')
                        """)
                .bind("visit", visitId)
                .bind("batch", batch)
                .mapTo(Boolean.class)
                .one();
    }

    /** Whether a live settlement covers the line. */
    public boolean settled(DatabaseSession session, long lineId) {
        return session.handle()
                .createQuery("select " + LIVE + " from fee_line l where line_id = :id")
                .bind("id", lineId)
                .mapTo(Boolean.class)
                .one();
    }

    /** Active lines of the batch ("" for all; lines without a batch belong to any) that no live settlement covers, in the order in which they came. */
    public List<FeeLine> settleable(DatabaseSession session, long visitId, String batch) {
        return session.handle()
                .createQuery("""
                        select * from fee_line l
                        where visit_id = :visit and (:batch = '' or batch in (:batch, '')) and state = 'ACTIVE' and not
                        """ + LIVE + " order by line_id")
                .bind("visit", visitId)
                .bind("batch", batch)
                .map((row, context) -> line(row))
                .list();
    }

    public void cover(DatabaseSession session, long settlementId, List<FeeLine> lines) {
        session.handle()
                .createUpdate("insert into settled_line (settlement_id, line_id) select :id, unnest(:lines)")
                .bind("id", settlementId)
                .bindArray(
                        "lines", Long.class, lines.stream().map(FeeLine::lineId).toList())
                .execute();
    }

    public List<Long> covered(DatabaseSession session, long settlementId) {
        return session.handle()
                .createQuery("select line_id from settled_line where settlement_id = :id order by line_id")
                .bind("id", settlementId)
                .mapTo(Long.class)
                .list();
    }

    private static FeeLine line(ResultSet row) throws SQLException {
        return new FeeLine(
                row.getLong("line_id"),
                row.getString("number"),
                row.getString("batch"),
                row.getString("item"),
                row.getLong("price_1e4"),
                row.getLong("quantity_1e4"),
                row.getString("doctor"),
                row.getObject("occurred", LocalDateTime.class),
                row.getObject("returns", Long.class),
                row.getBoolean("approved"),
                FeeLine.State.valueOf(row.getString("state")));
    }
}
