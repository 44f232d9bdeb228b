package org.sscard.insurance.enrolment.review;

import java.time.Clock;
import java.time.LocalDate;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.sscard.insurance.enrolment.InsuredPerson;
import org.sscard.insurance.enrolment.SchemeBook;
import org.sscard.insurance.enrolment.contribution.Contributing;
import org.sscard.insurance.enrolment.review.store.ApplicationStore;
import org.sscard.insurance.enrolment.store.EnrolmentStore;
import org.sscard.insurance.policy.Classification;
import org.sscard.insurance.policy.InsuredClass;
import org.sscard.insurance.policy.Policy;
import org.sscard.insurance.policy.PolicyFile;
import org.sscard.insurance.store.DatabaseSession;
import org.sscard.insurance.store.DatabaseSessions;
import org.sscard.insurance.store.Digest;
import org.sscard.spec.identity.ResidentIdNumber;
import org.sscard.wire.error.CodedException;
import org.sscard.wire.error.ErrorCode;

/**
 * Registration with papers and its review, community → street → district (Order 102 Art. 9). Admission makes the first
 * contribution due; cover comes with its payment.
 */
public final class Applications {

    private final DatabaseSessions sessions;
    private final SchemeBook book;
    private final Contributing contributions;
    private final Clock clock;
    private final EnrolmentFlow flow = EnrolmentFlow.load();
    private final ApplicationStore applications = new ApplicationStore();
    private final EnrolmentStore persons = new EnrolmentStore();

    public Applications(DatabaseSessions sessions, SchemeBook book, Contributing contributions, Clock clock) {
        this.sessions = sessions;
        this.book = book;
        this.contributions = contributions;
        this.clock = clock;
    }

    public EnrolmentFlow flow() {
        return flow;
    }

    /** Whether an application was new with this call. */
    public record Filed(Application application, boolean isNew) {}

    /**
     * Applies; the same request id with the same content answers the same application.
     *
     * @throws CodedException ENROLMENT_NOT_ADMITTED with the article, ENROLMENT_ALREADY_INSURED, ENROLMENT_PAPER_UNKNOWN
     */
    public Filed apply(String requestId, Applicant applicant, List<String> papers, Reviewer by) {
        form(applicant, papers);
        Digest content = Digest.over(
                applicant.socialSecurityNumber(),
                applicant.name(),
                applicant.region(),
                applicant.status(),
                applicant.pupil(),
                applicant.eligibleOn(),
                applicant.movedIn(),
                applicant.community(),
                String.join(",", papers));
        return sessions.inTransaction(session -> {
            Optional<ApplicationStore.Known> known = applications.known(session, requestId);
            if (known.isPresent()) {
                if (!known.get().digest().equals(content)) {
                    throw new CodedException(ErrorCode.TRANSACTION_CONTENT_DIFFERS, requestId);
                }
                return new Filed(required(session, known.get().applicationId()), false);
            }
            return new Filed(filed(session, requestId, content, applicant, papers, by), true);
        });
    }

    private Application filed(
            DatabaseSession session,
            String requestId,
            Digest content,
            Applicant applicant,
            List<String> papers,
            Reviewer by) {
        LocalDate today = LocalDate.now(clock);
        Policy policy = book.residents(today);
        Optional<InsuredPerson> insured = persons.find(session, applicant.socialSecurityNumber());
        Classification.Result result = classify(policy, applicant, insured.orElse(null), today);
        InsuredClass cls = result.cls();
        if (cls == null) {
            throw new CodedException(ErrorCode.ENROLMENT_NOT_ADMITTED, result.basis());
        }
        if (insured.filter(person -> covers(person, today)).isPresent()) {
            throw new CodedException(ErrorCode.ENROLMENT_ALREADY_INSURED);
        }
        ApplicationState state =
                flow.missing(applicant, papers).isEmpty() ? ApplicationState.COMPLETE : ApplicationState.DRAFT;
        long id = applications
                .insert(
                        session,
                        requestId,
                        content,
                        state,
                        applicant,
                        cls,
                        result.basis(),
                        papers,
                        today,
                        due(policy, state, today))
                .orElseThrow(() -> new CodedException(ErrorCode.ENROLMENT_ALREADY_INSURED));
        applications.step(
                session, id, new ReviewStep(ReviewAction.APPLY, state, today, by.account(), by.person(), "", 0));
        return required(session, id);
    }

    private static Classification.Result classify(
            Policy policy, Applicant applicant, @Nullable InsuredPerson insured, LocalDate on) {
        ResidentIdNumber number = new ResidentIdNumber(applicant.socialSecurityNumber());
        return new Classification(policy)
                .classify(
                        new Classification.Applicant(
                                number.isMale(),
                                number.birthDate(),
                                applicant.status(),
                                applicant.pupil(),
                                applicant.university(),
                                policy.file().pool().contains(applicant.region()),
                                applicant.otherScheme(),
                                applicant.pension(),
                                applicant.pensionElsewhere(),
                                insured == null ? null : insured.bannedUntil()),
                        on);
    }

    private static boolean covers(InsuredPerson person, LocalDate day) {
        LocalDate end = person.coverEnd();
        return end == null || !end.isBefore(day);
    }

    private void form(Applicant applicant, List<String> papers) {
        Optional<ResidentIdNumber.Defect> defect = ResidentIdNumber.defect(applicant.socialSecurityNumber());
        if (defect.isPresent()) {
            throw new CodedException(
                    ErrorCode.REQUEST_INVALID,
                    "social_security_number",
                    defect.get().name());
        }
        if (new ResidentIdNumber(applicant.socialSecurityNumber()).birthDate().isAfter(LocalDate.now(clock))) {
            throw new CodedException(ErrorCode.REQUEST_INVALID, "social_security_number", "born by today");
        }
        for (String paper : papers) {
            if (!flow.knows(paper)) {
                throw new CodedException(ErrorCode.ENROLMENT_PAPER_UNKNOWN, paper);
            }
        }
    }

    /**
     * Does one step.
     *
     * @param seen the state that the caller looked at; another one is refused, somebody was faster
     * @param papers handed in with SUPPLEMENT
     */
    public Application move(
            long id,
            ReviewAction action,
            @Nullable ApplicationState seen,
            List<String> papers,
            String remark,
            Reviewer by) {
        return sessions.inTransaction(session -> {
            Application application = applications.lock(session, id).orElseThrow(() -> unknown(id));
            if (seen != null && seen != application.state()) {
                throw new CodedException(ErrorCode.ENROLMENT_STEP_REFUSED, action, application.state());
            }
            form(application.applicant(), papers);
            EnrolmentFlow.Transition transition = permitted(application, action, by);
            Set<String> handedIn = new LinkedHashSet<>(application.papers());
            handedIn.addAll(papers);
            ApplicationState state = transition.to();
            if (action == ReviewAction.SUPPLEMENT
                    && flow.missing(application.applicant(), handedIn).isEmpty()) {
                state = ApplicationState.COMPLETE;
            }
            LocalDate today = LocalDate.now(clock);
            applications.move(session, id, state, List.copyOf(handedIn), due(book.residents(today), state, today));
            applications.step(
                    session,
                    id,
                    new ReviewStep(action, state, today, by.account(), by.person(), remark, late(application, today)));
            if (state == ApplicationState.ADMITTED) {
                contributions.admit(session, application, today);
            }
            return required(session, id);
        });
    }

    private EnrolmentFlow.Transition permitted(Application application, ReviewAction action, Reviewer by) {
        EnrolmentFlow.Transition transition = flow.transition(application.state(), action)
                .orElseThrow(() -> new CodedException(ErrorCode.ENROLMENT_STEP_REFUSED, action, application.state()));
        if (!by.roles().contains(transition.role())) {
            throw new CodedException(ErrorCode.ROLE_NOT_ALLOWED, action);
        }
        boolean same = application.steps().stream()
                .anyMatch(step -> step.action() == transition.notBy()
                        && (step.person().equals(by.person()) || step.account().equals(by.account())));
        if (same) {
            throw new CodedException(ErrorCode.ENROLMENT_SAME_PERSON);
        }
        return transition;
    }

    /** What is due or possible, the nearest deadline first. */
    public List<Application> queue(@Nullable ApplicationState state, int limit) {
        return sessions.read(session -> applications.queue(session, state, limit));
    }

    public Application find(long id) {
        return sessions.read(session -> required(session, id));
    }

    public List<String> missing(Application application) {
        List<String> missing = new ArrayList<>();
        flow.missing(application.applicant(), application.papers()).forEach(paper -> missing.add(paper.code()));
        return missing;
    }

    public boolean overdue(Application application) {
        return late(application, LocalDate.now(clock)) > 0;
    }

    private static int late(Application application, LocalDate today) {
        LocalDate due = application.dueOn();
        return due == null ? 0 : (int) Math.max(0, ChronoUnit.DAYS.between(due, today));
    }

    private @Nullable LocalDate due(Policy policy, ApplicationState state, LocalDate today) {
        EnrolmentFlow.Deadline within = flow.state(state).within();
        if (within == null) {
            return null;
        }
        PolicyFile.Enrolment rules = policy.file().enrolment();
        int days = switch (within) {
            case COMMUNITY_REPORT -> rules.communityReportDays();
            case DISTRICT_REVIEW -> rules.districtReviewDays();
        };
        return rules.dayCount().after(today, days, rules.holidays());
    }

    private Application required(DatabaseSession session, long id) {
        return applications.find(session, id).orElseThrow(() -> unknown(id));
    }

    private static CodedException unknown(long id) {
        return new CodedException(ErrorCode.APPLICATION_NOT_FOUND, id);
    }
}
