package org.sscard.insurance.console.store;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.LocalDate;
import java.util.List;
import java.util.Map;
import org.jdbi.v3.core.statement.Query;
import org.sscard.insurance.catalogue.ItemVersion;
import org.sscard.insurance.policy.CatalogueClass;
import org.sscard.insurance.store.DatabaseSession;
import org.sscard.servicekit.pages.ListQuery;

/** Catalogue items, their versions and the institutions' own codes, as the console lists them. */
public final class CatalogueSearchStore {

    private static final Map<String, String> ORDERS = Map.of("code", "code", "name", "name", "from", "valid_from");

    private static final String VERSIONS = """
            from (select code, name, list_type, class, advance_bp, limit_1e4, restriction, valid_from,
                      lead(valid_from) over (partition by code order by valid_from) - 1 as valid_to
                  from catalogue_item) v
            """;

    private static final String FOUND = VERSIONS + """
            where valid_from <= :on and (valid_to is null or valid_to >= :on)
              and (:type = '' or list_type = :type) and (:class = '' or class = :class)
              and (:q = '' or strpos(lower(code), lower(:q)) > 0 or strpos(lower(name), lower(:q)) > 0)
            """;

    public long count(DatabaseSession session, ListQuery query, LocalDate on) {
        return filtered(session.handle().createQuery("select count(*) " + FOUND), query, on)
                .mapTo(Long.class)
                .one();
    }

    public List<ItemVersion> find(DatabaseSession session, ListQuery query, LocalDate on) {
        String order = ORDERS.getOrDefault(query.sort(), "code") + (query.descending() ? " desc" : "");
        return filtered(
                        session.handle()
                                .createQuery("select * " + FOUND + " order by " + order
                                        + ", code limit :size offset :offset"),
                        query,
                        on)
                .bind("size", query.size())
                .bind("offset", query.offset())
                .map((row, context) -> version(row))
                .list();
    }

    private static Query filtered(Query statement, ListQuery query, LocalDate on) {
        return statement
                .bind("on", on)
                .bind("type", query.filter("type"))
                .bind("class", query.filter("class"))
                .bind("q", query.filter("q"));
    }

    /** All versions of an item, newest first. */
    public List<ItemVersion> versions(DatabaseSession session, String code) {
        return session.handle()
                .createQuery("select * " + VERSIONS + "where code = :code order by valid_from desc")
                .bind("code", code)
                .map((row, context) -> version(row))
                .list();
    }

    /** An institution's own code. */
    public record Mapping(
            String institution, String name, String ownCode, String item, String itemName, LocalDate validFrom) {}

    private static final String MAPPED = """
            from item_mapping m left join institution i on i.code = m.institution
            cross join lateral (select c.name from catalogue_item c where c.code = m.item
                order by c.valid_from desc limit 1) n
            where (:institution = '' or m.institution = :institution) and (:item = '' or m.item = :item)
              and (:q = '' or m.own_code = :q or m.item = :q)
            """;

    public long countMappings(DatabaseSession session, ListQuery query) {
        return mapped(session.handle().createQuery("select count(*) " + MAPPED), query)
                .mapTo(Long.class)
                .one();
    }

    /** By institution and own code, the newest first. */
    public List<Mapping> mappings(DatabaseSession session, ListQuery query) {
        return mapped(
                        session.handle()
                                .createQuery(
                                        "select m.*, coalesce(i.name, m.institution) as place, n.name as item_name "
                                                + MAPPED
                                                + " order by m.institution, m.own_code, m.valid_from desc"
                                                + " limit :size offset :offset"),
                        query)
                .bind("size", query.size())
                .bind("offset", query.offset())
                .map((row, context) -> new Mapping(
                        row.getString("institution"),
                        row.getString("place"),
                        row.getString("own_code"),
                        row.getString("item"),
                        row.getString("item_name"),
                        row.getObject("valid_from", LocalDate.class)))
                .list();
    }

    private static Query mapped(Query statement, ListQuery query) {
        return statement
                .bind("institution", query.filter("institution"))
                .bind("item", query.filter("item"))
                .bind("q", query.filter("q"));
    }

    private static ItemVersion version(ResultSet row) throws SQLException {
        return new ItemVersion(
                row.getString("code"),
                row.getString("name"),
                row.getString("list_type"),
                CatalogueClass.valueOf(row.getString("class")),
                row.getInt("advance_bp"),
                row.getObject("limit_1e4", Long.class),
                row.getString("restriction"),
                row.getObject("valid_from", LocalDate.class),
                row.getObject("valid_to", LocalDate.class));
    }
}
