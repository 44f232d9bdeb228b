package org.sscard.insurance.console;

import com.linecorp.armeria.common.HttpData;
import com.linecorp.armeria.common.HttpHeaderNames;
import com.linecorp.armeria.common.HttpResponse;
import com.linecorp.armeria.common.HttpStatus;
import com.linecorp.armeria.common.MediaType;
import com.linecorp.armeria.common.ResponseHeaders;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.sscard.insurance.compat.store.PersonDetailStore;
import org.sscard.insurance.console.store.SettlementSearchStore;
import org.sscard.insurance.enrolment.InsuredPerson;
import org.sscard.insurance.enrolment.store.EnrolmentStore;
import org.sscard.insurance.settlement.Settlement;
import org.sscard.insurance.settlement.store.SettlementStore;
import org.sscard.insurance.store.DatabaseSession;
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
import org.sscard.servicekit.print.SheetPdf;
import org.sscard.wire.error.CodedException;
import org.sscard.wire.error.ErrorCode;

/** {@code /settlements}: what was settled, why it came out so, and the sheet that is signed. */
final class SettlementPages {

    private static final MediaType PDF = MediaType.parse("application/pdf");

    private final Desk desk;
    private final SettlementSearchStore search = new SettlementSearchStore();
    private final SettlementStore settlements = new SettlementStore();
    private final EnrolmentStore enrolments = new EnrolmentStore();
    private final PersonDetailStore details = new PersonDetailStore();

    SettlementPages(Desk desk) {
        this.desk = desk;
    }

    HttpResponse list(PageRequest request) {
        ListQuery asked = ListQuery.of(
                request,
                List.of("q", "institution", "kind", "state", "from", "to"),
                List.of("id", "total", "fund", "day"));
        ListQuery query = ListQueries.withoutWrongDays(asked);
        return desk.sessions()
                .read(session -> desk.page(
                        request,
                        "/settlements",
                        Label.of("结算", "Settlements"),
                        "list.jte",
                        Map.of(
                                "form", form(session, asked),
                                "presets", presets(),
                                "here", request.address(),
                                "table",
                                        table(
                                                Label.of("结算", "settlements"),
                                                search.find(session, query),
                                                query,
                                                search.count(session, query)))));
    }

    private Form form(DatabaseSession session, ListQuery query) {
        List<Field.Option> places = new ArrayList<>(List.of(new Field.Option("", "全部")));
        search.institutions(session).forEach(place -> places.add(new Field.Option(place.code(), place.name())));
        return Form.search(
                "/settlements",
                List.of(
                        Field.of(
                                "q",
                                Field.Kind.SEARCH,
                                "结算号、交易号或人员编号",
                                "settlement, transaction or person",
                                query.filter("q")),
                        Field.choice("institution", "机构", "institution", query.filter("institution"), places),
                        Field.choice(
                                "kind",
                                "类别",
                                "kind",
                                query.filter("kind"),
                                List.of(
                                        new Field.Option("", "全部"),
                                        new Field.Option("INPATIENT", "住院"),
                                        new Field.Option("OP_SPECIAL", "门诊特殊病"),
                                        new Field.Option("OUTPATIENT", "普通门诊"),
                                        new Field.Option("PHARMACY", "购药"))),
                        Field.choice(
                                "state",
                                "状态",
                                "state",
                                query.filter("state"),
                                List.of(
                                        new Field.Option("", "全部"),
                                        new Field.Option("CONFIRMED", "有效"),
                                        new Field.Option("CANCELLED", "已撤销"),
                                        new Field.Option("REVERSED", "已冲正"))),
                        Desk.day("from", "起", "from", query.filter("from")),
                        Desk.day("to", "止", "to", query.filter("to"))));
    }

    private List<Frame.Link> presets() {
        String today = desk.today().toString();
        return List.of(
                new Frame.Link("/settlements", "全部"),
                new Frame.Link("/settlements?from=" + today + "&to=" + today, "今日"),
                new Frame.Link("/settlements?kind=INPATIENT", "住院"),
                new Frame.Link("/settlements?state=CANCELLED", "已撤销"),
                new Frame.Link("/settlements?state=REVERSED", "已冲正"));
    }

    static DataTable table(
            Label caption, List<SettlementSearchStore.Found> found, @Nullable ListQuery query, long total) {
        return new DataTable(
                caption,
                List.of(
                        DataTable.Column.of("结算号", "setl_id").sortable("id"),
                        DataTable.Column.of("日期", "day").sortable("day"),
                        DataTable.Column.of("机构", "institution"),
                        DataTable.Column.of("类别", "kind"),
                        DataTable.Column.of("状态", "state"),
                        DataTable.Column.figure("总额", "total").sortable("total"),
                        DataTable.Column.figure("统筹", "fund").sortable("fund"),
                        DataTable.Column.figure("个人账户", "account"),
                        DataTable.Column.figure("现金", "cash")),
                found.stream()
                        .map(one -> DataTable.Row.of(
                                new Cell.Link("/settlements/" + one.settlementId(), Long.toString(one.settlementId())),
                                new Cell.Day(one.day()),
                                new Cell.Text(one.institution()),
                                new Cell.Text(Words.kind(one.kind())),
                                new Cell.State(Words.state(one.state(), one.cancellation())),
                                new Cell.Money(one.totalFen()),
                                new Cell.Money(one.fundFen()),
                                new Cell.Money(one.accountFen()),
                                new Cell.Money(one.cashFen())))
                        .toList(),
                total,
                query,
                Label.of("没有符合条件的结算", "no settlement matches"));
    }

    HttpResponse settlement(PageRequest request) {
        return desk.sessions().read(session -> {
            Settlement settlement = found(session, request);
            InsuredPerson person = person(session, settlement);
            desk.read(request, "READ_SETTLEMENT", Long.toString(settlement.settlementId()));
            return desk.page(
                    request,
                    "/settlements",
                    Label.of("结算 " + settlement.settlementId(), "Settlement"),
                    "settlement.jte",
                    Map.of(
                            "facts", facts(session, settlement, person),
                            "drawing", SettlementPicture.of(settlement),
                            "steps", settlement.split().explanation(),
                            "lines", lines(search.lines(session, settlement.settlementId())),
                            "legs", legs(search.legs(session, settlement.settlementId())),
                            "policy", settlement.split().policy(),
                            "sheet", "/settlements/" + settlement.settlementId() + "/sheet"));
        });
    }

    private List<Fact> facts(DatabaseSession session, Settlement settlement, InsuredPerson person) {
        Long cancels = settlement.cancels();
        List<Fact> facts = new ArrayList<>(List.of(
                Fact.state("状态", "state", Words.state(settlement.state().name(), cancels != null)),
                Fact.of("类别", "kind", Words.kind(settlement.kind().name())),
                Fact.of("机构", "institution", institution(session, settlement)),
                new Fact(Label.of("人员", "person"), new Cell.Link("/persons/" + person.psnNo(), person.psnNo())),
                Fact.code("交易号", "transaction id", settlement.transactionId()),
                Fact.code("就诊", "visit", settlement.visit()),
                Fact.of(
                        "结算时间",
                        "posted at",
                        Display.time(settlement.postedAt(), desk.clock().getZone())),
                Fact.of("会计日", "accounting day", settlement.day().toString()),
                Fact.of("累计期", "period", settlement.split().period())));
        if (cancels != null) {
            facts.add(new Fact(
                    Label.of("撤销的结算", "cancels"), new Cell.Link("/settlements/" + cancels, Long.toString(cancels))));
        }
        if (settlement.late()) {
            facts.add(Fact.of("标记", "flag", "卡片凭证晚到"));
        }
        return facts;
    }

    private static DataTable lines(List<SettlementSearchStore.Line> lines) {
        return DataTable.whole(
                Label.of("费用明细", "fee lines"),
                List.of(
                        DataTable.Column.of("序号", "line"),
                        DataTable.Column.of("项目编码", "item"),
                        DataTable.Column.of("名称", "name"),
                        DataTable.Column.of("类", "class"),
                        DataTable.Column.figure("单价", "price"),
                        DataTable.Column.figure("数量", "quantity")),
                lines.stream()
                        .map(line -> DataTable.Row.of(
                                new Cell.Text(line.number()),
                                new Cell.Code(line.item()),
                                new Cell.Text(line.name()),
                                new Cell.Text(SettlementSheet.catalogueClass(line.cls())),
                                new Cell.Text(SettlementSheet.plain(line.price1e4())),
                                new Cell.Text(SettlementSheet.plain(line.quantity1e4()))))
                        .toList(),
                Label.of("明细随试算保存，不在此列出", "the lines are kept with the quote"));
    }

    private static DataTable legs(List<SettlementSearchStore.Leg> legs) {
        return DataTable.whole(
                Label.of("分录", "postings"),
                List.of(
                        DataTable.Column.of("分录", "entry"),
                        DataTable.Column.of("日期", "day"),
                        DataTable.Column.of("科目", "account"),
                        DataTable.Column.of("户", "owner"),
                        DataTable.Column.figure("借", "debit"),
                        DataTable.Column.figure("贷", "credit")),
                legs.stream()
                        .map(leg -> DataTable.Row.of(
                                new Cell.Text(Words.entry(leg.entry())),
                                new Cell.Day(leg.day()),
                                new Cell.Text(Words.account(leg.account())),
                                new Cell.Code(leg.owner()),
                                leg.amountFen() > 0 ? new Cell.Money(leg.amountFen()) : new Cell.Text(""),
                                leg.amountFen() < 0 ? new Cell.Money(-leg.amountFen()) : new Cell.Text("")))
                        .toList(),
                Label.of("全部现金，没有分录", "paid in cash: no posting"));
    }

    /** The sheet as a page to print. */
    HttpResponse sheet(PageRequest request) {
        SettlementSheet sheet = printed(request);
        return desk.page(
                request,
                "/settlements",
                Label.of("医疗费用结算单", "Settlement sheet"),
                "sheet.jte",
                Map.of("sheet", sheet.sheet(), "pdf", "/settlements/" + sheet.number() + "/sheet.pdf"));
    }

    HttpResponse sheetPdf(PageRequest request) {
        SettlementSheet sheet = printed(request);
        return HttpResponse.of(
                ResponseHeaders.builder(HttpStatus.OK)
                        .contentType(PDF)
                        .set(HttpHeaderNames.CACHE_CONTROL, "no-store")
                        .set(
                                HttpHeaderNames.CONTENT_DISPOSITION,
                                "inline; filename=\"settlement-" + sheet.number() + ".pdf\"")
                        .build(),
                HttpData.wrap(SheetPdf.render(sheet.sheet())));
    }

    /** The sheet goes to the person with the full name; the id number stays masked. */
    private SettlementSheet printed(PageRequest request) {
        return desk.sessions().read(session -> {
            Settlement settlement = found(session, request);
            InsuredPerson person = person(session, settlement);
            desk.read(request, "PRINT_SETTLEMENT", Long.toString(settlement.settlementId()));
            return SettlementSheet.of(
                    settlement,
                    person,
                    details.detail(session, person.personId()).name(),
                    institution(session, settlement),
                    search.lines(session, settlement.settlementId()),
                    desk.clock().getZone());
        });
    }

    private Settlement found(DatabaseSession session, PageRequest request) {
        String number = request.variable("id");
        CodedException notFound = new CodedException(ErrorCode.TRANSACTION_NOT_FOUND, "setl_id");
        if (!number.matches("[0-9]{1,18}")) {
            throw notFound;
        }
        return settlements.find(session, Long.parseLong(number)).orElseThrow(() -> notFound);
    }

    private InsuredPerson person(DatabaseSession session, Settlement settlement) {
        return enrolments.find(session, settlement.personId()).orElseThrow();
    }

    private String institution(DatabaseSession session, Settlement settlement) {
        return search.institution(session, settlement.institution())
                        .map(one -> one.name() + " ")
                        .orElse("")
                + settlement.institution();
    }
}
