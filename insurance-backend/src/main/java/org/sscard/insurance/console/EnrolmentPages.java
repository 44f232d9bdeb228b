package org.sscard.insurance.console;

import com.linecorp.armeria.common.HttpResponse;
import java.time.LocalDate;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.sscard.insurance.console.store.ApplicationSearchStore;
import org.sscard.insurance.enrolment.review.Applicant;
import org.sscard.insurance.enrolment.review.ApplicationState;
import org.sscard.insurance.enrolment.review.Applications;
import org.sscard.insurance.enrolment.review.EnrolmentFlow;
import org.sscard.insurance.enrolment.review.ReviewAction;
import org.sscard.insurance.enrolment.review.Reviewer;
import org.sscard.insurance.policy.PersonStatus;
import org.sscard.servicekit.pages.Block;
import org.sscard.servicekit.pages.Cell;
import org.sscard.servicekit.pages.DataTable;
import org.sscard.servicekit.pages.Display;
import org.sscard.servicekit.pages.Field;
import org.sscard.servicekit.pages.Form;
import org.sscard.servicekit.pages.Frame;
import org.sscard.servicekit.pages.Label;
import org.sscard.servicekit.pages.ListQuery;
import org.sscard.servicekit.pages.PageRequest;
import org.sscard.servicekit.pages.Pages;
import org.sscard.wire.error.CodedException;
import org.sscard.wire.error.ErrorCode;

/** {@code /enrolment}: the queues of community, street and district, and the registration of an applicant. */
final class EnrolmentPages {

    private static final int LONGEST_TEXT = 50;

    private final Desk desk;
    private final Applications applications;
    private final ApplicationSearchStore search = new ApplicationSearchStore();

    EnrolmentPages(Desk desk, Applications applications) {
        this.desk = desk;
        this.applications = applications;
    }

    HttpResponse queue(PageRequest request) {
        ListQuery query = byDeadline(request);
        List<String> states = states(query.filter("at"));
        return desk.sessions().read(session -> {
            List<ApplicationSearchStore.Found> found = search.find(session, query, states, desk.today());
            if (!query.filter("q").isEmpty()) {
                found.forEach(one -> desk.read(request, "FIND_APPLICANT", "application " + one.id()));
            }
            long total = search.count(session, query, states, desk.today());
            return desk.page(
                    request,
                    "/enrolment",
                    Label.of("参保审核", "Review of applications"),
                    List.of(
                            new Block.Sections(EnrolmentWords.SECTIONS, "/enrolment"),
                            new Block.Presets(presets(search.states(session)), request.address()),
                            new Block.Entry(Form.search("/enrolment", searched(query))),
                            new Block.Listing(table(found, total, query))));
        });
    }

    /** Nobody sorted: the nearest deadline first. */
    private static ListQuery byDeadline(PageRequest request) {
        ListQuery query = ListQuery.of(request, List.of("at", "overdue", "q"), List.of("due", "number", "applied"));
        return request.asked("sort").isEmpty()
                ? new ListQuery(query.path(), query.filters(), "due", false, query.page(), query.size())
                : query;
    }

    private static List<Field> searched(ListQuery query) {
        return List.of(
                Field.hidden("at", query.filter("at")),
                Field.of(
                        "q",
                        Field.Kind.SEARCH,
                        "申请号、社会保障号码、社区或学校",
                        "application, id number or community",
                        query.filter("q")));
    }

    /** Who has to do something: by the flow, whoever does the first step that leads on. */
    private List<String> states(String at) {
        if (at.equals("done")) {
            return names(ApplicationState.ADMITTED, ApplicationState.REJECTED, ApplicationState.WITHDRAWN);
        }
        return Arrays.stream(ApplicationState.values())
                .filter(state -> !applications.flow().from(state).isEmpty())
                .filter(state -> at.isEmpty() || level(state).equals(at))
                .map(Enum::name)
                .toList();
    }

    private static List<String> names(ApplicationState... states) {
        return Arrays.stream(states).map(Enum::name).toList();
    }

    private String level(ApplicationState state) {
        return applications.flow().from(state).stream()
                .filter(transition -> transition.action() != ReviewAction.WITHDRAW)
                .map(EnrolmentFlow.Transition::by)
                .findFirst()
                .orElse("");
    }

    private List<Frame.Link> presets(Map<String, Long> counts) {
        return List.of(
                preset("", "全部在办", counts),
                preset("社区", "社区", counts),
                preset("街道", "街道", counts),
                preset("区", "区", counts),
                new Frame.Link("/enrolment?overdue=1", "逾期"),
                preset("done", "已办结", counts));
    }

    private Frame.Link preset(String at, String word, Map<String, Long> counts) {
        long count = states(at).stream()
                .mapToLong(state -> counts.getOrDefault(state, 0L))
                .sum();
        String address = at.isEmpty() ? "/enrolment" : "/enrolment?at=" + PageRequest.encoded(at);
        return new Frame.Link(address, word + " " + Display.count(count));
    }

    private DataTable table(List<ApplicationSearchStore.Found> found, long total, ListQuery query) {
        LocalDate today = desk.today();
        return new DataTable(
                Label.of("申请", "applications"),
                List.of(
                        DataTable.Column.of("申请号", "number").sortable("number"),
                        DataTable.Column.of("姓名", "name"),
                        DataTable.Column.of("社会保障号码", "id number"),
                        DataTable.Column.of("类别", "class"),
                        DataTable.Column.of("社区或学校", "community"),
                        DataTable.Column.of("状态", "state"),
                        DataTable.Column.of("期限", "due").sortable("due"),
                        DataTable.Column.of("登记日", "applied").sortable("applied")),
                found.stream()
                        .map(one -> DataTable.Row.of(
                                new Cell.Link("/enrolment/" + one.id(), Long.toString(one.id())),
                                new Cell.Text(Display.maskedName(one.name())),
                                new Cell.Code(Display.maskedIdNumber(one.socialSecurityNumber())),
                                new Cell.Text(Words.insuredClass(one.cls())),
                                new Cell.Text(one.community()),
                                new Cell.State(EnrolmentWords.state(
                                        applications.flow(), ApplicationState.valueOf(one.state()))),
                                EnrolmentWords.due(one.dueOn(), today),
                                new Cell.Day(one.appliedOn())))
                        .toList(),
                total,
                query,
                Label.of("没有待办的申请；新的申请由社区登记", "nothing to do: communities register applications"));
    }

    HttpResponse form(PageRequest request) {
        return form(request, blank(desk.once("A-")));
    }

    private HttpResponse form(PageRequest request, List<Field> fields) {
        return desk.page(
                request,
                "/enrolment",
                Label.of("参保登记", "Registration"),
                List.of(
                        new Block.Sections(EnrolmentWords.SECTIONS, "/enrolment/apply"),
                        new Block.Entry(Form.change(
                                "/enrolment/apply",
                                fields,
                                Label.of("登记", "Register"),
                                List.of("由政策判定类别；不符合条件的当场答复依据条款，不留申请", "材料齐全的转待上报，缺材料的转待补材料")))));
    }

    private List<Field> blank(String request) {
        return List.of(
                Field.hidden("request", request),
                Field.of("ssn", Field.Kind.TEXT, "社会保障号码", "social security number", "")
                        .hint("18 位，照身份证填写"),
                Field.of("name", Field.Kind.TEXT, "姓名", "name", ""),
                Field.of("region", Field.Kind.TEXT, "户籍区划", "region of hukou", "")
                        .hint("6 位，如 211002"),
                Field.choice(
                        "status",
                        "人员状态",
                        "status",
                        PersonStatus.NONE.name(),
                        Arrays.stream(PersonStatus.values())
                                .map(status -> new Field.Option(status.name(), Words.status(status.name())))
                                .toList()),
                Field.of(
                                "eligible",
                                Field.Kind.DATE,
                                "符合条件日期",
                                "eligible since",
                                desk.today().toString())
                        .hint("首次可以参保的日期；新生儿为落户日"),
                Field.of("community", Field.Kind.TEXT, "社区或学校", "community or school", ""),
                Field.check("pupil", "在校学生", "pupil", false),
                Field.check("movedIn", "实施后迁入户籍", "moved in after implementation", false),
                Field.check("university", "在校大学生", "university student", false),
                Field.check("otherScheme", "已参加其他基本医疗保险", "in another basic scheme", false),
                Field.check("pension", "在本市领取基本养老金", "draws a pension here", false),
                Field.check("pensionElsewhere", "在外地领取基本养老金", "draws a pension elsewhere", false),
                Field.checks(
                        "papers", "已交材料", "papers handed in", Set.of(), EnrolmentWords.papers(applications.flow())));
    }

    HttpResponse apply(PageRequest request) {
        Entered entered = new Entered(request);
        String id = entered.matching("request", "[0-9A-Za-z-]{1,64}", "请重新打开本页");
        Applicant applicant = new Applicant(
                entered.matching("ssn", "[0-9]{17}[0-9Xx]", "18 位数字，末位可为 X").toUpperCase(Locale.ROOT),
                entered.text("name", 1, LONGEST_TEXT),
                entered.matching("region", "[0-9]{6}", "6 位数字"),
                entered.choice(PersonStatus.class, "status", PersonStatus.NONE),
                entered.ticked("pupil"),
                entered.ticked("university"),
                entered.ticked("otherScheme"),
                entered.ticked("pension"),
                entered.ticked("pensionElsewhere"),
                entered.day("eligible"),
                entered.ticked("movedIn"),
                entered.text("community", 1, LONGEST_TEXT));
        if (entered.complete()) {
            try {
                long number = desk.done(
                        request,
                        "APPLY",
                        id,
                        () -> applications
                                .apply(id, applicant, entered.all("papers"), Reviewer.of(request.caller()))
                                .application()
                                .id());
                return Pages.goTo("/enrolment/" + number);
            } catch (CodedException e) {
                entered.refused(e.code() == ErrorCode.ENROLMENT_PAPER_UNKNOWN ? "papers" : "ssn", e);
            }
        }
        return form(request, entered.again(blank(id)));
    }
}
