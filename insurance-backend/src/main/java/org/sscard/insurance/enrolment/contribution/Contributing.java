package org.sscard.insurance.enrolment.contribution;

import java.time.Clock;
import java.time.LocalDate;
import java.time.Month;
import java.util.List;
import java.util.Optional;
import org.sscard.insurance.enrolment.SchemeBook;
import org.sscard.insurance.enrolment.contribution.store.MemberStore;
import org.sscard.insurance.enrolment.contribution.store.NoticeStore;
import org.sscard.insurance.enrolment.contribution.store.SubsidyStore;
import org.sscard.insurance.enrolment.review.Applicant;
import org.sscard.insurance.enrolment.review.Application;
import org.sscard.insurance.policy.BenefitStart;
import org.sscard.insurance.policy.Classification;
import org.sscard.insurance.policy.Contributions;
import org.sscard.insurance.policy.InsuredClass;
import org.sscard.insurance.policy.Policy;
import org.sscard.insurance.policy.PolicyFile;
import org.sscard.insurance.store.DatabaseSession;
import org.sscard.insurance.store.DatabaseSessions;
import org.sscard.spec.identity.ResidentIdNumber;
import org.sscard.wire.error.CodedException;
import org.sscard.wire.error.ErrorCode;

/**
 * Contribution notices and their payment (Order 102 Art. 8, 10, 12, 14 to 17, 36): one sum, in full, within the window; a
 * payment gives cover and makes the subsidies of city and district due.
 */
public final class Contributing {

    private static final int PERSONS_IN_A_TRANSACTION = 200;

    private final DatabaseSessions sessions;
    private final SchemeBook book;
    private final Clock clock;
    private final ContributionBooks books;
    private final NoticeStore notices = new NoticeStore();
    private final MemberStore members = new MemberStore();
    private final SubsidyStore subsidies = new SubsidyStore();

    public Contributing(DatabaseSessions sessions, SchemeBook book, String pool, Clock clock) {
        this.sessions = sessions;
        this.book = book;
        this.clock = clock;
        this.books = new ContributionBooks(pool, clock);
    }

    /** The first notice of an admitted person, in the caller's transaction. */
    public void admit(DatabaseSession session, Application application, LocalDate today) {
        Applicant applicant = application.applicant();
        Policy policy = book.residents(today);
        long personId = members.member(session, applicant);
        MemberStore.Origin origin = members.origin(session, personId);
        boolean first = firstWindow(policy, origin, today);
        LocalDate yearEnd = LocalDate.of(today.getYear(), Month.DECEMBER, 31);
        Contributions contributions = new Contributions(policy);
        boolean subsidised = subsidised(policy, origin, today);
        PolicyFile.Contribution rules = policy.file().contribution();
        Contributions.Parts parts = first
                ? fraction(
                        contributions,
                        application,
                        subsidised,
                        applicant.pupil() ? rules.firstYearPupil() : rules.firstYearNonPupil())
                : fraction(contributions, application, subsidised, new PolicyFile.Fraction(1, 1));
        if (first && applicant.pupil()) {
            parts = parts.plus(fraction(contributions, application, subsidised, new PolicyFile.Fraction(1, 1)));
        }
        Notice notice = new Notice(
                0,
                personId,
                period(today.getYear()),
                Notice.Kind.NEW,
                application.cls(),
                applicant.status(),
                applicant.pupil(),
                applicant.region(),
                today,
                first ? policy.file().benefitStart().firstWindowTo() : yearEnd,
                parts,
                first && applicant.pupil() ? yearEnd.plusYears(1) : yearEnd,
                Notice.State.DUE,
                null,
                null,
                application.basis());
        if (!notices.insert(session, notice)) {
            throw new CodedException(ErrorCode.ENROLMENT_ALREADY_INSURED);
        }
    }

    private static Contributions.Parts fraction(
            Contributions contributions, Application application, boolean subsidised, PolicyFile.Fraction part) {
        return contributions
                .of(
                        application.cls(),
                        application.applicant().status(),
                        subsidised,
                        part.numerator(),
                        part.denominator())
                .orElseThrow(() -> new CodedException(ErrorCode.ENROLMENT_NOT_ADMITTED, application.basis()));
    }

    /** Art. 36: eligible before implementation, in the window of the first year. */
    private static boolean firstWindow(Policy policy, MemberStore.Origin origin, LocalDate today) {
        PolicyFile.BenefitStart rules = policy.file().benefitStart();
        return origin.eligibleOn().isBefore(rules.implementation())
                && !today.isBefore(rules.firstWindowFrom())
                && !today.isAfter(rules.firstWindowTo());
    }

    /** Art. 12: who moved in after implementation has no subsidy for two years from the first payment. */
    private static boolean subsidised(Policy policy, MemberStore.Origin origin, LocalDate on) {
        LocalDate firstPaid = origin.firstPaidOn();
        int months = policy.file().contribution().noSubsidyMonths();
        return !origin.movedIn() || (firstPaid != null && !on.isBefore(firstPaid.plusMonths(months)));
    }

    private static String period(int year) {
        return "N" + year;
    }

    /**
     * @param issued new notices
     * @param notAdmitted persons whom no class admits any more: their cover ends with the year
     */
    public record Issued(int issued, int notAdmitted) {}

    /** Draws up the notices of a year's cover; again, only what is missing. Possible from the window's first day on. */
    public Issued issue(int year) {
        LocalDate today = LocalDate.now(clock);
        Policy policy = book.residents(today);
        LocalDate from = policy.file().contribution().windowFrom().atYear(year - 1);
        if (today.isBefore(from)) {
            throw new CodedException(ErrorCode.CONTRIBUTION_NOT_YET, from);
        }
        int issued = 0;
        int notAdmitted = 0;
        long after = 0;
        while (true) {
            long start = after;
            Batch batch = sessions.inTransaction(session -> renew(session, policy, year, from, start));
            issued += batch.issued();
            notAdmitted += batch.notAdmitted();
            if (batch.last() == start) {
                return new Issued(issued, notAdmitted);
            }
            after = batch.last();
        }
    }

    private record Batch(int issued, int notAdmitted, long last) {}

    private Batch renew(DatabaseSession session, Policy policy, int year, LocalDate from, long after) {
        int issued = 0;
        int notAdmitted = 0;
        long last = after;
        for (MemberStore.Renewable person :
                members.renewable(session, period(year), from, after, PERSONS_IN_A_TRANSACTION)) {
            last = person.personId();
            Optional<Notice> notice = renewal(session, policy, year, from, person);
            if (notice.isEmpty()) {
                notAdmitted++;
            } else if (notices.insert(session, notice.get())) {
                issued++;
            }
        }
        return new Batch(issued, notAdmitted, last);
    }

    /** The class is found anew on the window's first day: who came of age in the meantime changes class or leaves. */
    private Optional<Notice> renewal(
            DatabaseSession session, Policy policy, int year, LocalDate from, MemberStore.Renewable person) {
        ResidentIdNumber number = new ResidentIdNumber(person.socialSecurityNumber());
        LocalDate birth = person.birth();
        String sex = person.sex();
        Classification.Result result = new Classification(policy)
                .classify(
                        new Classification.Applicant(
                                sex == null ? number.isMale() : sex.equals("M"),
                                birth == null ? number.birthDate() : birth,
                                person.status(),
                                person.pupil(),
                                false,
                                true,
                                false,
                                false,
                                false,
                                person.bannedUntil()),
                        from);
        InsuredClass cls = result.cls();
        if (cls == null) {
            return Optional.empty();
        }
        boolean subsidised = subsidised(policy, members.origin(session, person.personId()), from);
        return new Contributions(policy)
                .of(cls, person.status(), subsidised, 1, 1)
                .map(parts -> new Notice(
                        0,
                        person.personId(),
                        period(year),
                        Notice.Kind.RENEWAL,
                        cls,
                        person.status(),
                        person.pupil(),
                        person.region(),
                        from,
                        policy.file().contribution().windowTo().atYear(year - 1),
                        parts,
                        LocalDate.of(year, Month.DECEMBER, 31),
                        Notice.State.DUE,
                        null,
                        null,
                        result.basis()));
    }

    /** After the window: what is not paid lapses and cover ends with the old year (Art. 17); answers how many. */
    public int closeWindow(int year) {
        LocalDate today = LocalDate.now(clock);
        LocalDate to = book.residents(today).file().contribution().windowTo().atYear(year - 1);
        if (!today.isAfter(to)) {
            throw new CodedException(ErrorCode.CONTRIBUTION_NOT_YET, to.plusDays(1));
        }
        return sessions.inTransaction(session -> {
            int lapsed = notices.lapse(session, period(year), today);
            members.endUnpaid(session, period(year), LocalDate.of(year - 1, Month.DECEMBER, 31));
            return lapsed;
        });
    }

    /** Books a payment; the same id with the same content answers the same notice. */
    public Notice pay(String paymentId, long noticeId, long amountFen, LocalDate paidOn) {
        NoticeStore.Payment content = new NoticeStore.Payment(noticeId, amountFen, paidOn);
        return sessions.inTransaction(session -> {
            Notice notice = required(session, noticeId);
            Optional<NoticeStore.Payment> known = notices.payment(session, paymentId);
            if (known.isPresent()) {
                if (!known.get().equals(content)) {
                    throw new CodedException(ErrorCode.TRANSACTION_CONTENT_DIFFERS, paymentId);
                }
                return notice;
            }
            return paid(session, notice, paymentId, content);
        });
    }

    private Notice paid(DatabaseSession session, Notice notice, String paymentId, NoticeStore.Payment payment) {
        LocalDate paidOn = payment.paidOn();
        if (paidOn.isAfter(LocalDate.now(clock))) {
            throw new CodedException(ErrorCode.PAYMENT_DATE_INVALID, paidOn);
        }
        if (paidOn.isBefore(notice.windowFrom())) {
            throw new CodedException(ErrorCode.CONTRIBUTION_NOT_YET, notice.windowFrom());
        }
        if (notice.state() != Notice.State.DUE || paidOn.isAfter(notice.windowTo())) {
            throw new CodedException(ErrorCode.NOTICE_NOT_DUE, notice.id());
        }
        if (payment.amountFen() != notice.parts().personalFen()) {
            throw new CodedException(
                    ErrorCode.CONTRIBUTION_NOT_IN_FULL, notice.parts().personalFen());
        }
        Policy policy = book.residents(paidOn);
        notices.paid(session, notice, paymentId, paidOn, span(session, policy, notice, paidOn));
        members.cover(session, notice, span(session, policy, notice, paidOn));
        LocalDate due = paidOn.plusDays(policy.file().contribution().subsidyWithinDays());
        subsidies.claim(session, notice.id(), Subsidy.CITY, notice.parts().cityFen(), due);
        subsidies.claim(session, notice.id(), notice.region(), notice.parts().districtFen(), due);
        books.contribution(session, notice);
        return required(session, notice.id());
    }

    /** A renewal goes on on 1 January; other cover begins as Art. 16, 17 and 36 say and ends with its year. */
    private BenefitSpan span(DatabaseSession session, Policy policy, Notice notice, LocalDate paidOn) {
        if (notice.kind() == Notice.Kind.RENEWAL) {
            return new BenefitSpan(notice.coverTo().withDayOfYear(1), notice.coverTo(), "10");
        }
        MemberStore.Origin origin = members.origin(session, notice.personId());
        BenefitStart.Result start =
                new BenefitStart(policy).of(origin.eligibleOn(), paidOn, origin.movedIn(), origin.lapsed());
        LocalDate yearEnd = LocalDate.of(start.start().getYear(), Month.DECEMBER, 31);
        LocalDate end = notice.coverTo().isBefore(yearEnd) ? yearEnd : notice.coverTo();
        return new BenefitSpan(start.start(), end, start.basis());
    }

    /** Books what city or a district paid over; the same id with the same content answers the same. */
    public Subsidy subsidyPaid(String paymentId, String payer, long amountFen, LocalDate paidOn) {
        SubsidyStore.Payment payment = new SubsidyStore.Payment(payer, amountFen, paidOn);
        if (paidOn.isAfter(LocalDate.now(clock))) {
            throw new CodedException(ErrorCode.PAYMENT_DATE_INVALID, paidOn);
        }
        return sessions.inTransaction(session -> {
            subsidies.lock(session, payer);
            Optional<SubsidyStore.Payment> known = subsidies.payment(session, paymentId);
            if (known.isPresent() && !known.get().equals(payment)) {
                throw new CodedException(ErrorCode.TRANSACTION_CONTENT_DIFFERS, paymentId);
            }
            if (known.isEmpty()) {
                if (account(session, payer).openFen() < amountFen) {
                    throw new CodedException(ErrorCode.SUBSIDY_EXCEEDS_CLAIM, payer);
                }
                subsidies.paid(session, paymentId, payment);
                books.subsidy(session, payer, amountFen);
            }
            return account(session, payer);
        });
    }

    private Subsidy account(DatabaseSession session, String payer) {
        return subsidies.accounts(session).stream()
                .filter(account -> account.payer().equals(payer))
                .findFirst()
                .orElseGet(() -> new Subsidy(payer, 0, 0, null));
    }

    public List<Subsidy> subsidies() {
        return sessions.read(subsidies::accounts);
    }

    private Notice required(DatabaseSession session, long noticeId) {
        return notices.lock(session, noticeId)
                .orElseThrow(() -> new CodedException(ErrorCode.NOTICE_NOT_FOUND, noticeId));
    }
}
