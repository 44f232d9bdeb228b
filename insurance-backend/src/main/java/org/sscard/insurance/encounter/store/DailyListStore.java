package org.sscard.insurance.encounter.store;

import java.time.LocalDate;
import java.util.List;
import java.util.Optional;
import org.sscard.insurance.encounter.DailyLists;
import org.sscard.insurance.encounter.FeeLine;
import org.sscard.insurance.policy.CatalogueClass;
import org.sscard.insurance.policy.PricedLine;
import org.sscard.insurance.store.DatabaseSession;

/** Fee lines of a day with their items. */
public final class DailyListStore {

    public Optional<Long> visit(DatabaseSession session, String institution, String visit) {
        return session.handle()
                .createQuery("""
                        select visit_id from visit
                        where institution = :institution and (visit_id::text = :visit or number = :visit)
                        order by visit_id::text = :visit desc, state = 'OPEN' desc, visit_id desc limit 1
                        """)
                .bind("institution", institution)
                .bind("visit", visit)
                .mapTo(Long.class)
                .findOne();
    }

    /** A line without a time of its own belongs to the first day of its visit. A returning line shows with its original. */
    public List<DailyLists.Line> lines(DatabaseSession session, long visitId, LocalDate day) {
        return session.handle()
                .createQuery("""
                        select l.number, l.item, i.name, i.class, i.advance_bp, i.limit_1e4, l.price_1e4, l.quantity_1e4,
                               l.approved, i.restriction,
                               l.state
                        from fee_line l join visit v using (visit_id)
                        join lateral (select * from catalogue_item c where c.code = l.item
                            and c.valid_from <= coalesce(l.occurred, v.begins)::date
                            order by c.valid_from desc limit 1) i on true
                        where l.visit_id = :visit and l.returns is null
                          and coalesce(l.occurred, v.begins)::date = :day
                        order by l.line_id
                        """)
                .bind("visit", visitId)
                .bind("day", day)
                .map((row, context) -> new DailyLists.Line(
                        row.getString("number"),
                        row.getString("item"),
                        row.getString("name"),
                        new PricedLine(
                                row.getLong("price_1e4"),
                                row.getLong("quantity_1e4"),
                                row.getString("restriction").isEmpty() || row.getBoolean("approved")
                                        ? CatalogueClass.valueOf(row.getString("class"))
                                        : CatalogueClass.C,
                                row.getInt("advance_bp"),
                                row.getObject("limit_1e4", Long.class)),
                        FeeLine.State.valueOf(row.getString("state"))))
                .list();
    }
}
