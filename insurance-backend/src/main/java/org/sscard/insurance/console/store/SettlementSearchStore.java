package org.sscard.insurance.console.store;

import java.time.LocalDate;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jdbi.v3.core.statement.Query;
import org.sscard.insurance.store.DatabaseSession;
import org.sscard.servicekit.pages.ListQuery;

/** Settlements as the console lists them, their postings and their lines. */
public final class SettlementSearchStore {

    private static final Map<String, String> ORDERS =
            Map.of("id", "s.settlement_id", "total", "s.total_fen", "fund", "s.fund_fen", "day", "s.day");

    private static final String FOUND = """
            from settlement s join institution i on i.code = s.institution join person p using (person_id)
            where (:institution = '' or s.institution = :institution) and (:kind = '' or s.kind = :kind)
              and (:state = '' or s.state = :state)
              and (:from = '' or s.day >= :from::date) and (:to = '' or s.day <= :to::date)
              and (:q = '' or s.settlement_id::text = :q or s.transaction_id = :q or p.psn_no = :q
                   or p.social_security_number = :q)
            """;

    public record Found(
            long settlementId,
            String institution,
            String kind,
            String state,
            boolean cancellation,
            long totalFen,
            long fundFen,
            long accountFen,
            long cashFen,
            LocalDate day) {}

    public long count(DatabaseSession session, ListQuery query) {
        return filtered(session.handle().createQuery("select count(*) " + FOUND), query)
                .mapTo(Long.class)
                .one();
    }

    public List<Found> find(DatabaseSession session, ListQuery query) {
        String order = ORDERS.getOrDefault(query.sort(), "s.settlement_id") + (query.descending() ? " desc" : "");
        return filtered(
                        session.handle()
                                .createQuery("select s.settlement_id, i.name, s.kind, s.state, s.cancels, s.total_fen,"
                                        + " s.fund_fen, s.account_fen, s.cash_fen, s.day " + FOUND + " order by "
                                        + order + ", s.settlement_id desc limit :size offset :offset"),
                        query)
                .bind("size", query.size())
                .bind("offset", query.offset())
                .map((row, context) -> new Found(
                        row.getLong("settlement_id"),
                        row.getString("name"),
                        row.getString("kind"),
                        row.getString("state"),
                        row.getObject("cancels") != null,
                        row.getLong("total_fen"),
                        row.getLong("fund_fen"),
                        row.getLong("account_fen"),
                        row.getLong("cash_fen"),
                        row.getObject("day", LocalDate.class)))
                .list();
    }

    private static Query filtered(Query statement, ListQuery query) {
        for (String name : List.of("institution", "kind", "state", "from", "to", "q")) {
            statement.bind(name, query.filter(name));
        }
        return statement;
    }

    /** One leg of a settlement's entries, debit positive, fen. */
    public record Leg(String entry, String account, String owner, long amountFen, LocalDate day) {}

    public List<Leg> legs(DatabaseSession session, long settlementId) {
        return session.handle()
                .createQuery("""
                        select kind, account, owner, amount_fen, day
                        from journal_entry join posting using (entry_id)
                        where settlement_id = :id order by entry_id, leg
                        """)
                .bind("id", settlementId)
                .map((row, context) -> new Leg(
                        row.getString("kind"),
                        row.getString("account"),
                        row.getString("owner"),
                        row.getLong("amount_fen"),
                        row.getObject("day", LocalDate.class)))
                .list();
    }

    /** A charged line; price and quantity × 10,000. */
    public record Line(String number, String item, String name, String cls, long price1e4, long quantity1e4) {}

    /** The lines that the national interface settled. */
    public List<Line> lines(DatabaseSession session, long settlementId) {
        return session.handle()
                .createQuery("""
                        select l.number, l.item, c.name, c.class, l.price_1e4, l.quantity_1e4
                        from settled_line join fee_line l using (line_id) join visit v using (visit_id)
                        join lateral (select name, class from catalogue_item i where i.code = l.item
                            and i.valid_from <= coalesce(l.occurred, v.begins)::date
                            order by i.valid_from desc limit 1) c on true
                        where settlement_id = :id order by l.line_id
                        """)
                .bind("id", settlementId)
                .map((row, context) -> new Line(
                        row.getString("number"),
                        row.getString("item"),
                        row.getString("name"),
                        row.getString("class"),
                        row.getLong("price_1e4"),
                        row.getLong("quantity_1e4")))
                .list();
    }

    /** Institutions by code, for a choice. */
    public record Place(String code, String name) {}

    public Optional<Place> institution(DatabaseSession session, String code) {
        return institutions(session).stream()
                .filter(place -> place.code().equals(code))
                .findFirst();
    }

    public List<Place> institutions(DatabaseSession session) {
        return session.handle()
                .createQuery("select code, name from institution order by code")
                .map((row, context) -> new Place(row.getString("code"), row.getString("name")))
                .list();
    }
}
