package org.sscard.issuer.console;

import com.linecorp.armeria.common.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.sscard.issuer.console.store.StockBooks;
import org.sscard.issuer.registry.HistoricalBytes;
import org.sscard.issuer.stock.BlankState;
import org.sscard.servicekit.pages.Block;
import org.sscard.servicekit.pages.Cell;
import org.sscard.servicekit.pages.Chip;
import org.sscard.servicekit.pages.DataTable;
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

/** {@code /stock/receive} and {@code /stock/books}: what comes in and goes out by hand, and everything that was booked. */
final class StockBookPages {

    private static final String RECEIVE = StockPages.HERE + "/receive";
    private static final String BOOKS = StockPages.HERE + "/books";
    private static final int MAX_CHIPS = 100_000;

    private final BureauDesk desk;
    private final BureauWork work;
    private final StockBooks books;

    StockBookPages(BureauDesk desk, BureauWork work) {
        this.desk = desk;
        this.work = work;
        this.books = new StockBooks(work.database());
    }

    void on(ServiceServer.Builder server) {
        server.page(RECEIVE, request -> entry(request, null), Role.OPERATOR, Role.INSPECTOR)
                .action(RECEIVE, this::receive, Role.OPERATOR)
                .action(StockPages.HERE + "/take", this::take, Role.OPERATOR, Role.INSPECTOR)
                .page(BOOKS, this::books, Section.STOCK.roles());
    }

    private HttpResponse entry(PageRequest request, @Nullable CodedException refusal) {
        List<Block> blocks = new ArrayList<>(List.of(new Block.Sections(StockPages.SECTIONS, RECEIVE)));
        if (refusal != null) {
            blocks.add(BureauDesk.refusal(refusal));
        }
        if (!request.asked("done").isEmpty()) {
            blocks.add(new Block.Notice(Tone.GOOD, Label.of("已记账：" + request.asked("done"), "booked")));
        }
        if (request.caller().has(Role.OPERATOR)) {
            blocks.add(new Block.Heading(Label.of("收入", "receive")));
            blocks.add(new Block.Entry(Form.change(
                    RECEIVE,
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
                StockPages.HERE + "/take",
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
                    .map(StockBookPages::chip)
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
            return Pages.goTo(
                    RECEIVE + "?done=" + PageRequest.encoded("收入 " + chips.size() + " 张，批号 " + request.entered("lot")));
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
            return Pages.goTo(RECEIVE + "?done=" + PageRequest.encoded(StockPages.word(to) + " 1 张"));
        } catch (CodedException e) {
            return entry(request, e);
        }
    }

    private HttpResponse books(PageRequest request) {
        ListQuery query = ListQuery.of(request, List.of("kind"), List.of("movement"));
        List<Block> blocks = new ArrayList<>(List.of(new Block.Sections(StockPages.SECTIONS, BOOKS)));
        if (!request.asked("closed").isEmpty()) {
            blocks.add(new Block.Notice(Tone.GOOD, Label.of(request.asked("closed") + " 已封账，账实相符", "closed")));
        }
        blocks.add(new Block.Listing(days()));
        blocks.add(new Block.Presets(
                List.of(
                        new Frame.Link(BOOKS, "全部"),
                        new Frame.Link(BOOKS + "?kind=RECEIVED", "收入"),
                        new Frame.Link(BOOKS + "?kind=GOOD", "制成"),
                        new Frame.Link(BOOKS + "?kind=SPOILED", "废卡"),
                        new Frame.Link(BOOKS + "?kind=SAMPLE", "样卡"),
                        new Frame.Link(BOOKS + "?kind=VARIANCE", "差异"),
                        new Frame.Link(BOOKS + "?kind=DESTROYED", "销毁")),
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
            default -> StockPages.word(BlankState.valueOf(kind));
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

    private static String required(PageRequest request, String field) {
        String text = request.entered(field);
        if (text.isEmpty() || text.length() > 100) {
            throw new CodedException(ErrorCode.REQUEST_INVALID, field, "1..100");
        }
        return text;
    }
}
