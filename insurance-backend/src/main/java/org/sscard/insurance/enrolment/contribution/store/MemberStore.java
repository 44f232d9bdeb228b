package org.sscard.insurance.enrolment.contribution.store;

import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.sscard.insurance.enrolment.contribution.BenefitSpan;
import org.sscard.insurance.enrolment.contribution.Notice;
import org.sscard.insurance.enrolment.review.Applicant;
import org.sscard.insurance.policy.PersonStatus;
import org.sscard.insurance.store.DatabaseSession;
import org.sscard.spec.identity.ResidentIdNumber;

/** Persons as members of the scheme: who they are, what they are covered by, and how that ends. */
public final class MemberStore {

    /** The person of an admitted application, new or known. */
    public long member(DatabaseSession session, Applicant applicant) {
        ResidentIdNumber number = new ResidentIdNumber(applicant.socialSecurityNumber());
        session.handle()
                .createUpdate("""
                        with number as (select nextval('person_number') as n)
                        insert into person (person_id, psn_no, social_security_number, name, sex, birth)
                        select n, :region || '10' || lpad(n::text, 12, '0'), :ssn, :name, :sex, :birth from number
                        on conflict (social_security_number) do nothing
                        """)
                .bind("region", applicant.region())
                .bind("ssn", applicant.socialSecurityNumber())
                .bind("name", applicant.name())
                .bind("sex", number.isMale() ? "M" : "F")
                .bind("birth", number.birthDate())
                .execute();
        long id = session.handle()
                .createQuery("select person_id from person where social_security_number = :ssn")
                .bind("ssn", applicant.socialSecurityNumber())
                .mapTo(Long.class)
                .one();
        session.handle()
                .createUpdate("""
                        insert into enrolment_origin (person_id, eligible_on, moved_in)
                        values (:id, :eligible, :movedIn) on conflict do nothing
                        """)
                .bind("id", id)
                .bind("eligible", applicant.eligibleOn())
                .bind("movedIn", applicant.movedIn())
                .execute();
        return id;
    }

    /**
     * What later contributions depend on.
     *
     * @param lapsed whether the person was covered before
     */
    public record Origin(
            LocalDate eligibleOn, boolean movedIn, @Nullable LocalDate firstPaidOn, boolean lapsed) {}

    public Origin origin(DatabaseSession session, long personId) {
        return session.handle()
                .createQuery("""
                        select coalesce(o.eligible_on, e.benefit_start) as eligible_on,
                               coalesce(o.moved_in, false) as moved_in, o.first_paid_on,
                               e.person_id is not null as lapsed
                        from person p left join enrolment_origin o using (person_id) left join enrolment e using (person_id)
                        where p.person_id = :id
                        """)
                .bind("id", personId)
                .map((row, context) -> new Origin(
                        row.getObject("eligible_on", LocalDate.class),
                        row.getBoolean("moved_in"),
                        row.getObject("first_paid_on", LocalDate.class),
                        row.getBoolean("lapsed")))
                .one();
    }

    /** Widens the cover where the new period follows it, else begins it anew. */
    public void cover(DatabaseSession session, Notice notice, BenefitSpan span) {
        session.handle()
                .createUpdate("""
                        insert into enrolment (person_id, scheme, class, status, pupil, region, benefit_start, cover_end)
                        values (:id, 'RESIDENT', :class, :status, :pupil, :region, :begins, :ends)
                        on conflict (person_id) do update set
                            class = case when enrolment.cover_end < :begins::date - 1 then :class else enrolment.class end,
                            status = :status,
                            pupil = case when enrolment.cover_end < :begins::date - 1 then :pupil else enrolment.pupil end,
                            region = :region,
                            benefit_start = case when enrolment.cover_end < :begins::date - 1
                                then :begins else enrolment.benefit_start end,
                            cover_end = case when enrolment.cover_end is null then null
                                else greatest(enrolment.cover_end, :ends) end
                        """)
                .bind("id", notice.personId())
                .bind("class", notice.cls().name())
                .bind("status", notice.status().name())
                .bind("pupil", notice.pupil())
                .bind("region", notice.region())
                .bind("begins", span.begins())
                .bind("ends", span.ends())
                .execute();
    }

    /** A resident whose cover can be renewed. */
    public record Renewable(
            long personId,
            String socialSecurityNumber,
            @Nullable String sex,
            @Nullable LocalDate birth,
            PersonStatus status,
            boolean pupil,
            String region,
            @Nullable LocalDate bannedUntil) {

        @Override
        public String toString() {
            return "Renewable[" + personId + "]";
        }
    }

    /** Residents of the pool whose cover reaches into the window, without a notice of the period, by person id. */
    public List<Renewable> renewable(
            DatabaseSession session, String period, LocalDate windowFrom, long after, int limit) {
        return session.handle()
                .createQuery("""
                        select p.person_id, p.social_security_number, p.sex, p.birth, e.status, e.pupil, e.region,
                               e.banned_until
                        from enrolment e join person p using (person_id) join region r on r.code = e.region
                        where e.scheme = 'RESIDENT' and r.pooled and e.person_id > :after
                          and e.benefit_start <= :from and (e.cover_end is null or e.cover_end >= :from)
                          and not exists (select from contribution_notice n
                              where n.person_id = e.person_id and n.period = :period)
                        order by e.person_id limit :limit
                        """)
                .bind("after", after)
                .bind("from", windowFrom)
                .bind("period", period)
                .bind("limit", limit)
                .map((row, context) -> new Renewable(
                        row.getLong("person_id"),
                        row.getString("social_security_number"),
                        row.getString("sex"),
                        row.getObject("birth", LocalDate.class),
                        PersonStatus.valueOf(row.getString("status")),
                        row.getBoolean("pupil"),
                        row.getString("region"),
                        row.getObject("banned_until", LocalDate.class)))
                .list();
    }

    /** Ends the open cover of those whose notice of the period lapsed (Art. 17). */
    public void endUnpaid(DatabaseSession session, String period, LocalDate lastDay) {
        session.handle()
                .createUpdate("""
                        update enrolment e set cover_end = :last
                        where (cover_end is null or cover_end > :last) and exists (select from contribution_notice n
                            where n.person_id = e.person_id and n.period = :period and n.state = 'LAPSED')
                          and not exists (select from contribution_notice n
                            where n.person_id = e.person_id and n.period = :period and n.state <> 'LAPSED')
                        """)
                .bind("period", period)
                .bind("last", lastDay)
                .execute();
    }

    /** Cover ends on a day; periods after it are withdrawn, the one that holds it is cut. */
    public void leave(DatabaseSession session, long personId, LocalDate lastDay) {
        session.handle()
                .createUpdate("""
                        with cut as (update benefit_period set ends = :last
                            where person_id = :id and state = 'LIVE' and begins <= :last and ends > :last),
                        withdrawn as (update benefit_period set state = 'WITHDRAWN'
                            where person_id = :id and state = 'LIVE' and begins > :last)
                        update enrolment set cover_end = :last
                        where person_id = :id and (cover_end is null or cover_end > :last)
                        """)
                .bind("id", personId)
                .bind("last", lastDay)
                .execute();
    }

    public void ban(DatabaseSession session, long personId, LocalDate until) {
        session.handle()
                .createUpdate(
                        "update enrolment set banned_until = greatest(banned_until, :until) where person_id = :id")
                .bind("id", personId)
                .bind("until", until)
                .execute();
    }

    /** False when this event of the day is known. */
    public boolean event(
            DatabaseSession session,
            long personId,
            String kind,
            LocalDate day,
            String reason,
            long amountFen,
            String account,
            Instant at) {
        return session.handle()
                        .createUpdate("""
                                insert into person_event (person_id, kind, day, reason, amount_fen, account, recorded_at)
                                values (:id, :kind, :day, :reason, :amount, :account, :at) on conflict do nothing
                                """)
                        .bind("id", personId)
                        .bind("kind", kind)
                        .bind("day", day)
                        .bind("reason", reason)
                        .bind("amount", amountFen)
                        .bind("account", account)
                        .bind("at", at)
                        .execute()
                == 1;
    }

    /** What the register shows of a person beside the cover. */
    public record Details(String name, PersonStatus status) {

        @Override
        public String toString() {
            return "Details[" + status + "]";
        }
    }

    public Optional<Details> details(DatabaseSession session, long personId) {
        return session.handle()
                .createQuery("""
                        select p.name, coalesce(e.status, 'NONE') as status
                        from person p left join enrolment e using (person_id) where p.person_id = :id
                        """)
                .bind("id", personId)
                .map((row, context) ->
                        new Details(row.getString("name"), PersonStatus.valueOf(row.getString("status"))))
                .findOne();
    }
}
