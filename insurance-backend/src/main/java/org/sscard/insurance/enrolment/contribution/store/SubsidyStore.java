package org.sscard.insurance.enrolment.contribution.store;

import java.time.LocalDate;
import java.util.List;
import java.util.Optional;
import org.sscard.insurance.enrolment.contribution.Subsidy;
import org.sscard.insurance.store.DatabaseSession;

/** Claims on city and districts, and what they paid over. */
public final class SubsidyStore {

    public void claim(DatabaseSession session, long noticeId, String payer, long amountFen, LocalDate dueOn) {
        if (amountFen == 0) {
            return;
        }
        session.handle()
                .createUpdate("insert into subsidy_claim (notice_id, payer, amount_fen, due_on) values (?, ?, ?, ?)")
                .bind(0, noticeId)
                .bind(1, payer)
                .bind(2, amountFen)
                .bind(3, dueOn)
                .execute();
    }

    /** One payment of a payer at a time. */
    public void lock(DatabaseSession session, String payer) {
        session.handle()
                .createQuery("select pg_advisory_xact_lock(hashtext('subsidy/' || :payer))::text")
                .bind("payer", payer)
                .mapTo(String.class)
                .list();
    }

    /** Payments settle the oldest claims first; the due date is that of the first claim not settled whole. */
    public List<Subsidy> accounts(DatabaseSession session) {
        return session.handle()
                .createQuery("""
                        with paid as (select payer, sum(amount_fen) as paid from subsidy_payment group by payer),
                        claims as (select c.payer, c.amount_fen, c.due_on, coalesce(p.paid, 0) as paid,
                                sum(c.amount_fen) over (partition by c.payer order by c.due_on, c.notice_id) as running
                            from subsidy_claim c left join paid p using (payer))
                        select payer, sum(amount_fen) as claimed, max(paid) as paid,
                               min(due_on) filter (where running > paid) as due
                        from claims group by payer order by payer
                        """)
                .map((row, context) -> new Subsidy(
                        row.getString("payer"),
                        row.getLong("claimed"),
                        row.getLong("paid"),
                        row.getObject("due", LocalDate.class)))
                .list();
    }

    /** What a payment id was used for. */
    public record Payment(String payer, long amountFen, LocalDate paidOn) {}

    public Optional<Payment> payment(DatabaseSession session, String paymentId) {
        return session.handle()
                .createQuery("select payer, amount_fen, paid_on from subsidy_payment where payment_id = :id")
                .bind("id", paymentId)
                .map((row, context) -> new Payment(
                        row.getString("payer"), row.getLong("amount_fen"), row.getObject("paid_on", LocalDate.class)))
                .findOne();
    }

    public void paid(DatabaseSession session, String paymentId, Payment payment) {
        session.handle()
                .createUpdate(
                        "insert into subsidy_payment (payment_id, payer, amount_fen, paid_on) values (?, ?, ?, ?)")
                .bind(0, paymentId)
                .bind(1, payment.payer())
                .bind(2, payment.amountFen())
                .bind(3, payment.paidOn())
                .execute();
    }
}
