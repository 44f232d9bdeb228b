package org.sscard.insurance.enrolment.contribution;

import java.time.Clock;
import java.time.LocalDate;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.sscard.insurance.enrolment.Filing;
import org.sscard.insurance.enrolment.InsuredPerson;
import org.sscard.insurance.enrolment.SchemeBook;
import org.sscard.insurance.enrolment.contribution.store.AccumulatorStore;
import org.sscard.insurance.enrolment.contribution.store.MemberStore;
import org.sscard.insurance.enrolment.contribution.store.NoticeStore;
import org.sscard.insurance.enrolment.store.EnrolmentStore;
import org.sscard.insurance.policy.PersonStatus;
import org.sscard.insurance.store.DatabaseSession;
import org.sscard.insurance.store.DatabaseSessions;
import org.sscard.wire.error.CodedException;
import org.sscard.wire.error.ErrorCode;

/** A member's benefits, and how membership ends: leaving (Order 102 Art. 13) and the ban for a lent card (Art. 30). */
public final class Membership {

    private final DatabaseSessions sessions;
    private final SchemeBook book;
    private final Clock clock;
    private final ContributionBooks books;
    private final EnrolmentStore persons = new EnrolmentStore();
    private final MemberStore members = new MemberStore();
    private final NoticeStore notices = new NoticeStore();
    private final AccumulatorStore accumulators = new AccumulatorStore();

    public Membership(DatabaseSessions sessions, SchemeBook book, String pool, Clock clock) {
        this.sessions = sessions;
        this.book = book;
        this.clock = clock;
        this.books = new ContributionBooks(pool, clock);
    }

    /** Why cover ends by itself. There is no refund. */
    public enum LeaveReason {
        MOVED_OUT,
        HUKOU_CANCELLED,
        OTHER_SCHEME,
        DEATH
    }

    /** What the fund paid in a period, and its cap. */
    public record Used(String period, long usedFen, long capFen) {}

    /** Everything the register says of a member. Names and numbers are personal data. */
    public record Benefits(
            InsuredPerson person,
            String name,
            PersonStatus status,
            List<BenefitSpan> periods,
            List<Notice> notices,
            List<Filing> filings,
            long accountFen,
            List<Used> accumulators) {

        @Override
        public String toString() {
            return "Benefits[" + person + "]";
        }
    }

    /** @param number social security number or person number */
    public Benefits benefits(String number) {
        return sessions.read(session -> benefits(session, number));
    }

    /** Cover ends after this day; what is unpaid lapses. Told twice, the earlier day holds. */
    public Benefits leave(String number, LeaveReason reason, LocalDate lastDay, String account) {
        return sessions.inTransaction(session -> {
            long id = required(session, number).personId();
            members.leave(session, id, lastDay);
            notices.lapseOf(session, id);
            members.event(session, id, "LEAVE", lastDay, reason.name(), 0, account, clock.instant());
            return benefits(session, number);
        });
    }

    /** No benefits and no enrolment for the years of Art. 30 from the decision; a decision told twice counts once. */
    public Benefits ban(String number, LocalDate decidedOn, long recoverFen, String remark, String account) {
        if (decidedOn.isAfter(LocalDate.now(clock))) {
            throw new CodedException(ErrorCode.PAYMENT_DATE_INVALID, decidedOn);
        }
        return sessions.inTransaction(session -> {
            long id = required(session, number).personId();
            if (members.event(session, id, "BAN", decidedOn, remark, recoverFen, account, clock.instant())) {
                int years = book.residents(decidedOn).file().enrolment().banYears();
                members.ban(session, id, decidedOn.plusYears(years));
                books.recovery(session, id, recoverFen);
            }
            return benefits(session, number);
        });
    }

    private InsuredPerson required(DatabaseSession session, String number) {
        return persons.find(session, number).orElseThrow(() -> new CodedException(ErrorCode.INSURED_PERSON_UNKNOWN));
    }

    private Benefits benefits(DatabaseSession session, String number) {
        InsuredPerson person = required(session, number);
        long id = person.personId();
        MemberStore.@Nullable Details details = members.details(session, id).orElse(null);
        return new Benefits(
                person,
                details == null ? "" : details.name(),
                details == null ? PersonStatus.NONE : details.status(),
                notices.periods(session, id),
                notices.ofPerson(session, id),
                persons.filings(session, id),
                accumulators.balance(session, id),
                accumulators.all(session, id));
    }
}
