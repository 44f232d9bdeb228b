package org.sscard.insurance.console;

import com.linecorp.armeria.common.HttpResponse;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.sscard.insurance.console.store.DayStore;
import org.sscard.insurance.console.store.SettlementSearchStore;
import org.sscard.insurance.reconcile.DayTotals;
import org.sscard.insurance.reconcile.Reconciliation;
import org.sscard.servicekit.pages.Cell;
import org.sscard.servicekit.pages.Chip;
import org.sscard.servicekit.pages.DataTable;
import org.sscard.servicekit.pages.Fact;
import org.sscard.servicekit.pages.Field;
import org.sscard.servicekit.pages.Form;
import org.sscard.servicekit.pages.Frame;
import org.sscard.servicekit.pages.Label;
import org.sscard.servicekit.pages.ListQuery;
import org.sscard.servicekit.pages.PageRequest;
import org.sscard.wire.error.CodedException;
import org.sscard.wire.error.ErrorCode;

/** {@code /days}: institutions' days, what was settled beside what was posted. */
final class DayPages {

    private final Desk desk;
    private final DayStore days = new DayStore();
    private final SettlementSearchStore settlements = new SettlementSearchStore();
    private final Reconciliation reconciliation;

    DayPages(Desk desk) {
        this.desk = desk;
        this.reconciliation = new Reconciliation(desk.sessions());
    }

    HttpResponse list(PageRequest request) {
        ListQuery asked = ListQuery.of(
                request, List.of("institution", "state", "from", "to"), List.of("day", "institution", "count", "fund"));
        ListQuery query = ListQueries.withoutWrongDays(asked);
        return desk.sessions()
                .read(session -> desk.page(
                        request,
                        "/days",
                        Label.of("日终与差异", "Days and differences"),
                        "list.jte",
                        Map.of(
                                "form", form(settlements.institutions(session), asked),
                                "presets", presets(),
                                "here", request.address(),
                                "table", table(days.find(session, query), query, days.count(session, query)))));
    }

    private static Form form(List<SettlementSearchStore.Place> institutions, ListQuery query) {
        List<Field.Option> places = new ArrayList<>(List.of(new Field.Option("", "全部")));
        institutions.forEach(place -> places.add(new Field.Option(place.code(), place.name())));
        return Form.search(
                "/days",
                List.of(
                        Field.choice("institution", "机构", "institution", query.filter("institution"), places),
                        Field.choice(
                                "state",
                                "状态",
                                "state",
                                query.filter("state"),
                                List.of(
                                        new Field.Option("", "全部"),
                                        new Field.Option("OPEN", "未日终"),
                                        new Field.Option("CUTTING", "对账中"),
                                        new Field.Option("BALANCED", "已平"),
                                        new Field.Option("DIFFERENT", "有差异"),
                                        new Field.Option("RESOLVED", "差异已处理"),
                                        new Field.Option("SEALED", "已封账"))),
                        Desk.day("from", "起", "from", query.filter("from")),
                        Desk.day("to", "止", "to", query.filter("to"))));
    }

    private List<Frame.Link> presets() {
        String today = desk.today().toString();
        return List.of(
                new Frame.Link("/days", "全部"),
                new Frame.Link("/days?from=" + today + "&to=" + today, "今日"),
                new Frame.Link("/days?state=DIFFERENT", "有差异"),
                new Frame.Link("/days?state=OPEN&to=" + desk.today().minusDays(1), "逾期未日终"));
    }

    private static DataTable table(List<DayStore.Day> found, ListQuery query, long total) {
        return new DataTable(
                Label.of("机构日", "institutions' days"),
                List.of(
                        DataTable.Column.of("日期", "day").sortable("day"),
                        DataTable.Column.of("机构", "institution").sortable("institution"),
                        DataTable.Column.of("状态", "state"),
                        DataTable.Column.figure("笔数", "rows").sortable("count"),
                        DataTable.Column.figure("总额", "total"),
                        DataTable.Column.figure("统筹", "fund").sortable("fund"),
                        DataTable.Column.figure("个人账户", "account")),
                found.stream()
                        .map(day -> DataTable.Row.of(
                                new Cell.Link(
                                        "/days/" + day.institution() + "/" + day.day(),
                                        day.day().toString()),
                                new Cell.Text(day.name()),
                                new Cell.State(Words.day(day.state())),
                                new Cell.Count(day.rows()),
                                new Cell.Money(day.totalFen()),
                                new Cell.Money(day.fundFen()),
                                new Cell.Money(day.accountFen())))
                        .toList(),
                total,
                query,
                Label.of("没有符合条件的机构日", "no day matches"));
    }

    HttpResponse day(PageRequest request) {
        String institution = request.variable("institution");
        String text = request.variable("day");
        if (!Desk.isDay(text)) {
            throw new CodedException(ErrorCode.REQUEST_INVALID, "day", "2026-11-22");
        }
        LocalDate day = LocalDate.parse(text);
        DayTotals totals = reconciliation.dayTotals(institution, day);
        return desk.sessions().read(session -> {
            String name = settlements
                    .institution(session, institution)
                    .orElseThrow(() -> new CodedException(ErrorCode.INSTITUTION_UNKNOWN, "?"))
                    .name();
            ListQuery own = new ListQuery(
                    "/settlements",
                    Map.of("institution", institution, "from", text, "to", text),
                    "id",
                    true,
                    1,
                    ListQuery.SIZE);
            return desk.page(
                    request,
                    "/days",
                    Label.of(name + " " + day, "Day"),
                    "day.jte",
                    Map.of(
                            "books", books(totals),
                            "settlements",
                                    SettlementPages.table(
                                            Label.of("当日结算", "settlements of the day"),
                                            settlements.find(session, own),
                                            own,
                                            settlements.count(session, own))));
        });
    }

    /** The settlements' sums beside the ledger's: they are equal, or something is wrong (invariant 9). */
    private static List<Fact> books(DayTotals totals) {
        boolean level =
                totals.ledgerSumFen() == 0 && totals.ledgerPayableFen() == totals.fundFen() + totals.accountFen();
        return List.of(
                Fact.state("账实", "books", level ? Chip.good("相符") : Chip.bad("不符")),
                new Fact(Label.of("结算", "settlements"), new Cell.Count(totals.settlements())),
                new Fact(Label.of("撤销", "cancellations"), new Cell.Count(totals.cancellations())),
                new Fact(Label.of("冲正", "reversals"), new Cell.Count(totals.reversals())),
                Fact.money("医疗费总额", "total", totals.totalFen()),
                Fact.money("统筹基金", "fund", totals.fundFen()),
                Fact.money("个人账户", "account", totals.accountFen()),
                Fact.money("个人负担", "person", totals.personFen()),
                Fact.money("应付机构（分录）", "payable, by postings", totals.ledgerPayableFen()));
    }
}
