package org.sscard.insurance.console;

import com.linecorp.armeria.common.HttpResponse;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.sscard.insurance.console.store.NoticeSearchStore;
import org.sscard.insurance.enrolment.contribution.Contributing;
import org.sscard.insurance.enrolment.contribution.Notice;
import org.sscard.insurance.enrolment.contribution.store.NoticeStore;
import org.sscard.servicekit.pages.Block;
import org.sscard.servicekit.pages.Cell;
import org.sscard.servicekit.pages.DataTable;
import org.sscard.servicekit.pages.Display;
import org.sscard.servicekit.pages.Fact;
import org.sscard.servicekit.pages.Field;
import org.sscard.servicekit.pages.Form;
import org.sscard.servicekit.pages.Frame;
import org.sscard.servicekit.pages.Label;
import org.sscard.servicekit.pages.ListQuery;
import org.sscard.servicekit.pages.PageRequest;
import org.sscard.servicekit.pages.Pages;
import org.sscard.servicekit.pages.Tone;
import org.sscard.servicekit.security.Role;
import org.sscard.wire.error.CodedException;
import org.sscard.wire.error.ErrorCode;

/** {@code /contributions}: notices, their payment, and the two acts of a year: drawing them up and closing the window. */
final class ContributionPages {

    private static final String HERE = "/contributions";
    private static final int FIRST_YEAR = 2008;
    private static final int LAST_YEAR = 2999;

    private final Desk desk;
    private final Contributing contributions;
    private final NoticeStore notices = new NoticeStore();
    private final NoticeSearchStore search = new NoticeSearchStore();

    ContributionPages(Desk desk, Contributing contributions) {
        this.desk = desk;
        this.contributions = contributions;
    }

    HttpResponse list(PageRequest request) {
        return list(request, null, null);
    }

    private HttpResponse list(PageRequest request, @Nullable Entered entered, @Nullable Block told) {
        ListQuery query = ListQuery.of(request, List.of("state", "period", "q"), List.of("number", "until", "amount"));
        return desk.sessions().read(session -> {
            List<NoticeSearchStore.Found> found = search.find(session, query);
            if (!query.filter("q").isEmpty()) {
                found.forEach(
                        one -> desk.read(request, "FIND_NOTICE", one.person().psnNo()));
            }
            List<Block> blocks = new ArrayList<>();
            blocks.add(new Block.Sections(EnrolmentWords.SECTIONS, HERE));
            if (told != null) {
                blocks.add(told);
            }
            blocks.add(new Block.Presets(
                    List.of(
                            new Frame.Link(HERE, "全部"),
                            new Frame.Link(HERE + "?state=DUE", "待缴"),
                            new Frame.Link(HERE + "?state=PAID", "已缴"),
                            new Frame.Link(HERE + "?state=LAPSED", "已失效")),
                    request.address()));
            blocks.add(new Block.Entry(Form.search(HERE, searched(query))));
            blocks.add(new Block.Listing(table(found, search.count(session, query), query)));
            if (request.caller().has(Role.OPERATOR)) {
                blocks.add(new Block.Heading(Label.of("年度续保", "a year's renewals")));
                blocks.add(new Block.Entry(renewals(entered)));
            }
            return desk.page(request, "/enrolment", Label.of("缴费通知", "Contribution notices"), blocks);
        });
    }

    private static List<Field> searched(ListQuery query) {
        return List.of(
                Field.of("q", Field.Kind.SEARCH, "通知号、人员编号或社会保障号码", "notice, person or id number", query.filter("q")),
                Field.choice(
                        "state",
                        "状态",
                        "state",
                        query.filter("state"),
                        List.of(
                                new Field.Option("", "全部"),
                                new Field.Option("DUE", "待缴"),
                                new Field.Option("PAID", "已缴"),
                                new Field.Option("LAPSED", "已失效"))));
    }

    private static DataTable table(List<NoticeSearchStore.Found> found, long total, ListQuery query) {
        return new DataTable(
                Label.of("通知", "notices"),
                List.of(
                        DataTable.Column.of("通知号", "number").sortable("number"),
                        DataTable.Column.of("人员编号", "psn_no"),
                        DataTable.Column.of("姓名", "name"),
                        DataTable.Column.of("年度", "year"),
                        DataTable.Column.of("类别", "class"),
                        DataTable.Column.of("状态", "state"),
                        DataTable.Column.of("缴费至", "until").sortable("until"),
                        DataTable.Column.figure("个人", "own").sortable("amount"),
                        DataTable.Column.figure("市补", "city"),
                        DataTable.Column.figure("区补", "district")),
                found.stream()
                        .map(one -> DataTable.Row.of(
                                new Cell.Link(HERE + "/" + one.id(), Long.toString(one.id())),
                                person(one.person()),
                                new Cell.Text(Display.maskedName(one.person().name())),
                                new Cell.Text(one.period().substring(1)),
                                new Cell.Text(Words.insuredClass(one.cls())),
                                new Cell.State(EnrolmentWords.notice(Notice.State.valueOf(one.state()))),
                                new Cell.Day(one.windowTo()),
                                new Cell.Money(one.personalFen()),
                                new Cell.Money(one.cityFen()),
                                new Cell.Money(one.districtFen())))
                        .toList(),
                total,
                query,
                Label.of("没有缴费通知；准予参保后自动开出", "no notice: admission makes one due"));
    }

    private static Cell person(NoticeSearchStore.Person person) {
        return person.insured()
                ? new Cell.Link("/persons/" + person.psnNo(), person.psnNo())
                : new Cell.Code(person.psnNo());
    }

    private Form renewals(@Nullable Entered entered) {
        List<Field> fields = List.of(Field.of(
                        "year",
                        Field.Kind.TEXT,
                        "享受待遇的年度",
                        "year of cover",
                        Integer.toString(desk.today().getYear() + 1))
                .hint("缴费期为上一年 10 月 1 日至 11 月 30 日"));
        return new Form(
                        HERE + "/renewals",
                        true,
                        entered == null ? fields : entered.again(fields),
                        Label.of("开出续保通知", "Issue notices"),
                        List.of("开出通知：给每位在保人员开出下一年的缴费通知，已有的不重复", "结束缴费期：未缴的通知失效，待遇到上一年末止"),
                        false)
                .with(new Form.Button("close", Label.of("结束缴费期", "Close the window")));
    }

    /** Draws up a year's notices, or ends its window. */
    HttpResponse renew(PageRequest request) {
        Entered entered = new Entered(request);
        String text = entered.matching("year", "[0-9]{4}", FIRST_YEAR + " 至 " + LAST_YEAR + " 的年份");
        if (!entered.complete() || Integer.parseInt(text) < FIRST_YEAR || Integer.parseInt(text) > LAST_YEAR) {
            entered.wrong("year", FIRST_YEAR + " 至 " + LAST_YEAR + " 的年份");
            return list(request, entered, null);
        }
        int year = Integer.parseInt(text);
        try {
            if (request.entered(Form.DO).equals("close")) {
                int lapsed = desk.done(request, "CLOSE_WINDOW", text, () -> contributions.closeWindow(year));
                return list(request, null, told(text + " 年缴费期已结束，失效 " + lapsed + " 份通知"));
            }
            Contributing.Issued issued = desk.done(request, "ISSUE_NOTICES", text, () -> contributions.issue(year));
            return list(
                    request,
                    null,
                    told("已开出 " + issued.issued() + " 份 " + text + " 年通知；" + issued.notAdmitted() + " 人不再符合条件，待遇到年末止"));
        } catch (CodedException e) {
            entered.refused("year", e);
            return list(request, entered, null);
        }
    }

    private static Block told(String text) {
        return new Block.Notice(Tone.GOOD, Label.of(text));
    }

    HttpResponse notice(PageRequest request) {
        Shown shown = found(request);
        desk.read(request, "READ_NOTICE", shown.person().psnNo());
        return page(request, shown, null);
    }

    private record Shown(Notice notice, NoticeSearchStore.Person person) {}

    private Shown found(PageRequest request) {
        String number = request.variable("id");
        if (!number.matches("[0-9]{1,18}")) {
            throw new CodedException(ErrorCode.NOTICE_NOT_FOUND, "?");
        }
        long id = Long.parseLong(number);
        return desk.sessions().read(session -> {
            Notice notice =
                    notices.find(session, id).orElseThrow(() -> new CodedException(ErrorCode.NOTICE_NOT_FOUND, id));
            return new Shown(notice, search.person(session, id).orElseThrow());
        });
    }

    private HttpResponse page(PageRequest request, Shown shown, @Nullable Entered entered) {
        Notice notice = shown.notice();
        List<Block> blocks = new ArrayList<>();
        blocks.add(new Block.Sections(EnrolmentWords.SECTIONS, HERE));
        blocks.add(new Block.Facts(Label.of("通知", "notice"), facts(shown)));
        if (notice.state() == Notice.State.DUE && request.caller().has(Role.OPERATOR)) {
            List<Field> fields = payment(notice);
            blocks.add(new Block.Heading(Label.of("登记缴费", "payment")));
            blocks.add(new Block.Entry(Form.change(
                    HERE + "/" + notice.id() + "/pay",
                    entered == null ? fields : entered.again(fields),
                    Label.of("登记缴费", "Record the payment"),
                    List.of(
                            "个人缴费 " + Display.money(notice.parts().personalFen()) + " 计入财政专户",
                            "市、区补助各成一笔应收，自缴费日起 30 日内到期",
                            "待遇期按规定起算"))));
        }
        return desk.page(request, "/enrolment", Label.of("缴费通知 " + notice.id(), "Contribution notice"), blocks);
    }

    private static List<Fact> facts(Shown shown) {
        Notice notice = shown.notice();
        LocalDate paid = notice.paidOn();
        LocalDate from = notice.benefitStart();
        List<Fact> facts = new ArrayList<>(List.of(
                Fact.state("状态", "state", EnrolmentWords.notice(notice.state())),
                new Fact(Label.of("人员", "person"), person(shown.person())),
                Fact.of("姓名", "name", Display.maskedName(shown.person().name())),
                Fact.of("种类", "kind", EnrolmentWords.noticeKind(notice.kind())),
                Fact.of("年度", "year of cover", notice.period().substring(1)),
                Fact.of("类别", "class", Words.insuredClass(notice.cls().name())),
                Fact.of("缴费期", "window", notice.windowFrom() + " 至 " + notice.windowTo()),
                Fact.money("个人缴费", "own contribution", notice.parts().personalFen()),
                Fact.money("市级补助（55）", "city", notice.parts().cityFen()),
                Fact.money("区级补助（45）", "district", notice.parts().districtFen()),
                Fact.of("依据", "article", EnrolmentWords.article(notice.basis()))));
        if (paid != null && from != null) {
            facts.add(Fact.of("缴费日", "paid on", paid.toString()));
            facts.add(Fact.of("待遇期", "cover", from + " 至 " + notice.coverTo()));
        }
        return facts;
    }

    private List<Field> payment(Notice notice) {
        long fen = notice.parts().personalFen();
        return List.of(
                Field.hidden("payment", desk.once("P-")),
                Field.of(
                                "amount",
                                Field.Kind.MONEY,
                                "金额（元）",
                                "amount in yuan",
                                Display.money(fen).substring(1))
                        .hint("须一次足额缴纳"),
                Field.of(
                        "paidOn",
                        Field.Kind.DATE,
                        "缴费日期",
                        "paid on",
                        desk.today().toString()));
    }

    HttpResponse pay(PageRequest request) {
        Shown shown = found(request);
        Entered entered = new Entered(request);
        String payment = entered.matching("payment", "[0-9A-Za-z-]{1,64}", "请重新打开本页");
        long fen = entered.fen("amount");
        LocalDate paidOn = entered.day("paidOn");
        if (entered.complete()) {
            try {
                desk.done(
                        request,
                        "RECORD_PAYMENT",
                        "notice " + shown.notice().id(),
                        () -> contributions.pay(payment, shown.notice().id(), fen, paidOn));
                return Pages.goTo(HERE + "/" + shown.notice().id());
            } catch (CodedException e) {
                entered.refused(e.code() == ErrorCode.CONTRIBUTION_NOT_IN_FULL ? "amount" : "paidOn", e);
            }
        }
        return page(request, shown, entered);
    }
}
