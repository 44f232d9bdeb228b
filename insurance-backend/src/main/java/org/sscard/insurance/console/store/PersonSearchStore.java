package org.sscard.insurance.console.store;

import java.time.LocalDate;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.sscard.insurance.store.DatabaseSession;
import org.sscard.servicekit.pages.ListQuery;

/** Persons as the console lists them, and what belongs to one. */
public final class PersonSearchStore {

    private static final Map<String, String> ORDERS =
            Map.of("number", "p.psn_no", "start", "e.benefit_start", "region", "e.region");

    private static final String FOUND = """
            from person p join enrolment e using (person_id)
            where (:scheme = '' or e.scheme = :scheme) and (:class = '' or e.class = :class)
              and (:q = '' or p.psn_no = :q or p.social_security_number = :q or p.name = :q
                   or p.social_security_number in (select social_security_number from card_status
                       where card_number = :q or upper(encode(card_identification_code, 'hex')) = upper(:q)))
            """;

    public record Found(
            String psnNo,
            String name,
            String socialSecurityNumber,
            String scheme,
            @Nullable String cls,
            String region,
            LocalDate benefitStart,
            @Nullable LocalDate coverEnd) {

        @Override
        public String toString() {
            return "Found[" + psnNo + "]";
        }
    }

    public long count(DatabaseSession session, ListQuery query) {
        return session.handle()
                .createQuery("select count(*) " + FOUND)
                .bind("scheme", query.filter("scheme"))
                .bind("class", query.filter("class"))
                .bind("q", query.filter("q"))
                .mapTo(Long.class)
                .one();
    }

    public List<Found> find(DatabaseSession session, ListQuery query) {
        String order = ORDERS.getOrDefault(query.sort(), "p.psn_no") + (query.descending() ? " desc" : "");
        return session.handle()
                .createQuery("select p.psn_no, p.name, p.social_security_number, e.scheme, e.class, e.region,"
                        + " e.benefit_start, e.cover_end " + FOUND + " order by " + order
                        + ", p.psn_no limit :size offset :offset")
                .bind("scheme", query.filter("scheme"))
                .bind("class", query.filter("class"))
                .bind("q", query.filter("q"))
                .bind("size", query.size())
                .bind("offset", query.offset())
                .map((row, context) -> new Found(
                        row.getString("psn_no"),
                        row.getString("name"),
                        row.getString("social_security_number"),
                        row.getString("scheme"),
                        row.getString("class"),
                        row.getString("region"),
                        row.getObject("benefit_start", LocalDate.class),
                        row.getObject("cover_end", LocalDate.class)))
                .list();
    }

    /** What the fund has paid in a period, and the most it may, in fen. */
    public record Used(String period, long usedFen, long capFen) {}

    public List<Used> used(DatabaseSession session, long personId) {
        return session.handle()
                .createQuery("select period, used_fen, cap_fen from accumulator where person_id = :id"
                        + " order by period desc")
                .bind("id", personId)
                .map((row, context) ->
                        new Used(row.getString("period"), row.getLong("used_fen"), row.getLong("cap_fen")))
                .list();
    }
}
