package org.sscard.insurance.console;

import com.linecorp.armeria.common.HttpResponse;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.sscard.insurance.enrolment.review.Applicant;
import org.sscard.insurance.enrolment.review.Application;
import org.sscard.insurance.enrolment.review.ApplicationState;
import org.sscard.insurance.enrolment.review.Applications;
import org.sscard.insurance.enrolment.review.EnrolmentFlow;
import org.sscard.insurance.enrolment.review.ReviewAction;
import org.sscard.insurance.enrolment.review.ReviewStep;
import org.sscard.insurance.enrolment.review.Reviewer;
import org.sscard.servicekit.pages.Block;
import org.sscard.servicekit.pages.Display;
import org.sscard.servicekit.pages.Fact;
import org.sscard.servicekit.pages.Field;
import org.sscard.servicekit.pages.Form;
import org.sscard.servicekit.pages.Label;
import org.sscard.servicekit.pages.PageRequest;
import org.sscard.servicekit.pages.Pages;
import org.sscard.servicekit.pages.Tone;
import org.sscard.servicekit.security.Principal;
import org.sscard.wire.error.CodedException;
import org.sscard.wire.error.ErrorCode;

/** {@code /enrolment/{id}}: one application, its papers, what was done and what its reader may do next. */
final class ApplicationPages {

    private static final int LONGEST_REASON = 500;
    private static final int LONGEST_REVEAL = 100;
    private static final int SHORTEST_REASON = 4;
    /** What sends an applicant away is told with its reason. */
    private static final Set<ReviewAction> WITH_REASON = Set.of(ReviewAction.RETURN, ReviewAction.REJECT);

    private final Desk desk;
    private final Applications applications;

    ApplicationPages(Desk desk, Applications applications) {
        this.desk = desk;
        this.applications = applications;
    }

    HttpResponse application(PageRequest request) {
        Application application = found(request);
        desk.read(request, "READ_APPLICATION", "application " + application.id());
        return page(request, application, null, null);
    }

    /** Shows the applicant in full, for a reason that is recorded first: who reviews compares the papers. */
    HttpResponse reveal(PageRequest request) {
        Application application = found(request);
        Entered entered = new Entered(request);
        String reason = entered.text("why", SHORTEST_REASON, LONGEST_REVEAL);
        if (!entered.complete()) {
            return page(request, application, List.of(), false, entered, null);
        }
        desk.read(request, "REVEAL_APPLICANT", "application " + application.id() + " " + reason);
        return page(
                request,
                application,
                List.of(new Block.Notice(Tone.WARNING, Label.of("正在显示完整信息，已记入审计日志", "shown in full and recorded"))),
                true,
                null,
                null);
    }

    /** Does the step whose button was pressed; without a name the first one. */
    HttpResponse move(PageRequest request) {
        Application before = found(request);
        Entered entered = new Entered(request);
        String seen = request.entered("seen");
        String pressed = request.entered(Form.DO);
        String action = pressed.isEmpty() ? request.entered("first") : pressed;
        ReviewAction wanted = Arrays.stream(ReviewAction.values())
                .filter(one -> one.name().equals(action))
                .findFirst()
                .orElseThrow(() -> new CodedException(ErrorCode.REQUEST_INVALID, "action"));
        String reason = entered.text("reason", WITH_REASON.contains(wanted) ? SHORTEST_REASON : 0, LONGEST_REASON);
        if (wanted == ReviewAction.SUPPLEMENT && entered.all("papers").isEmpty()) {
            entered.wrong("papers", "请勾选补交的材料");
        }
        if (!entered.complete()) {
            return page(request, before, entered, null);
        }
        try {
            desk.done(
                    request,
                    wanted.name(),
                    "application " + before.id(),
                    () -> applications.move(
                            before.id(),
                            wanted,
                            state(seen),
                            entered.all("papers"),
                            reason,
                            Reviewer.of(request.caller())));
        } catch (CodedException e) {
            // Somebody was faster, or it is not hers to do: the page shows how things stand now.
            return page(request, found(request), null, Desk.refusal(e));
        }
        return Pages.goTo("/enrolment/" + before.id());
    }

    private static @Nullable ApplicationState state(String seen) {
        return Arrays.stream(ApplicationState.values())
                .filter(state -> state.name().equals(seen))
                .findFirst()
                .orElse(null);
    }

    private Application found(PageRequest request) {
        String number = request.variable("id");
        if (!number.matches("[0-9]{1,18}")) {
            throw new CodedException(ErrorCode.APPLICATION_NOT_FOUND, "?");
        }
        return applications.find(Long.parseLong(number));
    }

    private HttpResponse page(
            PageRequest request, Application application, @Nullable Entered entered, @Nullable Block refusal) {
        return page(request, application, refusal == null ? List.of() : List.of(refusal), false, null, entered);
    }

    /** @param shown name and number in full */
    private HttpResponse page(
            PageRequest request,
            Application application,
            List<Block> told,
            boolean shown,
            @Nullable Entered revealing,
            @Nullable Entered entered) {
        List<Block> blocks = new ArrayList<>();
        blocks.add(new Block.Sections(EnrolmentWords.SECTIONS, "/enrolment"));
        blocks.addAll(told);
        blocks.add(new Block.Facts(Label.of("申请", "application"), facts(application, shown)));
        blocks.addAll(next(request.caller(), application, entered));
        blocks.add(new Block.Timeline(Label.of("办理经过", "what was done"), events(application)));
        if (!shown) {
            List<Field> fields = List.of(
                    Field.of("why", Field.Kind.TEXT, "查看完整信息的理由", "reason", "").hint("会记入审计日志"));
            blocks.add(new Block.Heading(Label.of("完整信息", "in full")));
            blocks.add(new Block.Entry(Form.change(
                    "/enrolment/" + application.id() + "/reveal",
                    revealing == null ? fields : revealing.again(fields),
                    Label.of("显示姓名与号码", "Show in full"))));
        }
        return desk.page(request, "/enrolment", Label.of("参保申请 " + application.id(), "Application"), blocks);
    }

    private List<Fact> facts(Application application, boolean shown) {
        Applicant applicant = application.applicant();
        LocalDate due = application.dueOn();
        List<Fact> facts = new ArrayList<>(List.of(
                Fact.state("状态", "state", EnrolmentWords.state(applications.flow(), application.state())),
                new Fact(Label.of("期限", "due"), EnrolmentWords.due(due, desk.today())),
                Fact.of("姓名", "name", shown ? applicant.name() : Display.maskedName(applicant.name())),
                Fact.code(
                        "社会保障号码",
                        "id number",
                        shown
                                ? Display.idNumber(applicant.socialSecurityNumber())
                                : Display.maskedIdNumber(applicant.socialSecurityNumber())),
                Fact.of(
                        "类别",
                        "class",
                        Words.insuredClass(application.cls().name()) + (applicant.pupil() ? "（在校学生）" : "")),
                Fact.of("依据", "article", EnrolmentWords.article(application.basis())),
                Fact.of("人员状态", "status", Words.status(applicant.status().name())),
                Fact.of("户籍区划", "region", applicant.region()),
                Fact.of("符合条件日期", "eligible since", applicant.eligibleOn().toString()),
                Fact.of("社区或学校", "community", applicant.community()),
                Fact.of("已交材料", "papers", EnrolmentWords.papers(applications.flow(), application.papers()))));
        List<String> missing = applications.missing(application);
        if (!missing.isEmpty()) {
            facts.add(Fact.of("缺少材料", "missing", EnrolmentWords.papers(applications.flow(), missing)));
        }
        return facts;
    }

    private List<Block.Event> events(Application application) {
        List<Block.Event> events = new ArrayList<>();
        for (ReviewStep step : application.steps()) {
            String late = step.daysLate() == 0 ? "" : "（逾期 " + step.daysLate() + " 天）";
            events.add(new Block.Event(
                    step.day().toString(),
                    EnrolmentWords.state(applications.flow(), step.state()),
                    EnrolmentWords.action(step.action()) + late,
                    step.person() + "（" + step.account() + "）",
                    step.remark()));
        }
        return events;
    }

    /** The steps that this reader may do; where another person must do them, why. */
    private List<Block> next(Principal reader, Application application, @Nullable Entered entered) {
        List<EnrolmentFlow.Transition> possible = applications.flow().from(application.state());
        List<EnrolmentFlow.Transition> hers = possible.stream()
                .filter(step -> reader.has(step.role()) && !didBefore(reader, application, step))
                .toList();
        if (possible.isEmpty()) {
            return List.of();
        }
        if (hers.isEmpty()) {
            EnrolmentFlow.Transition first = possible.get(0);
            boolean same = reader.has(first.role());
            return List.of(new Block.Notice(
                    Tone.WAITING,
                    same
                            ? Label.of("您上报了此申请，须由另一人审核", "you reported it: another person reviews")
                            : Label.of("等待" + first.by() + first.role().zh() + "办理", "another role is next")));
        }
        List<Field> fields = fields(application, hers);
        Form form = new Form(
                        "/enrolment/" + application.id() + "/move",
                        true,
                        entered == null ? fields : entered.again(fields),
                        Label.of(EnrolmentWords.action(hers.get(0).action())),
                        effects(application, hers),
                        false)
                .with(hers.stream()
                        .skip(1)
                        .map(step ->
                                new Form.Button(step.action().name(), Label.of(EnrolmentWords.action(step.action()))))
                        .toArray(Form.Button[]::new));
        return List.of(new Block.Heading(Label.of("办理", "next step")), new Block.Entry(form));
    }

    private static boolean didBefore(Principal reader, Application application, EnrolmentFlow.Transition step) {
        return application.steps().stream()
                .anyMatch(done -> done.action() == step.notBy()
                        && (done.person().equals(reader.person())
                                || done.account().equals(reader.account())));
    }

    private List<Field> fields(Application application, List<EnrolmentFlow.Transition> steps) {
        List<Field> fields = new ArrayList<>(List.of(
                Field.hidden("seen", application.state().name()),
                Field.hidden("first", steps.get(0).action().name())));
        if (steps.stream().anyMatch(step -> step.action() == ReviewAction.SUPPLEMENT)) {
            List<String> missing = applications.missing(application);
            fields.add(Field.checks(
                    "papers",
                    "补交的材料",
                    "papers handed in now",
                    List.of(),
                    EnrolmentWords.papers(applications.flow()).stream()
                            .filter(paper -> missing.contains(paper.value()))
                            .toList()));
        }
        boolean reasoned = steps.stream().anyMatch(step -> WITH_REASON.contains(step.action()));
        if (reasoned) {
            fields.add(
                    Field.of("reason", Field.Kind.LONG_TEXT, "理由", "reason", "").hint("不予参保、退回时必填，会告知申请人"));
        }
        return fields;
    }

    private List<String> effects(Application application, List<EnrolmentFlow.Transition> steps) {
        List<String> effects = new ArrayList<>();
        for (EnrolmentFlow.Transition step : steps) {
            String name = EnrolmentWords.action(step.action());
            switch (step.action()) {
                case SUPPLEMENT -> effects.add(name + "：材料齐全后自动转为" + zh(ApplicationState.COMPLETE));
                case ADMIT -> effects.add(name + "：登记为参保人员，开出缴费通知，缴费后享受待遇");
                case REJECT, WITHDRAW -> effects.add(name + "：申请办结，不能恢复，可以重新登记");
                default -> effects.add(name + "：转为" + zh(step.to()));
            }
        }
        if (applications.overdue(application)) {
            effects.add("已过期限，照常办理并记明逾期天数");
        }
        return effects;
    }

    private String zh(ApplicationState state) {
        return applications.flow().state(state).zh();
    }
}
