package org.sscard.insurance.enrolment.contribution.store;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.LocalDate;
import java.util.List;
import java.util.Optional;
import org.sscard.insurance.enrolment.contribution.BenefitSpan;
import org.sscard.insurance.enrolment.contribution.Notice;
import org.sscard.insurance.policy.Contributions;
import org.sscard.insurance.policy.InsuredClass;
import org.sscard.insurance.policy.PersonStatus;
import org.sscard.insurance.store.DatabaseSession;

/** Contribution notices, their payments and the cover these gave. */
public final class NoticeStore {

    /** False when the person has a notice of the period already. */
    public boolean insert(DatabaseSession session, Notice notice) {
        return session.handle()
                        .createUpdate("""
                                insert into contribution_notice (person_id, period, kind, class, status, pupil, region,
                                    window_from, window_to, personal_fen, city_fen, district_fen, cover_to, state, basis)
                                values (:person, :period, :kind, :class, :status, :pupil, :region, :from, :to, :personal,
                                    :city, :district, :coverTo, 'DUE', :basis)
                                on conflict (person_id, period) where state <> 'LAPSED' do nothing
                                """)
                        .bind("person", notice.personId())
                        .bind("period", notice.period())
                        .bind("kind", notice.kind().name())
                        .bind("class", notice.cls().name())
                        .bind("status", notice.status().name())
                        .bind("pupil", notice.pupil())
                        .bind("region", notice.region())
                        .bind("from", notice.windowFrom())
                        .bind("to", notice.windowTo())
                        .bind("personal", notice.parts().personalFen())
                        .bind("city", notice.parts().cityFen())
                        .bind("district", notice.parts().districtFen())
                        .bind("coverTo", notice.coverTo())
                        .bind("basis", notice.basis())
                        .execute()
                == 1;
    }

    /** Locked until the transaction ends. */
    public Optional<Notice> lock(DatabaseSession session, long id) {
        return session.handle()
                .createQuery("select * from contribution_notice where notice_id = :id for update")
                .bind("id", id)
                .map((row, context) -> notice(row))
                .findOne();
    }

    public Optional<Notice> find(DatabaseSession session, long id) {
        return session.handle()
                .createQuery("select * from contribution_notice where notice_id = :id")
                .bind("id", id)
                .map((row, context) -> notice(row))
                .findOne();
    }

    /** Newest first. */
    public List<Notice> ofPerson(DatabaseSession session, long personId) {
        return session.handle()
                .createQuery("select * from contribution_notice where person_id = :person order by notice_id desc")
                .bind("person", personId)
                .map((row, context) -> notice(row))
                .list();
    }

    /** What a payment id was used for. */
    public record Payment(long noticeId, long amountFen, LocalDate paidOn) {}

    public Optional<Payment> payment(DatabaseSession session, String paymentId) {
        return session.handle()
                .createQuery("select notice_id, amount_fen, paid_on from contribution_payment where payment_id = :id")
                .bind("id", paymentId)
                .map((row, context) -> new Payment(
                        row.getLong("notice_id"), row.getLong("amount_fen"), row.getObject("paid_on", LocalDate.class)))
                .findOne();
    }

    public void paid(DatabaseSession session, Notice notice, String paymentId, LocalDate paidOn, BenefitSpan cover) {
        session.handle()
                .createUpdate("""
                        with payment as (insert into contribution_payment (payment_id, notice_id, amount_fen, paid_on)
                            values (:payment, :notice, :amount, :paidOn)),
                        period as (insert into benefit_period (person_id, begins, ends, class, pupil, notice_id, basis)
                            values (:person, :begins, :ends, :class, :pupil, :notice, :basis)),
                        origin as (update enrolment_origin set first_paid_on = :paidOn
                            where person_id = :person and first_paid_on is null)
                        update contribution_notice
                        set state = 'PAID', paid_on = :paidOn, benefit_start = :begins, cover_to = :ends, basis = :basis
                        where notice_id = :notice
                        """)
                .bind("payment", paymentId)
                .bind("notice", notice.id())
                .bind("amount", notice.parts().personalFen())
                .bind("paidOn", paidOn)
                .bind("person", notice.personId())
                .bind("begins", cover.begins())
                .bind("ends", cover.ends())
                .bind("class", notice.cls().name())
                .bind("pupil", notice.pupil())
                .bind("basis", cover.basis())
                .execute();
    }

    /** Ends the notices of a period whose window is over; answers how many. */
    public int lapse(DatabaseSession session, String period, LocalDate today) {
        return session.handle()
                .createUpdate("""
                        update contribution_notice set state = 'LAPSED'
                        where period = :period and state = 'DUE' and window_to < :today
                        """)
                .bind("period", period)
                .bind("today", today)
                .execute();
    }

    public void lapseOf(DatabaseSession session, long personId) {
        session.handle()
                .createUpdate(
                        "update contribution_notice set state = 'LAPSED' where person_id = :person and state = 'DUE'")
                .bind("person", personId)
                .execute();
    }

    public List<BenefitSpan> periods(DatabaseSession session, long personId) {
        return session.handle()
                .createQuery("""
                        select begins, ends, basis from benefit_period
                        where person_id = :person and state = 'LIVE' order by begins
                        """)
                .bind("person", personId)
                .map((row, context) -> new BenefitSpan(
                        row.getObject("begins", LocalDate.class),
                        row.getObject("ends", LocalDate.class),
                        row.getString("basis")))
                .list();
    }

    private static Notice notice(ResultSet row) throws SQLException {
        long city = row.getLong("city_fen");
        long district = row.getLong("district_fen");
        return new Notice(
                row.getLong("notice_id"),
                row.getLong("person_id"),
                row.getString("period"),
                Notice.Kind.valueOf(row.getString("kind")),
                InsuredClass.valueOf(row.getString("class")),
                PersonStatus.valueOf(row.getString("status")),
                row.getBoolean("pupil"),
                row.getString("region"),
                row.getObject("window_from", LocalDate.class),
                row.getObject("window_to", LocalDate.class),
                new Contributions.Parts(row.getLong("personal_fen"), city + district, city, district),
                row.getObject("cover_to", LocalDate.class),
                Notice.State.valueOf(row.getString("state")),
                row.getObject("paid_on", LocalDate.class),
                row.getObject("benefit_start", LocalDate.class),
                row.getString("basis"));
    }
}
