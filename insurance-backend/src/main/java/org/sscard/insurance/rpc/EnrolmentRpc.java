package org.sscard.insurance.rpc;

import io.grpc.stub.StreamObserver;
import java.time.Clock;
import java.time.LocalDate;
import java.util.List;
import org.sscard.insurance.enrolment.Enrolment;
import org.sscard.insurance.enrolment.Registration;
import org.sscard.insurance.enrolment.Scheme;
import org.sscard.insurance.enrolment.contribution.Contributing;
import org.sscard.insurance.enrolment.contribution.Membership;
import org.sscard.insurance.enrolment.contribution.Subsidy;
import org.sscard.insurance.enrolment.review.ApplicationImport;
import org.sscard.insurance.enrolment.review.ApplicationState;
import org.sscard.insurance.enrolment.review.Applications;
import org.sscard.insurance.enrolment.review.ReviewAction;
import org.sscard.insurance.enrolment.review.Reviewer;
import org.sscard.insurance.policy.InsuredClass;
import org.sscard.servicekit.security.Principal;
import org.sscard.wire.insurance.v1.Application;
import org.sscard.wire.insurance.v1.ApplyRequest;
import org.sscard.wire.insurance.v1.BanRequest;
import org.sscard.wire.insurance.v1.Benefits;
import org.sscard.wire.insurance.v1.CloseWindowRequest;
import org.sscard.wire.insurance.v1.CloseWindowResponse;
import org.sscard.wire.insurance.v1.EnrolmentServiceGrpc;
import org.sscard.wire.insurance.v1.GetApplicationRequest;
import org.sscard.wire.insurance.v1.GetBenefitsRequest;
import org.sscard.wire.insurance.v1.ImportRequest;
import org.sscard.wire.insurance.v1.ImportResponse;
import org.sscard.wire.insurance.v1.InsuredPerson;
import org.sscard.wire.insurance.v1.IssueNoticesRequest;
import org.sscard.wire.insurance.v1.IssueNoticesResponse;
import org.sscard.wire.insurance.v1.LeaveRequest;
import org.sscard.wire.insurance.v1.ListApplicationsRequest;
import org.sscard.wire.insurance.v1.ListApplicationsResponse;
import org.sscard.wire.insurance.v1.ListSubsidiesRequest;
import org.sscard.wire.insurance.v1.ListSubsidiesResponse;
import org.sscard.wire.insurance.v1.MoveRequest;
import org.sscard.wire.insurance.v1.Notice;
import org.sscard.wire.insurance.v1.RecordPaymentRequest;
import org.sscard.wire.insurance.v1.RecordSubsidyRequest;
import org.sscard.wire.insurance.v1.RegisterRequest;
import org.sscard.wire.insurance.v1.RegisterResponse;
import org.sscard.wire.insurance.v1.SubsidyAccount;

/** insurance.v1.EnrolmentService. */
public final class EnrolmentRpc extends EnrolmentServiceGrpc.EnrolmentServiceImplBase {

    private static final int LONGEST_NAME = 50;
    private static final int LONGEST_REMARK = 500;
    private static final int FIRST_YEAR = 2008;
    private static final int LAST_YEAR = 2999;

    private static final int MOST_APPLICATIONS = 500;

    private final Enrolment enrolment;
    private final Applications applications;
    private final Contributing contributions;
    private final Membership members;
    private final AuditTrail audit;
    private final Clock clock;

    public EnrolmentRpc(
            Enrolment enrolment,
            Applications applications,
            Contributing contributions,
            Membership members,
            AuditTrail audit,
            Clock clock) {
        this.enrolment = enrolment;
        this.applications = applications;
        this.contributions = contributions;
        this.members = members;
        this.audit = audit;
        this.clock = clock;
    }

    @Override
    public void apply(ApplyRequest request, StreamObserver<Application> observer) {
        String requestId = id(request.getRequestId(), "request_id");
        var applicant = WireEnrolment.applicant(request.getApplicant());
        var filed = audit.recorded(
                "APPLY",
                requestId,
                () -> applications.apply(requestId, applicant, request.getPapersList(), reviewer()));
        answer(observer, WireEnrolment.application(applications, filed.application()));
    }

    @Override
    public void move(MoveRequest request, StreamObserver<Application> observer) {
        long number = number(request.getApplicationId(), "application_id");
        ReviewAction action = Fields.choice(ReviewAction.class, request.getAction(), "action");
        ApplicationState seen = request.getSeenState().isEmpty()
                ? null
                : Fields.choice(ApplicationState.class, request.getSeenState(), "seen_state");
        Fields.require(request.getRemark().length() <= LONGEST_REMARK, "remark", "<= " + LONGEST_REMARK);
        var moved = audit.recorded(
                action.name(),
                "application " + number,
                () -> applications.move(
                        number, action, seen, request.getPapersList(), request.getRemark(), reviewer()));
        answer(observer, WireEnrolment.application(applications, moved));
    }

    @Override
    public void listApplications(ListApplicationsRequest request, StreamObserver<ListApplicationsResponse> observer) {
        ApplicationState state = request.getState().isEmpty()
                ? null
                : Fields.choice(ApplicationState.class, request.getState(), "state");
        int limit = request.getLimit() <= 0 ? MOST_APPLICATIONS : Math.min(request.getLimit(), MOST_APPLICATIONS);
        ListApplicationsResponse.Builder answer = ListApplicationsResponse.newBuilder();
        audit.recorded("READ_APPLICATIONS", "queue", () -> applications.queue(state, limit))
                .forEach(one -> answer.addApplications(WireEnrolment.application(applications, one)));
        answer(observer, answer.build());
    }

    @Override
    public void getApplication(GetApplicationRequest request, StreamObserver<Application> observer) {
        long number = number(request.getApplicationId(), "application_id");
        var found = audit.recorded("READ_APPLICATION", "application " + number, () -> applications.find(number));
        answer(observer, WireEnrolment.application(applications, found));
    }

    @Override
    public void importApplications(ImportRequest request, StreamObserver<ImportResponse> observer) {
        ApplicationImport.Result result = audit.recorded(
                "IMPORT_APPLICATIONS",
                request.getContent().size() + " bytes",
                () -> new ApplicationImport(applications)
                        .run(request.getFileName(), request.getContent().toByteArray(), reviewer()));
        answer(
                observer,
                ImportResponse.newBuilder()
                        .setRows(result.rows())
                        .setAccepted(result.accepted())
                        .setKnown(result.known())
                        .addAllErrors(result.faults().stream()
                                .map(WireEnrolment::fault)
                                .toList())
                        .build());
    }

    @Override
    public void issueNotices(IssueNoticesRequest request, StreamObserver<IssueNoticesResponse> observer) {
        int year = year(request.getYear());
        Contributing.Issued issued =
                audit.recorded("ISSUE_NOTICES", Integer.toString(year), () -> contributions.issue(year));
        answer(
                observer,
                IssueNoticesResponse.newBuilder()
                        .setIssued(issued.issued())
                        .setNotAdmitted(issued.notAdmitted())
                        .build());
    }

    @Override
    public void closeWindow(CloseWindowRequest request, StreamObserver<CloseWindowResponse> observer) {
        int year = year(request.getYear());
        int lapsed = audit.recorded("CLOSE_WINDOW", Integer.toString(year), () -> contributions.closeWindow(year));
        answer(observer, CloseWindowResponse.newBuilder().setLapsed(lapsed).build());
    }

    @Override
    public void recordPayment(RecordPaymentRequest request, StreamObserver<Notice> observer) {
        String payment = id(request.getPaymentId(), "payment_id");
        long number = number(request.getNoticeId(), "notice_id");
        LocalDate paidOn = Fields.date(request.getPaidOn(), "paid_on");
        var notice = audit.recorded(
                "RECORD_PAYMENT",
                "notice " + number,
                () -> contributions.pay(payment, number, request.getAmountFen(), paidOn));
        answer(observer, WireEnrolment.notice(notice, ""));
    }

    @Override
    public void recordSubsidy(RecordSubsidyRequest request, StreamObserver<SubsidyAccount> observer) {
        String payment = id(request.getPaymentId(), "payment_id");
        Fields.require(request.getPayer().matches("CITY|[0-9]{6}"), "payer", "CITY or 6 digits");
        Fields.require(request.getAmountFen() > 0, "amount_fen", "> 0");
        LocalDate paidOn = Fields.date(request.getPaidOn(), "paid_on");
        Subsidy account = audit.recorded(
                "RECORD_SUBSIDY",
                request.getPayer(),
                () -> contributions.subsidyPaid(payment, request.getPayer(), request.getAmountFen(), paidOn));
        answer(observer, WireEnrolment.subsidy(account, LocalDate.now(clock)));
    }

    @Override
    public void listSubsidies(ListSubsidiesRequest request, StreamObserver<ListSubsidiesResponse> observer) {
        ListSubsidiesResponse.Builder answer = ListSubsidiesResponse.newBuilder();
        contributions
                .subsidies()
                .forEach(account -> answer.addAccounts(WireEnrolment.subsidy(account, LocalDate.now(clock))));
        answer(observer, answer.build());
    }

    @Override
    public void leave(LeaveRequest request, StreamObserver<Benefits> observer) {
        Membership.LeaveReason reason = Fields.choice(Membership.LeaveReason.class, request.getReason(), "reason");
        LocalDate lastDay = Fields.date(request.getLastDay(), "last_day");
        answer(
                observer,
                WireEnrolment.benefits(audit.recorded(
                        "LEAVE",
                        "1 person",
                        () -> members.leave(
                                request.getPerson(), reason, lastDay, reviewer().account()))));
    }

    @Override
    public void ban(BanRequest request, StreamObserver<Benefits> observer) {
        LocalDate decidedOn = Fields.date(request.getDecidedOn(), "decided_on");
        Fields.require(request.getRecoverFen() >= 0, "recover_fen", ">= 0");
        Fields.require(request.getRemark().length() <= LONGEST_REMARK, "remark", "<= " + LONGEST_REMARK);
        answer(
                observer,
                WireEnrolment.benefits(audit.recorded(
                        "BAN",
                        "1 person",
                        () -> members.ban(
                                request.getPerson(),
                                decidedOn,
                                request.getRecoverFen(),
                                request.getRemark(),
                                reviewer().account()))));
    }

    @Override
    public void getBenefits(GetBenefitsRequest request, StreamObserver<Benefits> observer) {
        answer(
                observer,
                WireEnrolment.benefits(
                        audit.recorded("READ_BENEFITS", "1 person", () -> members.benefits(request.getPerson()))));
    }

    private static Reviewer reviewer() {
        return Reviewer.of(Principal.current());
    }

    private static String id(String text, String field) {
        Fields.require(text.matches("[0-9A-Za-z-]{1,64}"), field, "1 to 64 of [0-9A-Za-z-]");
        return text;
    }

    private static long number(String text, String field) {
        Fields.require(text.matches("[0-9]{1,18}"), field, "digits");
        return Long.parseLong(text);
    }

    private static int year(int year) {
        Fields.require(year >= FIRST_YEAR && year <= LAST_YEAR, "year", FIRST_YEAR + "–" + LAST_YEAR);
        return year;
    }

    private static <T> void answer(StreamObserver<T> observer, T message) {
        observer.onNext(message);
        observer.onCompleted();
    }

    @Override
    public void register(RegisterRequest request, StreamObserver<RegisterResponse> observer) {
        List<Registration> registrations = request.getPersonsList().stream()
                .map(EnrolmentRpc::registration)
                .toList();
        int registered =
                audit.recorded("REGISTER", registrations.size() + " persons", () -> enrolment.register(registrations));
        observer.onNext(RegisterResponse.newBuilder()
                .setRegistered(registered)
                .setKnown(registrations.size() - registered)
                .build());
        observer.onCompleted();
    }

    private static Registration registration(InsuredPerson person) {
        Fields.require(
                person.getSocialSecurityNumber().matches("[0-9]{17}[0-9X]"), "social_security_number", "18 characters");
        Fields.require(
                !person.getName().isBlank() && person.getName().length() <= LONGEST_NAME, "name", "1 to 50 characters");
        Fields.require(person.getRegion().matches("[0-9]{6}"), "region", "6 digits");
        Scheme scheme = Fields.choice(Scheme.class, person.getScheme(), "scheme");
        boolean classed = scheme == Scheme.RESIDENT;
        Fields.require(classed || person.getInsuredClass().isEmpty(), "insured_class", "empty for employees");
        return new Registration(
                person.getSocialSecurityNumber(),
                person.getName(),
                person.getRegion(),
                scheme,
                classed ? Fields.choice(InsuredClass.class, person.getInsuredClass(), "insured_class") : null,
                person.getPupil(),
                Fields.date(person.getBenefitStart(), "benefit_start"),
                Fields.optionalDate(person.getCoverEnd(), "cover_end"));
    }
}
