package org.sscard.issuer.console;

import com.linecorp.armeria.common.HttpResponse;
import java.time.DateTimeException;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.sscard.issuer.custody.CustodyRequest;
import org.sscard.issuer.custody.Verb;
import org.sscard.issuer.stock.BlankState;
import org.sscard.issuer.stock.StockDay;
import org.sscard.issuer.stock.store.BlankBook;
import org.sscard.servicekit.approval.Approval;
import org.sscard.servicekit.pages.Block;
import org.sscard.servicekit.pages.Cell;
import org.sscard.servicekit.pages.DataTable;
import org.sscard.servicekit.pages.Display;
import org.sscard.servicekit.pages.Field;
import org.sscard.servicekit.pages.Form;
import org.sscard.servicekit.pages.Frame;
import org.sscard.servicekit.pages.Label;
import org.sscard.servicekit.pages.PageRequest;
import org.sscard.servicekit.pages.Pages;
import org.sscard.servicekit.security.Role;
import org.sscard.servicekit.server.ServiceServer;
import org.sscard.wire.error.CodedException;
import org.sscard.wire.error.ErrorCode;

/** {@code /stock}: blanks, the day's equation, waste; a difference and destruction take two persons. */
final class StockPages {

    static final String HERE = "/stock";
    static final List<Frame.Link> SECTIONS = List.of(
            new Frame.Link(HERE, "今日库存"),
            new Frame.Link(HERE + "/receive", "收入与领用"),
            new Frame.Link("/stock/handovers", "交接单"),
            new Frame.Link(HERE + "/books", "账册"));

    private static final Role[] WASTE = {Role.OPERATOR, Role.INSPECTOR};

    private final BureauDesk desk;
    private final BureauWork work;

    StockPages(BureauDesk desk, BureauWork work) {
        this.desk = desk;
        this.work = work;
    }

    void on(ServiceServer.Builder server) {
        server.page(HERE, request -> today(request, null), Section.STOCK.roles())
                .action(HERE + "/close", this::close, Role.OPERATOR)
                .action(HERE + "/variance", this::askVariance, Role.OPERATOR)
                .action(HERE + "/waste", this::askWaste, WASTE);
    }

    private HttpResponse today(PageRequest request, @Nullable CodedException refusal) {
        StockDay day = work.blanks().openDay();
        List<Block> below = new ArrayList<>();
        boolean operator = request.caller().has(Role.OPERATOR);
        if (operator && refusal != null && refusal.code() == ErrorCode.STOCK_DAY_VARIANCE) {
            below.add(varianceForm(request, day));
        } else if (operator) {
            below.add(closeForm(request, day));
        }
        int waste = work.blanks().waste();
        if (waste > 0 && (operator || request.caller().has(Role.INSPECTOR))) {
            below.add(new Block.Entry(Form.confirm(
                    HERE + "/waste",
                    List.of(
                            Field.of(
                                    "wasteCounted",
                                    Field.Kind.TEXT,
                                    "清点的废卡张数",
                                    "counted",
                                    request.entered("wasteCounted")),
                            Field.of(
                                    "wasteReason",
                                    Field.Kind.TEXT,
                                    "销毁方式与地点",
                                    "how and where",
                                    request.entered("wasteReason"))),
                    Label.of("申请销毁废卡", "ask to destroy"),
                    List.of("张数须与账面的 " + waste + " 张一致", "由质检员或复核员复核后，两人到场销毁，不可恢复"))));
        }
        List<Block> notices = new ArrayList<>();
        if (refusal != null) {
            notices.add(BureauDesk.refusal(refusal));
        }
        return desk.page(
                request,
                Section.STOCK,
                Label.of("库存", "Stock"),
                "bureau/stock.jte",
                Map.of(
                        "sections", SECTIONS,
                        "notices", notices,
                        "day", day,
                        "behind", day.day().isBefore(desk.today()),
                        "waste", waste,
                        "lots", lots(),
                        "below", below));
    }

    private static Block closeForm(PageRequest request, StockDay day) {
        return new Block.Entry(Form.change(
                HERE + "/close",
                List.of(
                        Field.hidden("day", day.day().toString()),
                        Field.of("counted", Field.Kind.TEXT, "清点的空白卡张数", "counted", request.entered("counted"))
                                .hint("两人清点后填写；账面应有 " + Display.count(day.expected()) + " 张")),
                Label.of("日终 " + day.day(), "close the day"),
                List.of("张数相符即封账，此后的收发记入次日", "差一张也不能封账，须由两人记录差异")));
    }

    private Block varianceForm(PageRequest request, StockDay day) {
        int counted = number(request.entered("counted"), "counted");
        int variance = day.counted(counted).variance();
        return new Block.Entry(Form.confirm(
                HERE + "/variance",
                List.of(
                        Field.hidden("day", day.day().toString()),
                        Field.hidden("counted", Integer.toString(counted)),
                        Field.of("reason", Field.Kind.TEXT, "差异说明", "explanation", request.entered("reason"))
                                .hint("例如：一张下落不明，已查监控")),
                Label.of("申请带差异日终", "ask to close with a variance"),
                List.of((variance < 0 ? "短少 " : "多出 ") + Math.abs(variance) + " 张，记入账册，不可更改", "由质检员或复核员复核；请先再清点一遍")));
    }

    private DataTable lots() {
        Map<String, List<BlankBook.Line>> lots = new TreeMap<>();
        work.blanks()
                .lines()
                .forEach(line -> lots.computeIfAbsent(line.lot(), lot -> new ArrayList<>())
                        .add(line));
        List<DataTable.Row> rows = new ArrayList<>();
        lots.forEach((lot, lines) -> {
            List<Cell> cells = new ArrayList<>(List.of(
                    new Cell.Text(lot.equals(BlankBook.UNLISTED) ? "未登记（工位首见）" : lot),
                    new Cell.Text(
                            lines.get(0).vendor().isEmpty() ? "—" : lines.get(0).vendor()),
                    new Cell.Text(
                            lines.get(0).cardOs().isEmpty() ? "—" : lines.get(0).cardOs())));
            for (BlankState state : BlankState.values()) {
                cells.add(new Cell.Count(lines.stream()
                        .filter(line -> line.state() == state)
                        .mapToInt(BlankBook.Line::count)
                        .sum()));
            }
            rows.add(new DataTable.Row(cells));
        });
        List<DataTable.Column> columns = new ArrayList<>(List.of(
                DataTable.Column.of("批号", "lot"),
                DataTable.Column.of("卡厂", "vendor"),
                DataTable.Column.of("卡操作系统", "card OS")));
        for (BlankState state : BlankState.values()) {
            columns.add(DataTable.Column.figure(
                    word(state), state.name().toLowerCase(Locale.ROOT).replace('_', ' ')));
        }
        return DataTable.whole(Label.of("按批号", "by lot"), columns, rows, Label.of("还没有收入过空白卡", "no blanks yet"));
    }

    static String word(BlankState state) {
        return switch (state) {
            case IN_STOCK -> "在库";
            case GOOD -> "制成";
            case SPOILED -> "废卡";
            case SAMPLE -> "样卡";
            case RETURNED -> "退厂";
            case DESTROYED -> "已销毁";
        };
    }

    private HttpResponse close(PageRequest request) {
        try {
            int counted = number(request.entered("counted"), "counted");
            StockDay closed = desk.done(
                    request,
                    "STOCK_CLOSE",
                    request.entered("day") + " " + counted,
                    () -> work.blanks()
                            .close(
                                    day(request),
                                    counted,
                                    false,
                                    request.caller().account(),
                                    ""));
            return Pages.goTo(HERE + "/books?closed=" + closed.day());
        } catch (CodedException e) {
            return today(request, e);
        }
    }

    private HttpResponse askVariance(PageRequest request) {
        return asked(
                request,
                Verb.STOCK_VARIANCE,
                Map.of(
                        "day", request.entered("day"),
                        "counted", request.entered("counted"),
                        "reason", request.entered("reason")));
    }

    private HttpResponse askWaste(PageRequest request) {
        return asked(
                request,
                Verb.WASTE_DESTROY,
                Map.of("counted", request.entered("wasteCounted"), "reason", request.entered("wasteReason")));
    }

    private HttpResponse asked(PageRequest request, Verb verb, Map<String, String> arguments) {
        try {
            Approval approval = work.approvals().request(new CustodyRequest(verb, arguments), request.caller());
            return Pages.goTo(Section.APPROVALS.href() + "/" + approval.id());
        } catch (CodedException e) {
            return today(request, e);
        }
    }

    private static LocalDate day(PageRequest request) {
        try {
            return LocalDate.parse(request.entered("day"));
        } catch (DateTimeException e) {
            throw new CodedException(e, ErrorCode.REQUEST_INVALID, "day", "YYYY-MM-DD");
        }
    }

    private static int number(String text, String field) {
        String digits = text.replace(",", "");
        if (!digits.matches("[0-9]{1,8}")) {
            throw new CodedException(ErrorCode.REQUEST_INVALID, field, "0..99999999");
        }
        return Integer.parseInt(digits);
    }
}
