package org.sscard.insurance.console;

import com.linecorp.armeria.common.HttpResponse;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.sscard.insurance.compat.store.PersonDetailStore;
import org.sscard.insurance.console.store.PersonSearchStore;
import org.sscard.insurance.console.store.SettlementSearchStore;
import org.sscard.insurance.enrolment.InsuredPerson;
import org.sscard.insurance.enrolment.Scheme;
import org.sscard.insurance.enrolment.contribution.store.AccumulatorStore;
import org.sscard.insurance.enrolment.store.EnrolmentStore;
import org.sscard.insurance.store.DatabaseSession;
import org.sscard.servicekit.pages.Block;
import org.sscard.servicekit.pages.Cell;
import org.sscard.servicekit.pages.Chip;
import org.sscard.servicekit.pages.DataTable;
import org.sscard.servicekit.pages.Display;
import org.sscard.servicekit.pages.Fact;
import org.sscard.servicekit.pages.Field;
import org.sscard.servicekit.pages.Form;
import org.sscard.servicekit.pages.Frame;
import org.sscard.servicekit.pages.Label;
import org.sscard.servicekit.pages.ListQuery;
import org.sscard.servicekit.pages.PageRequest;
import org.sscard.servicekit.pages.Tone;
import org.sscard.servicekit.security.Role;
import org.sscard.wire.error.CodedException;
import org.sscard.wire.error.ErrorCode;

/** {@code /persons}: who is insured, with which benefits. Masked; whoever looks at one is recorded. */
final class PersonPages {

    private static final int SHORTEST_REASON = 4;
    private static final int LONGEST_REASON = 100;

    private final Desk desk;
    private final PersonSearchStore persons = new PersonSearchStore();
    private final EnrolmentStore enrolments = new EnrolmentStore();
    private final PersonDetailStore details = new PersonDetailStore();
    private final AccumulatorStore accumulators = new AccumulatorStore();
    private final SettlementSearchStore settlements = new SettlementSearchStore();

    PersonPages(Desk desk) {
        this.desk = desk;
    }

    HttpResponse list(PageRequest request) {
        ListQuery query = ListQuery.of(request, List.of("q", "scheme", "class"), List.of("number", "start", "region"));
        return desk.sessions().read(session -> {
            List<PersonSearchStore.Found> found = persons.find(session, query);
            if (!query.filter("q").isEmpty()) {
                // The text may be an id number: what was asked is not recorded, who was found is.
                found.forEach(person -> desk.read(request, "FIND_PERSON", person.psnNo()));
            }
            return desk.page(
                    request,
                    "/persons",
                    Label.of("人员与待遇", "Persons and benefits"),
                    "list.jte",
                    Map.of(
                            "form", search(query),
                            "presets", presets(),
                            "here", request.address(),
                            "table", table(found, persons.count(session, query), query)));
        });
    }

    private static Form search(ListQuery query) {
        return Form.search(
                "/persons",
                List.of(
                        Field.of(
                                "q",
                                Field.Kind.SEARCH,
                                "人员编号、社会保障号码、卡号或姓名",
                                "number, id, card or name",
                                query.filter("q")),
                        Field.choice(
                                "scheme",
                                "险种",
                                "scheme",
                                query.filter("scheme"),
                                List.of(
                                        new Field.Option("", "全部"),
                                        new Field.Option("RESIDENT", "居民医保"),
                                        new Field.Option("EMPLOYEE", "职工医保"))),
                        Field.choice(
                                "class",
                                "人员类别",
                                "class",
                                query.filter("class"),
                                List.of(
                                        new Field.Option("", "全部"),
                                        new Field.Option("MINOR", "未成年"),
                                        new Field.Option("WORKING", "劳动年龄"),
                                        new Field.Option("ELDERLY", "老年")))));
    }

    private static List<Frame.Link> presets() {
        return List.of(
                new Frame.Link("/persons", "全部"),
                new Frame.Link("/persons?scheme=RESIDENT", "居民"),
                new Frame.Link("/persons?scheme=EMPLOYEE", "职工"),
                new Frame.Link("/persons?class=MINOR", "未成年"));
    }

    private DataTable table(List<PersonSearchStore.Found> found, long total, ListQuery query) {
        LocalDate today = desk.today();
        return new DataTable(
                Label.of("人员", "persons"),
                List.of(
                        DataTable.Column.of("人员编号", "psn_no").sortable("number"),
                        DataTable.Column.of("姓名", "name"),
                        DataTable.Column.of("社会保障号码", "id number"),
                        DataTable.Column.of("险种", "scheme"),
                        DataTable.Column.of("类别", "class"),
                        DataTable.Column.of("参保地", "region").sortable("region"),
                        DataTable.Column.of("待遇起始", "benefits from").sortable("start"),
                        DataTable.Column.of("待遇", "benefits")),
                found.stream()
                        .map(person -> DataTable.Row.of(
                                new Cell.Link("/persons/" + person.psnNo(), person.psnNo()),
                                new Cell.Text(Display.maskedName(person.name())),
                                new Cell.Code(Display.maskedIdNumber(person.socialSecurityNumber())),
                                new Cell.Text(Words.scheme(person.scheme())),
                                new Cell.Text(person.cls() == null ? "–" : Words.insuredClass(person.cls())),
                                new Cell.Text(person.region()),
                                new Cell.Day(person.benefitStart()),
                                new Cell.State(benefits(today, person.benefitStart(), person.coverEnd(), null))))
                        .toList(),
                total,
                query,
                Label.of("没有符合条件的人员；核对号码，或清除条件", "nobody matches: check the number or clear the filters"));
    }

    private static Chip benefits(
            LocalDate today, LocalDate start, @Nullable LocalDate end, @Nullable LocalDate bannedUntil) {
        if (bannedUntil != null && today.isBefore(bannedUntil)) {
            return Chip.bad("停止待遇");
        }
        if (today.isBefore(start)) {
            return new Chip(Tone.WAITING, "等待期");
        }
        return end != null && today.isAfter(end) ? new Chip(Tone.WARNING, "已终止") : Chip.good("享受中");
    }

    HttpResponse person(PageRequest request) {
        InsuredPerson person = desk.sessions().read(session -> found(session, request));
        desk.read(request, "READ_PERSON", person.psnNo());
        return page(request, person, false, reveal(person, "", ""));
    }

    /** Shows name and numbers in full, for a reason that is recorded first. */
    HttpResponse reveal(PageRequest request) {
        InsuredPerson person = desk.sessions().read(session -> found(session, request));
        String reason = request.entered("reason");
        if (reason.length() < SHORTEST_REASON || reason.length() > LONGEST_REASON) {
            return page(request, person, false, reveal(person, reason, "理由 4 至 100 字"));
        }
        desk.read(request, "REVEAL_PERSON", person.psnNo() + " " + reason);
        return page(request, person, true, reveal(person, reason, ""));
    }

    private InsuredPerson found(DatabaseSession session, PageRequest request) {
        String number = request.variable("number");
        return enrolments
                .find(session, number)
                .filter(one -> one.psnNo().equals(number))
                .orElseThrow(() -> new CodedException(ErrorCode.INSURED_PERSON_UNKNOWN));
    }

    private static Form reveal(InsuredPerson person, String reason, String error) {
        return Form.change(
                "/persons/" + person.psnNo() + "/reveal",
                List.of(Field.of("reason", Field.Kind.TEXT, "查看完整信息的理由", "reason", reason)
                        .hint("会记入审计日志")
                        .wrong(error)),
                Label.of("显示姓名与号码", "Show in full"));
    }

    private HttpResponse page(PageRequest request, InsuredPerson person, boolean shown, Form reveal) {
        return desk.sessions()
                .read(session -> desk.page(
                        request,
                        "/persons",
                        Label.of("人员与待遇", "Person and benefits"),
                        "person.jte",
                        new LinkedHashMap<>(Map.of(
                                "identity", identity(session, person, shown),
                                "benefits", benefits(session, person),
                                "used", used(session, person),
                                "filings", filings(session, person),
                                "cards", cards(session, person),
                                "settlements", settlements(session, person),
                                "ways", ways(request, person),
                                "reveal", reveal,
                                "shown", shown))));
    }

    /** Membership is not the counter's. */
    private static List<Block> ways(PageRequest request, InsuredPerson person) {
        boolean staff =
                List.of(Role.OPERATOR, Role.REVIEWER, Role.AUDITOR).stream().anyMatch(request.caller()::has);
        return staff
                ? List.of(new Block.Ways(
                        List.of(new Frame.Link("/persons/" + person.psnNo() + "/membership", "参保、缴费与退出"))))
                : List.of();
    }

    private List<Fact> identity(DatabaseSession session, InsuredPerson person, boolean shown) {
        PersonDetailStore.PersonDetail detail = details.detail(session, person.personId());
        LocalDate birth = detail.birth();
        return List.of(
                Fact.code("人员编号", "psn_no", person.psnNo()),
                Fact.of("姓名", "name", shown ? detail.name() : Display.maskedName(detail.name())),
                Fact.code(
                        "社会保障号码",
                        "social security number",
                        shown
                                ? Display.idNumber(person.socialSecurityNumber())
                                : Display.maskedIdNumber(person.socialSecurityNumber())),
                Fact.of("性别", "sex", "M".equals(detail.sex()) ? "男" : "F".equals(detail.sex()) ? "女" : "–"),
                Fact.of("出生日期", "birth", birth == null ? "–" : shown ? birth.toString() : birth.getYear() + "-**-**"),
                Fact.of("身份", "status", Words.status(detail.status())));
    }

    private List<Fact> benefits(DatabaseSession session, InsuredPerson person) {
        LocalDate end = person.coverEnd();
        LocalDate banned = person.bannedUntil();
        List<Fact> facts = new ArrayList<>(List.of(
                Fact.state("待遇状态", "benefits", benefits(desk.today(), person.benefitStart(), end, banned)),
                Fact.of("险种", "scheme", Words.scheme(person.scheme().name())),
                Fact.of(
                        "人员类别",
                        "class",
                        person.cls() == null
                                ? "–"
                                : Words.insuredClass(person.cls().name()) + (person.pupil() ? "（在校学生）" : "")),
                Fact.of("参保地", "place of insurance", person.region()),
                Fact.of("待遇起始", "from", person.benefitStart().toString()),
                Fact.of("待遇终止", "until", end == null ? "未终止" : end.toString())));
        if (banned != null) {
            facts.add(Fact.of("出借停保至", "banned until, Art. 30", banned.toString()));
        }
        if (person.scheme() == Scheme.EMPLOYEE) {
            facts.add(Fact.money("个人账户余额", "account balance", accumulators.balance(session, person.personId())));
        }
        return facts;
    }

    private DataTable used(DatabaseSession session, InsuredPerson person) {
        return DataTable.whole(
                Label.of("统筹支付累计", "what the fund has paid"),
                List.of(
                        DataTable.Column.of("期间", "period"),
                        DataTable.Column.figure("已支付", "used"),
                        DataTable.Column.figure("最高支付限额", "cap"),
                        DataTable.Column.figure("尚余", "left")),
                persons.used(session, person.personId()).stream()
                        .map(used -> DataTable.Row.of(
                                new Cell.Text(used.period()),
                                new Cell.Money(used.usedFen()),
                                new Cell.Money(used.capFen()),
                                new Cell.Money(used.capFen() - used.usedFen())))
                        .toList(),
                Label.of("统筹基金还没有为此人支付过", "the fund has not paid yet"));
    }

    private DataTable filings(DatabaseSession session, InsuredPerson person) {
        return DataTable.whole(
                Label.of("备案", "filings"),
                List.of(
                        DataTable.Column.of("种类", "kind"),
                        DataTable.Column.of("机构", "institution"),
                        DataTable.Column.of("起", "from"),
                        DataTable.Column.of("止", "until")),
                enrolments.filings(session, person.personId()).stream()
                        .map(filing -> DataTable.Row.of(
                                new Cell.Text(Words.filing(filing.kind().name())),
                                new Cell.Code(filing.institution()),
                                new Cell.Day(filing.begins()),
                                new Cell.Day(filing.ends())))
                        .toList(),
                Label.of("没有备案", "no filing"));
    }

    private DataTable cards(DatabaseSession session, InsuredPerson person) {
        return DataTable.whole(
                Label.of("社会保障卡", "cards"),
                List.of(DataTable.Column.of("卡号", "card number"), DataTable.Column.of("状态", "state")),
                details.cards(session, person.socialSecurityNumber()).stream()
                        .map(card -> DataTable.Row.of(
                                new Cell.Code(Display.maskedCardNumber(card.number())),
                                new Cell.State(Words.card(card.state(), card.blacklisted()))))
                        .toList(),
                Label.of("没有卡", "no card"));
    }

    private DataTable settlements(DatabaseSession session, InsuredPerson person) {
        ListQuery newest = new ListQuery("/settlements", Map.of("q", person.psnNo()), "id", true, 1, ListQuery.SIZE);
        return SettlementPages.table(
                Label.of("最近的结算", "latest settlements"), settlements.find(session, newest), null, 0);
    }
}
