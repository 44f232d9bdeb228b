package org.sscard.insurance.catalogue.store;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.LocalDate;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.sscard.insurance.catalogue.ItemVersion;
import org.sscard.insurance.policy.CatalogueClass;
import org.sscard.insurance.store.DatabaseSession;

/** Versions of catalogue items and the institutions' own codes. Both are only added to. */
public final class ItemStore {

    private static final String VERSIONS = """
            select code, name, list_type, class, advance_bp, limit_1e4, restriction, valid_from,
                   lead(valid_from) over (partition by code order by valid_from) - 1 as valid_to
            from catalogue_item
            """;

    /** The newest version of an item, locked against another that is added meanwhile. */
    public Optional<ItemVersion> newest(DatabaseSession session, String code) {
        session.handle()
                .createQuery("select pg_advisory_xact_lock(hashtext('item/' || :code))::text")
                .bind("code", code)
                .mapTo(String.class)
                .list();
        return session.handle()
                .createQuery(VERSIONS + "where code = :code order by valid_from desc limit 1")
                .bind("code", code)
                .map((row, context) -> version(row))
                .findOne();
    }

    public void insert(DatabaseSession session, ItemVersion item) {
        session.handle()
                .createUpdate("""
                        insert into catalogue_item (code, institution_code, name, list_type, class, advance_bp, limit_1e4,
                                                    restriction, valid_from)
                        values (:code, null, :name, :type, :class, :advance, :limit, :restriction, :from)
                        """)
                .bind("code", item.code())
                .bind("name", item.name())
                .bind("type", item.listType())
                .bind("class", item.cls().name())
                .bind("advance", item.advanceBp())
                .bind("limit", item.limit1e4())
                .bind("restriction", item.restriction())
                .bind("from", item.validFrom())
                .execute();
    }

    /** Versions of a day whose code or name contains a text, by code. */
    public List<ItemVersion> search(DatabaseSession session, String text, LocalDate on, int limit) {
        return session.handle()
                .createQuery("select * from (" + VERSIONS + """
                        ) v where valid_from <= :on and (valid_to is null or valid_to >= :on)
                          and (strpos(lower(code), lower(:text)) > 0 or strpos(lower(name), lower(:text)) > 0)
                        order by code limit :limit
                        """)
                .bind("on", on)
                .bind("text", text)
                .bind("limit", limit)
                .map((row, context) -> version(row))
                .list();
    }

    public boolean knows(DatabaseSession session, String code) {
        return session.handle()
                .createQuery("select exists (select from catalogue_item where code = :code)")
                .bind("code", code)
                .mapTo(Boolean.class)
                .one();
    }

    /** The item that stands for this own code from this day on; the one given, unless another stood first. */
    public String map(DatabaseSession session, String institution, String ownCode, String item, LocalDate validFrom) {
        session.handle()
                .createUpdate("""
                        insert into item_mapping (institution, own_code, item, valid_from)
                        values (:institution, :own, :item, :from) on conflict do nothing
                        """)
                .bind("institution", institution)
                .bind("own", ownCode)
                .bind("item", item)
                .bind("from", validFrom)
                .execute();
        return session.handle()
                .createQuery("""
                        select item from item_mapping
                        where institution = :institution and own_code = :own and valid_from = :from
                        """)
                .bind("institution", institution)
                .bind("own", ownCode)
                .bind("from", validFrom)
                .mapTo(String.class)
                .one();
    }

    /** Catalogue codes of an institution's own codes on a day, where there are any. */
    public Map<String, String> mapped(DatabaseSession session, String institution, Set<String> ownCodes, LocalDate on) {
        Map<String, String> mapped = new HashMap<>();
        session.handle()
                .createQuery("""
                        select distinct on (own_code) own_code, item from item_mapping
                        where institution = :institution and own_code = any(:own) and valid_from <= :on
                        order by own_code, valid_from desc
                        """)
                .bind("institution", institution)
                .bindArray("own", String.class, ownCodes)
                .bind("on", on)
                .map((row, context) -> mapped.put(row.getString("own_code"), row.getString("item")))
                .list();
        return mapped;
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
