package org.sscard.issuer.console;

import com.linecorp.armeria.common.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.sscard.issuer.console.store.StockBooks;
import org.sscard.issuer.custody.CustodyRequest;
import org.sscard.issuer.custody.Verb;
import org.sscard.issuer.registry.HistoricalBytes;
import org.sscard.issuer.stock.BlankState;
import org.sscard.issuer.stock.StockDay;
import org.sscard.issuer.stock.store.BlankBook;
import org.sscard.servicekit.approval.Approval;
import org.sscard.servicekit.pages.Block;
import org.sscard.servicekit.pages.Cell;
import org.sscard.servicekit.pages.Chip;
import org.sscard.servicekit.pages.DataTable;
import org.sscard.servicekit.pages.Display;
import org.sscard.servicekit.pages.Field;
import org.sscard.servicekit.pages.Form;
import org.sscard.servicekit.pages.Frame;
import org.sscard.servicekit.pages.Label;
import org.sscard.servicekit.pages.ListQuery;
import org.sscard.servicekit.pages.PageRequest;
import org.sscard.servicekit.pages.Pages;
import org.sscard.servicekit.pages.Tone;
import org.sscard.servicekit.pages.UploadedFile;
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
    private static final int MAX_CHIPS = 100_000;

    private final BureauDesk desk;
    private final BureauWork work;
    private final StockBooks books;

    StockPages(BureauDesk desk, BureauWork work) {
        this.desk = desk;
        this.work = work;
        this.books = new StockBooks(work.database());
    }

    void on(ServiceServer.Builder server) {
        server.page(HERE, request -> today(request, null), Section.STOCK.roles())
                .action(HERE + "/close", this::close, Role.OPERATOR)
                .action(HERE + "/variance", this::askVariance, Role.OPERATOR)
                .action(HERE + "/waste", this::askWaste, WASTE)
                .page(HERE + "/receive", request -> entry(request, null), Role.OPERATOR, Role.INSPECTOR)
                .action(HERE + "/receive", this::receive, Role.OPERATOR)
                .action(HERE + "/take", this::take, Role.OPERATOR, Role.INSPECTOR)
                .page(HERE + "/books", this::books, Section.STOCK.roles());
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

    private static String word(BlankState state) {
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

    private HttpResponse entry(PageRequest request, @Nullable CodedException refusal) {
        List<Block> blocks = new ArrayList<>(List.of(new Block.Sections(SECTIONS, HERE + "/receive")));
        if (refusal != null) {
            blocks.add(BureauDesk.refusal(refusal));
        }
        if (!request.asked("done").isEmpty()) {
            blocks.add(new Block.Notice(Tone.GOOD, Label.of("已记账：" + request.asked("done"), "booked")));
        }
        if (request.caller().has(Role.OPERATOR)) {
            blocks.add(new Block.Heading(Label.of("收入", "receive")));
            blocks.add(new Block.Entry(Form.change(
                    HERE + "/receive",
                    List.of(
                            Field.of("lot", Field.Kind.TEXT, "批号", "lot", request.entered("lot")),
                            Field.of("vendor", Field.Kind.TEXT, "卡厂", "vendor", request.entered("vendor")),
                            Field.of("cardOs", Field.Kind.TEXT, "卡操作系统", "card OS", request.entered("cardOs")),
                            Field.of("file", Field.Kind.FILE, "芯片清单", "chips", "")
                                    .hint("CSV，每行一张：历史字节 26 位十六进制。也可粘贴在下面"),
                            Field.of("chips", Field.Kind.LONG_TEXT, "或粘贴", "or paste", request.entered("chips"))),
                    Label.of("收入空白卡", "receive"),
                    List.of("一张芯片只能收入一次；有重复则整批不收"))));
        }
        blocks.add(new Block.Heading(Label.of("领用样卡、退回卡厂", "samples and returns")));
        blocks.add(new Block.Entry(Form.change(
                HERE + "/take",
                List.of(
                        Field.of("chip", Field.Kind.TEXT, "芯片历史字节", "chip", request.entered("chip"))
                                .hint("26 位十六进制"),
                        Field.choice(
                                "to",
                                "去向",
                                "where to",
                                request.entered("to"),
                                List.of(
                                        new Field.Option(BlankState.SAMPLE.name(), "样卡（测试）"),
                                        new Field.Option(BlankState.RETURNED.name(), "退回卡厂"))),
                        Field.of("why", Field.Kind.TEXT, "事由", "why", request.entered("why"))),
                Label.of("记账", "book"))));
        return desk.page(request, Section.STOCK, Label.of("收入与领用", "Receive and take"), blocks);
    }

    private HttpResponse receive(PageRequest request) {
        try {
            String text = request.file("file")
                            .map(UploadedFile::content)
                            .map(bytes -> new String(bytes, StandardCharsets.US_ASCII))
                            .orElse("")
                    + "\n" + request.entered("chips");
            List<byte[]> chips = text.lines()
                    .map(line -> line.replaceAll("[\\s,;]", ""))
                    .filter(line -> !line.isEmpty() && !line.startsWith("#"))
                    .map(StockPages::chip)
                    .toList();
            if (chips.isEmpty() || chips.size() > MAX_CHIPS) {
                throw new CodedException(ErrorCode.REQUEST_INVALID, "chips", "1.." + MAX_CHIPS);
            }
            desk.done(request, "STOCK_RECEIVE", request.entered("lot") + " " + chips.size(), () -> {
                work.blanks()
                        .receive(
                                required(request, "lot"),
                                required(request, "vendor"),
                                required(request, "cardOs"),
                                chips,
                                request.caller().account());
                return chips.size();
            });
            return Pages.goTo(HERE + "/receive?done="
                    + PageRequest.encoded("收入 " + chips.size() + " 张，批号 " + request.entered("lot")));
        } catch (CodedException e) {
            return entry(request, e);
        }
    }

    private HttpResponse take(PageRequest request) {
        try {
            BlankState to =
                    request.entered("to").equals(BlankState.RETURNED.name()) ? BlankState.RETURNED : BlankState.SAMPLE;
            desk.done(request, "STOCK_TAKE", request.entered("chip") + " " + to, () -> {
                work.blanks()
                        .take(
                                chip(request.entered("chip")),
                                to,
                                request.caller().account(),
                                required(request, "why"));
                return to;
            });
            return Pages.goTo(HERE + "/receive?done=" + PageRequest.encoded(word(to) + " 1 张"));
        } catch (CodedException e) {
            return entry(request, e);
        }
    }

    private HttpResponse books(PageRequest request) {
        ListQuery query = ListQuery.of(request, List.of("kind"), List.of("movement"));
        List<Block> blocks = new ArrayList<>(List.of(new Block.Sections(SECTIONS, HERE + "/books")));
        if (!request.asked("closed").isEmpty()) {
            blocks.add(new Block.Notice(Tone.GOOD, Label.of(request.asked("closed") + " 已封账，账实相符", "closed")));
        }
        blocks.add(new Block.Listing(days()));
        blocks.add(new Block.Presets(
                List.of(
                        new Frame.Link(HERE + "/books", "全部"),
                        new Frame.Link(HERE + "/books?kind=RECEIVED", "收入"),
                        new Frame.Link(HERE + "/books?kind=GOOD", "制成"),
                        new Frame.Link(HERE + "/books?kind=SPOILED", "废卡"),
                        new Frame.Link(HERE + "/books?kind=SAMPLE", "样卡"),
                        new Frame.Link(HERE + "/books?kind=VARIANCE", "差异"),
                        new Frame.Link(HERE + "/books?kind=DESTROYED", "销毁")),
                request.address()));
        blocks.add(new Block.Listing(new DataTable(
                Label.of("流水", "movements"),
                List.of(
                        DataTable.Column.of("账日", "day"),
                        DataTable.Column.of("类别", "kind"),
                        DataTable.Column.figure("张数", "count"),
                        DataTable.Column.of("批号", "lot"),
                        DataTable.Column.of("经办人", "by"),
                        DataTable.Column.of("事由", "why"),
                        DataTable.Column.of("时间", "at")),
                books.movements(query).stream()
                        .map(line -> DataTable.Row.of(
                                new Cell.Day(line.day()),
                                new Cell.Text(kind(line.kind())),
                                new Cell.Count(line.count()),
                                new Cell.Text(line.lot()),
                                new Cell.Text(line.who()),
                                new Cell.Text(line.why()),
                                new Cell.Text(desk.time(line.at()))))
                        .toList(),
                books.count(query),
                query,
                Label.of("没有流水", "nothing booked"))));
        return desk.page(request, Section.STOCK, Label.of("账册", "Books"), blocks);
    }

    private static String kind(String kind) {
        return switch (kind) {
            case "RECEIVED" -> "收入";
            case "VARIANCE" -> "差异";
            case "DESTROYED" -> "销毁";
            default -> word(BlankState.valueOf(kind));
        };
    }

    private DataTable days() {
        return DataTable.whole(
                Label.of("已封账的日子，最近 30 日", "closed days"),
                List.of(
                        DataTable.Column.of("账日", "day"),
                        DataTable.Column.figure("期初", "opening"),
                        DataTable.Column.figure("收入", "received"),
                        DataTable.Column.figure("制成", "good"),
                        DataTable.Column.figure("废卡", "spoiled"),
                        DataTable.Column.figure("样卡", "samples"),
                        DataTable.Column.figure("退厂", "returned"),
                        DataTable.Column.figure("差异", "variance"),
                        DataTable.Column.figure("期末", "closing"),
                        DataTable.Column.of("封账人", "by"),
                        DataTable.Column.of("", "")),
                books.days().stream()
                        .map(closed -> DataTable.Row.of(
                                new Cell.Day(closed.day().day()),
                                new Cell.Count(closed.day().opening()),
                                new Cell.Count(closed.day().received()),
                                new Cell.Count(closed.day().good()),
                                new Cell.Count(closed.day().spoiled()),
                                new Cell.Count(closed.day().samples()),
                                new Cell.Count(closed.day().returned()),
                                new Cell.Count(closed.day().variance()),
                                new Cell.Count(closed.day().closing()),
                                new Cell.Text(closed.closedBy()),
                                new Cell.State(
                                        closed.day().variance() == 0
                                                ? Chip.good("平")
                                                : new Chip(Tone.WARNING, "两人记录"))))
                        .toList(),
                Label.of("还没有封过账", "no day closed yet"));
    }

    private static byte[] chip(String text) {
        String hex = text.replaceAll("\\s", "");
        if (!hex.matches("(?i)[0-9a-f]{" + 2 * HistoricalBytes.LENGTH + "}")) {
            throw new CodedException(ErrorCode.REQUEST_INVALID, "chip", 2 * HistoricalBytes.LENGTH + " hex digits");
        }
        return HexFormat.of().parseHex(hex);
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

    private static String required(PageRequest request, String field) {
        String text = request.entered(field);
        if (text.isEmpty() || text.length() > 100) {
            throw new CodedException(ErrorCode.REQUEST_INVALID, field, "1..100");
        }
        return text;
    }
}
