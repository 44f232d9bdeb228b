package org.sscard.insurance.enrolment.store;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.LocalDate;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.sscard.insurance.enrolment.CatalogueItem;
import org.sscard.insurance.enrolment.Institution;
import org.sscard.insurance.enrolment.ItemVersions;
import org.sscard.insurance.policy.CatalogueClass;
import org.sscard.insurance.store.DatabaseSession;

/** Institutions, the item catalogue and the disease groups. */
public final class CatalogueStore {

    public Optional<Institution> institution(DatabaseSession session, String code) {
        return session.handle()
                .createQuery("select code, kind, level, designated, specialist from institution where code = :code")
                .bind("code", code)
                .map((row, context) -> institution(row))
                .findOne();
    }

    /** Those of the institutions that are known, by code. */
    public Map<String, Institution> institutions(DatabaseSession session, Set<String> codes) {
        return session
                .handle()
                .createQuery(
                        "select code, kind, level, designated, specialist from institution where code = any(:codes)")
                .bindArray("codes", String.class, codes)
                .map((row, context) -> institution(row))
                .stream()
                .collect(Collectors.toMap(Institution::code, Function.identity()));
    }

    private static Institution institution(ResultSet row) throws SQLException {
        String[] specialist = (String[]) row.getArray("specialist").getArray();
        return new Institution(
                row.getString("code"),
                row.getString("kind").equals("PHARMACY"),
                row.getString("level"),
                row.getBoolean("designated"),
                Set.of(specialist));
    }

    /** Those of the items that are known, with all their versions. */
    public Map<String, ItemVersions> items(DatabaseSession session, Collection<String> codes) {
        return session
                .handle()
                .createQuery("""
                        select code, class, advance_bp, limit_1e4, restriction <> '' as restricted, valid_from
                        from catalogue_item where code = any(:codes)
                        """)
                .bindArray("codes", String.class, List.copyOf(codes))
                .map((row, context) -> new CatalogueItem(
                        row.getString("code"),
                        CatalogueClass.valueOf(row.getString("class")),
                        row.getInt("advance_bp"),
                        row.getObject("limit_1e4", Long.class),
                        row.getBoolean("restricted"),
                        row.getObject("valid_from", LocalDate.class)))
                .stream()
                .collect(Collectors.groupingBy(
                        CatalogueItem::code, Collectors.collectingAndThen(Collectors.toList(), ItemVersions::new)));
    }

    /** Disease groups by diagnosis, where there is one; none is asked for without a diagnosis. */
    public Map<String, String> diseases(DatabaseSession session, Set<String> diagnoses) {
        if (diagnoses.isEmpty()) {
            return Map.of();
        }
        Map<String, String> diseases = new HashMap<>();
        session.handle()
                .createQuery("""
                        select distinct on (diagnosis) diagnosis, disease
                        from unnest(:diagnoses) as asked (diagnosis)
                        join disease_group on starts_with(diagnosis, prefix)
                        order by diagnosis, length(prefix) desc
                        """)
                .bindArray("diagnoses", String.class, diagnoses)
                .map((row, context) -> diseases.put(row.getString("diagnosis"), row.getString("disease")))
                .list();
        return diseases;
    }

    /** The disease group of a diagnosis by the longest prefix of its ICD-10 code. */
    public Optional<String> disease(DatabaseSession session, String diagnosis) {
        return session.handle()
                .createQuery("""
                        select disease from disease_group where starts_with(:diagnosis, prefix)
                        order by length(prefix) desc limit 1
                        """)
                .bind("diagnosis", diagnosis)
                .mapTo(String.class)
                .findOne();
    }
}
