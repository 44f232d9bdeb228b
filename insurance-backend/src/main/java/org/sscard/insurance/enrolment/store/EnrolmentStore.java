package org.sscard.insurance.enrolment.store;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.sscard.insurance.enrolment.Filing;
import org.sscard.insurance.enrolment.InsuredPerson;
import org.sscard.insurance.enrolment.Registration;
import org.sscard.insurance.enrolment.Scheme;
import org.sscard.insurance.policy.InsuredClass;
import org.sscard.insurance.store.DatabaseSession;

/** Persons, their cover and their filings. */
public final class EnrolmentStore {

    private static final String COVER = """
            select p.person_id, p.psn_no, p.social_security_number, e.scheme, e.class, e.pupil, e.region,
                   e.benefit_start, e.cover_end, e.banned_until
            from person p join enrolment e using (person_id)
            """;

    /** By social security number or person number. */
    public Optional<InsuredPerson> find(DatabaseSession session, String number) {
        return session.handle()
                .createQuery(COVER + "where p.social_security_number = :number or p.psn_no = :number")
                .bind("number", number)
                .map((row, context) -> person(row))
                .findOne();
    }

    public Optional<InsuredPerson> find(DatabaseSession session, String number, LocalDate on) {
        Asked asked = new Asked(number, on);
        return Optional.ofNullable(find(session, Set.of(asked)).get(asked));
    }

    public Optional<InsuredPerson> find(DatabaseSession session, long personId) {
        return session.handle()
                .createQuery(COVER + "where p.person_id = :id")
                .bind("id", personId)
                .map((row, context) -> person(row))
                .findOne();
    }

    /**
     * A person who is looked for.
     *
     * @param number social security number or person number
     * @param on the day whose cover counts
     */
    public record Asked(String number, LocalDate on) {}

    /**
     * Those of the persons who are known, with the cover of the day: a period that a payment gave, where one holds the day
     * (Order 102 Art. 16, 17), else the cover that the register shows.
     */
    public Map<Asked, InsuredPerson> find(DatabaseSession session, Set<Asked> asked) {
        List<Asked> all = List.copyOf(asked);
        Map<Asked, InsuredPerson> found = new HashMap<>();
        session.handle()
                .createQuery("""
                        select r.n, p.person_id, p.psn_no, p.social_security_number, e.scheme,
                               coalesce(b.class, e.class) as class, coalesce(b.pupil, e.pupil) as pupil, e.region,
                               coalesce(b.begins, e.benefit_start) as benefit_start,
                               case when b.begins is null then e.cover_end else b.ends end as cover_end, e.banned_until
                        from unnest(:numbers, :days) with ordinality as r (number, on_day, n)
                        join person p on p.social_security_number = r.number or p.psn_no = r.number
                        join enrolment e using (person_id)
                        left join lateral (select class, pupil, begins, ends from benefit_period b
                            where b.person_id = p.person_id and b.state = 'LIVE'
                              and r.on_day between b.begins and b.ends limit 1) b on true
                        """)
                .bindArray(
                        "numbers", String.class, all.stream().map(Asked::number).toList())
                .bindArray("days", LocalDate.class, all.stream().map(Asked::on).toList())
                .map((row, context) -> found.put(all.get(row.getInt("n") - 1), person(row)))
                .list();
        return found;
    }

    public Map<Long, List<Filing>> filings(DatabaseSession session, Set<Long> persons) {
        Map<Long, List<Filing>> filings = new HashMap<>();
        session.handle()
                .createQuery(
                        "select person_id, kind, institution, begins, ends from filing where person_id = any(:ids)")
                .bindArray("ids", Long.class, persons)
                .map((row, context) -> filings.computeIfAbsent(row.getLong("person_id"), id -> new ArrayList<>())
                        .add(new Filing(
                                Filing.Kind.valueOf(row.getString("kind")),
                                row.getString("institution"),
                                row.getObject("begins", LocalDate.class),
                                row.getObject("ends", LocalDate.class))))
                .list();
        return filings;
    }

    public List<Filing> filings(DatabaseSession session, long personId) {
        return filings(session, Set.of(personId)).getOrDefault(personId, List.of());
    }

    /** Those of the regions that belong to this pool. */
    public Set<String> pooled(DatabaseSession session, Set<String> regions) {
        return session.handle()
                .createQuery("select code from region where code = any(:codes) and pooled")
                .bindArray("codes", String.class, regions)
                .mapTo(String.class)
                .set();
    }

    /** Whether the region belongs to this pool. */
    public boolean pooled(DatabaseSession session, String region) {
        return !pooled(session, Set.of(region)).isEmpty();
    }

    /** False when the person was registered before; then nothing changes. */
    public boolean register(DatabaseSession session, Registration person) {
        Optional<Long> id = session.handle()
                .createQuery("""
                        with number as (select nextval('person_number') as n)
                        insert into person (person_id, psn_no, social_security_number, name)
                        select n, :region || '10' || lpad(n::text, 12, '0'), :ssn, :name from number
                        on conflict (social_security_number) do nothing
                        returning person_id
                        """)
                .bind("region", person.region())
                .bind("ssn", person.socialSecurityNumber())
                .bind("name", person.name())
                .mapTo(Long.class)
                .findOne();
        id.ifPresent(personId -> cover(session, personId, person));
        return id.isPresent();
    }

    private static void cover(DatabaseSession session, long personId, Registration person) {
        session.handle()
                .createUpdate("""
                        insert into enrolment (person_id, scheme, class, pupil, region, benefit_start, cover_end)
                        values (:id, :scheme, :class, :pupil, :region, :start, :end)
                        """)
                .bind("id", personId)
                .bind("scheme", person.scheme().name())
                .bind("class", person.cls() == null ? null : person.cls().name())
                .bind("pupil", person.pupil())
                .bind("region", person.region())
                .bind("start", person.benefitStart())
                .bind("end", person.coverEnd())
                .execute();
        if (person.scheme() == Scheme.EMPLOYEE) {
            session.handle()
                    .createUpdate("insert into personal_account (person_id, balance_fen) values (:id, 0)")
                    .bind("id", personId)
                    .execute();
        }
    }

    private static InsuredPerson person(ResultSet row) throws SQLException {
        String cls = row.getString("class");
        return new InsuredPerson(
                row.getLong("person_id"),
                row.getString("psn_no"),
                row.getString("social_security_number"),
                Scheme.valueOf(row.getString("scheme")),
                cls == null ? null : InsuredClass.valueOf(cls),
                row.getBoolean("pupil"),
                row.getString("region"),
                row.getObject("benefit_start", LocalDate.class),
                date(row, "cover_end"),
                date(row, "banned_until"));
    }

    private static @Nullable LocalDate date(ResultSet row, String column) throws SQLException {
        return row.getObject(column, LocalDate.class);
    }
}
