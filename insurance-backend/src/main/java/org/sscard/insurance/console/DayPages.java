package org.sscard.insurance.console;

import com.linecorp.armeria.common.HttpResponse;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.sscard.insurance.console.store.DayStore;
import org.sscard.insurance.console.store.SettlementSearchStore;
import org.sscard.insurance.reconcile.DayClose;
import org.sscard.insurance.reconcile.DayClosing;
import org.sscard.insurance.reconcile.DayState;
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
import org.sscard.servicekit.pages.Pages;
import org.sscard.servicekit.security.Role;
import org.sscard.wire.error.CodedException;
import org.sscard.wire.error.ErrorCode;

/** {@code /days}: institutions' days, what was settled beside what was posted and told, differences and their end. */
final class DayPages {

    private static final int LONGEST_RESOLUTION = 200;

    private final Desk desk;
    private final DayStore days = new DayStore();
    private final SettlementSearchStore settlements = new SettlementSearchStore();
    private final Reconciliation reconciliation;
    private final DayClosing closing;

    DayPages(Desk desk) {
        this.desk = desk;
        this.reconciliation = new Reconciliation(desk.sessions());
        this.closing = new DayClosing(desk.sessions(), desk.clock());
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
        return Form.liveSearch(
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
        return page(request, "");
    }

    /** Records how a difference was settled. */
    HttpResponse resolve(PageRequest request) {
        String resolution = request.entered("resolution");
        if (resolution.isEmpty() || resolution.length() > LONGEST_RESOLUTION) {
            return page(request, "处理说明 1 至 " + LONGEST_RESOLUTION + " 字");
        }
        Asked asked = asked(request);
        String transaction = request.entered("transaction");
        closing.resolve(
                asked.institution(),
                asked.day(),
                transaction,
                resolution,
                request.caller().account());
        desk.read(request, "RESOLVE_DIFFERENCE", asked.institution() + "/" + asked.day() + "/" + transaction);
        return Pages.goTo(asked.address());
    }

    HttpResponse seal(PageRequest request) {
        Asked asked = asked(request);
        closing.seal(asked.institution(), asked.day(), request.caller().account());
        desk.read(request, "SEAL_DAY", asked.institution() + "/" + asked.day());
        return Pages.goTo(asked.address());
    }

    private record Asked(String institution, LocalDate day) {
        String address() {
            return "/days/" + institution + "/" + day;
        }
    }

    private static Asked asked(PageRequest request) {
        String text = request.variable("day");
        if (!Desk.isDay(text)) {
            throw new CodedException(ErrorCode.REQUEST_INVALID, "day", "2026-11-22");
        }
        return new Asked(request.variable("institution"), LocalDate.parse(text));
    }

    private HttpResponse page(PageRequest request, String wrong) {
        Asked asked = asked(request);
        SettlementSearchStore.Place place = desk.sessions()
                .read(session -> settlements.institution(session, asked.institution()))
                .orElseThrow(() -> new CodedException(ErrorCode.INSTITUTION_UNKNOWN, "?"));
        DayClose close = closing.day(asked.institution(), asked.day());
        DayTotals totals = reconciliation.dayTotals(asked.institution(), asked.day());
        ListQuery own = new ListQuery(
                "/settlements",
                Map.of(
                        "institution",
                        asked.institution(),
                        "from",
                        asked.day().toString(),
                        "to",
                        asked.day().toString()),
                "id",
                true,
                1,
                ListQuery.SIZE);
        return desk.sessions()
                .read(session -> desk.page(
                        request,
                        "/days",
                        Label.of(place.name() + " " + asked.day(), "Day"),
                        "day.jte",
                        Map.of(
                                "books", books(totals, close),
                                "figures", DayTables.figures(close),
                                "differences", DayTables.differences(close),
                                "forms", forms(request, asked, close, wrong),
                                "settlements",
                                        SettlementPages.table(
                                                Label.of("当日结算", "settlements of the day"),
                                                settlements.find(session, own),
                                                own,
                                                settlements.count(session, own)))));
    }

    /** What an operator may do now, and nothing else. */
    private static List<Form> forms(PageRequest request, Asked asked, DayClose close, String wrong) {
        if (!request.caller().has(Role.OPERATOR)) {
            return List.of();
        }
        List<Field.Option> open = close.differences().stream()
                .filter(difference -> difference.resolution() == null)
                .map(difference -> new Field.Option(difference.transactionId(), difference.transactionId()))
                .toList();
        if (close.state() == DayState.DIFFERENT && !open.isEmpty()) {
            return List.of(Form.change(
                    asked.address() + "/resolve",
                    List.of(
                            Field.choice("transaction", "差异", "difference", request.entered("transaction"), open),
                            Field.of(
                                            "resolution",
                                            Field.Kind.TEXT,
                                            "处理说明",
                                            "how it was settled",
                                            request.entered("resolution"))
                                    .hint("最后一项处理完，当日即为“差异已处理”")
                                    .wrong(wrong)),
                    Label.of("记录处理", "Record")));
        }
        return close.state() == DayState.BALANCED || close.state() == DayState.RESOLVED
                ? List.of(Form.confirm(
                        asked.address() + "/seal",
                        List.of(),
                        Label.of("封账", "Seal the day"),
                        List.of("当日账目不再变动", "当日进入月清算")))
                : List.of();
    }

    /** The settlements' sums beside the ledger's: they are equal, or something is wrong (invariant 9). */
    private static List<Fact> books(DayTotals totals, DayClose close) {
        boolean level =
                totals.ledgerSumFen() == 0 && totals.ledgerPayableFen() == totals.fundFen() + totals.accountFen();
        return List.of(
                Fact.state("日终", "state", Words.day(close.state().name())),
                Fact.state("账实", "books", level ? Chip.good("相符") : Chip.bad("不符")),
                new Fact(Label.of("结算", "settlements"), new Cell.Count(totals.settlements())),
                new Fact(Label.of("撤销", "cancellations"), new Cell.Count(totals.cancellations())),
                new Fact(Label.of("冲正", "reversals"), new Cell.Count(totals.reversals())),
                Fact.money("个人负担", "person", totals.personFen()),
                Fact.money("应付机构（分录）", "payable, by postings", totals.ledgerPayableFen()));
    }
}
