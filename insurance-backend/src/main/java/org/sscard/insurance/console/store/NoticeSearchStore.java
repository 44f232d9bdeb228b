package org.sscard.insurance.console.store;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.LocalDate;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jdbi.v3.core.statement.Query;
import org.sscard.insurance.store.DatabaseSession;
import org.sscard.servicekit.pages.ListQuery;

/** Contribution notices as the console lists them. */
public final class NoticeSearchStore {

    private static final Map<String, String> ORDERS =
            Map.of("number", "n.notice_id", "until", "n.window_to", "amount", "n.personal_fen");

    private static final String INSURED =
            "exists (select from enrolment e where e.person_id = n.person_id) as insured ";

    private static final String FOUND = """
            from contribution_notice n join person p using (person_id)
            where (:state = '' or n.state = :state) and (:period = '' or n.period = :period)
              and (:q = '' or n.notice_id::text = :q or p.psn_no = :q or p.social_security_number = :q)
            """;

    /** @param period N and the year of cover */
    public record Found(
            long id,
            Person person,
            String period,
            String kind,
            String cls,
            String state,
            LocalDate windowTo,
            long personalFen,
            long cityFen,
            long districtFen) {

        @Override
        public String toString() {
            return "Found[" + id + "]";
        }
    }

    public long count(DatabaseSession session, ListQuery query) {
        return filtered(session.handle().createQuery("select count(*) " + FOUND), query)
                .mapTo(Long.class)
                .one();
    }

    public List<Found> find(DatabaseSession session, ListQuery query) {
        String order = ORDERS.getOrDefault(query.sort(), "n.notice_id") + (query.descending() ? " desc" : "");
        return filtered(
                        session.handle()
                                .createQuery("select n.*, p.psn_no, p.name, " + INSURED + FOUND + " order by " + order
                                        + ", n.notice_id desc limit :size offset :offset"),
                        query)
                .bind("size", query.size())
                .bind("offset", query.offset())
                .map((row, context) -> new Found(
                        row.getLong("notice_id"),
                        person(row),
                        row.getString("period"),
                        row.getString("kind"),
                        row.getString("class"),
                        row.getString("state"),
                        row.getObject("window_to", LocalDate.class),
                        row.getLong("personal_fen"),
                        row.getLong("city_fen"),
                        row.getLong("district_fen")))
                .list();
    }

    private static Query filtered(Query statement, ListQuery query) {
        for (String name : List.of("state", "period", "q")) {
            statement.bind(name, query.filter(name));
        }
        return statement;
    }

    /** @param insured she has cover, or had it; who never paid is in no register yet */
    public record Person(String psnNo, String name, boolean insured) {
        @Override
        public String toString() {
            return "Person[" + psnNo + "]";
        }
    }

    /** Whom a notice is for. */
    public Optional<Person> person(DatabaseSession session, long noticeId) {
        return session.handle()
                .createQuery("select p.psn_no, p.name, " + INSURED
                        + " from contribution_notice n join person p using (person_id) where n.notice_id = :id")
                .bind("id", noticeId)
                .map((row, context) -> person(row))
                .findOne();
    }

    private static Person person(ResultSet row) throws SQLException {
        return new Person(row.getString("psn_no"), row.getString("name"), row.getBoolean("insured"));
    }
}
