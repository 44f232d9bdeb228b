package org.sscard.issuer.console.store;

import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import java.util.Optional;
import org.jdbi.v3.core.Jdbi;
import org.jdbi.v3.core.statement.Query;
import org.sscard.issuer.stock.StockDay;
import org.sscard.servicekit.database.Database;
import org.sscard.servicekit.pages.ListQuery;

/** The books of blanks, to be read. */
public final class StockBooks {

    private static final String FOUND = "from stock_movement where (:kind = '' or kind = :kind) ";

    private final Jdbi jdbi;

    public StockBooks(Database database) {
        this.jdbi = database.jdbi();
    }

    public record Closed(StockDay day, String closedBy) {}

    public List<Closed> days() {
        return jdbi.withHandle(handle -> handle.createQuery("select * from stock_day order by day desc limit 30")
                .map((row, context) -> new Closed(
                        new StockDay(
                                row.getObject("day", LocalDate.class),
                                row.getInt("opening"),
                                row.getInt("received"),
                                row.getInt("good"),
                                row.getInt("spoiled"),
                                row.getInt("samples"),
                                row.getInt("returned"),
                                row.getInt("variance"),
                                row.getInt("closing")),
                        row.getString("closed_by")))
                .list());
    }

    public record Movement(LocalDate day, String kind, int count, String lot, String who, String why, Instant at) {}

    public long count(ListQuery query) {
        return jdbi.withHandle(handle -> filtered(handle.createQuery("select count(*) " + FOUND), query)
                .mapTo(Long.class)
                .one());
    }

    public List<Movement> movements(ListQuery query) {
        return jdbi.withHandle(handle -> filtered(
                        handle.createQuery("select * " + FOUND + "order by movement_id"
                                + (query.descending() ? " desc" : "") + " limit :size offset :offset"),
                        query)
                .bind("size", query.size())
                .bind("offset", query.offset())
                .map((row, context) -> new Movement(
                        row.getObject("day", LocalDate.class),
                        row.getString("kind"),
                        row.getInt("count"),
                        Optional.ofNullable(row.getString("lot")).orElse(""),
                        row.getString("who"),
                        row.getString("why"),
                        row.getTimestamp("at").toInstant()))
                .list());
    }

    private static Query filtered(Query statement, ListQuery query) {
        return statement.bind("kind", query.filter("kind"));
    }
}
