package org.sscard.insurance.console;

import com.linecorp.armeria.common.HttpResponse;
import com.linecorp.armeria.common.MediaType;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import org.sscard.insurance.clearing.FundStatement;
import org.sscard.insurance.clearing.FundStatementSheet;
import org.sscard.insurance.clearing.FundStatementWorkbook;
import org.sscard.insurance.clearing.FundStatements;
import org.sscard.servicekit.pages.Block;
import org.sscard.servicekit.pages.Cell;
import org.sscard.servicekit.pages.DataTable;
import org.sscard.servicekit.pages.Field;
import org.sscard.servicekit.pages.Form;
import org.sscard.servicekit.pages.Frame;
import org.sscard.servicekit.pages.Label;
import org.sscard.servicekit.pages.PageRequest;
import org.sscard.servicekit.pages.Tone;
import org.sscard.wire.error.CodedException;
import org.sscard.wire.error.ErrorCode;

/** {@code /fund/statement}: 基金收支表 of a time, as a page, a workbook and a sheet with lines for preparer and reviewer. */
final class StatementPages {

    static final List<Frame.Link> SECTIONS =
            List.of(new Frame.Link("/fund", "概览"), new Frame.Link("/fund/statement", "基金收支表"));

    private static final String HERE = "/fund/statement";

    private final Desk desk;
    private final FundStatements statements;

    StatementPages(Desk desk, FundStatements statements) {
        this.desk = desk;
        this.statements = statements;
    }

    private record Span(LocalDate from, LocalDate to) {
        String query() {
            return "?from=" + from + "&to=" + to;
        }
    }

    /** This year up to today, unless another time is asked for. */
    private Span span(PageRequest request) {
        LocalDate today = desk.today();
        String from = request.asked("from");
        String to = request.asked("to");
        return new Span(
                Desk.isDay(from) ? LocalDate.parse(from) : today.withDayOfYear(1),
                Desk.isDay(to) ? LocalDate.parse(to) : today);
    }

    HttpResponse page(PageRequest request) {
        Span span = span(request);
        List<Block> blocks = new ArrayList<>();
        blocks.add(new Block.Sections(SECTIONS, HERE));
        blocks.add(new Block.Presets(presets(), request.address()));
        Field to = Desk.day("to", "止", "to", asked(request, "to", span.to()));
        boolean turned = span.to().isBefore(span.from());
        blocks.add(new Block.Entry(Form.search(
                HERE,
                List.of(
                        Desk.day("from", "起", "from", asked(request, "from", span.from())),
                        turned ? to.wrong("止日不能早于起日") : to))));
        if (!turned) {
            blocks.addAll(shown(statements.statement(span.from(), span.to()), span));
        }
        return desk.page(request, "/fund", Label.of("基金收支表", "Fund statement"), blocks);
    }

    private static String asked(PageRequest request, String name, LocalDate otherwise) {
        return request.asked(name).isEmpty() ? otherwise.toString() : request.asked(name);
    }

    private List<Frame.Link> presets() {
        LocalDate today = desk.today();
        LocalDate month = today.withDayOfMonth(1);
        return List.of(
                new Frame.Link(HERE, "本年"),
                link("本月", month, today),
                link("上月", month.minusMonths(1), month.minusDays(1)),
                link(
                        "上年",
                        today.withDayOfYear(1).minusYears(1),
                        today.withDayOfYear(1).minusDays(1)));
    }

    private static Frame.Link link(String word, LocalDate from, LocalDate to) {
        return new Frame.Link(HERE + new Span(from, to).query(), word);
    }

    private static List<Block> shown(FundStatement statement, Span span) {
        return List.of(
                new Block.Notice(Tone.GOOD, Label.of("期末结余与总账一致", "closing is the ledger")),
                new Block.Ways(List.of(
                        new Frame.Link(HERE + ".xlsx" + span.query(), "下载 xlsx"),
                        new Frame.Link(HERE + ".pdf" + span.query(), "下载 PDF"))),
                new Block.Listing(table(statement)));
    }

    private static DataTable table(FundStatement statement) {
        List<DataTable.Row> rows = new ArrayList<>();
        rows.add(row("一、期初结余", "", statement.openingFen()));
        rows.add(row("二、本期收入", "", statement.incomeFen()));
        statement.income().forEach(line -> rows.add(line(line)));
        rows.add(row("三、本期支出", "", statement.expenseFen()));
        statement.expense().forEach(line -> rows.add(line(line)));
        rows.add(row("四、期末结余（一＋二－三）", "", statement.closingFen()));
        rows.add(row("五、总账余额", "", statement.ledgerFen()));
        return DataTable.whole(
                Label.of(statement.from() + " 至 " + statement.to(), "in yuan"),
                List.of(
                        DataTable.Column.of("项目", "item"),
                        DataTable.Column.of("险种", "scheme"),
                        DataTable.Column.figure("金额", "amount")),
                rows,
                Label.of("没有收支", "nothing"));
    }

    private static DataTable.Row line(FundStatement.Line line) {
        return row("　" + line.nameZh(), Words.scheme(line.scheme()), line.amountFen());
    }

    private static DataTable.Row row(String item, String scheme, long fen) {
        return DataTable.Row.of(new Cell.Text(item), new Cell.Text(scheme), new Cell.Money(fen));
    }

    HttpResponse xlsx(PageRequest request) {
        Span span = span(request);
        return Desk.file(name(span) + ".xlsx", ImportFile.XLSX, FundStatementWorkbook.xlsx(drawn(request, span)));
    }

    HttpResponse pdf(PageRequest request) {
        Span span = span(request);
        return Desk.file(name(span) + ".pdf", MediaType.PDF, FundStatementSheet.pdf(drawn(request, span)));
    }

    private static String name(Span span) {
        return "fund-" + span.from() + "-" + span.to();
    }

    private FundStatement drawn(PageRequest request, Span span) {
        if (span.to().isBefore(span.from())) {
            throw new CodedException(ErrorCode.REQUEST_INVALID, "to", ">= from");
        }
        return desk.done(
                request,
                "FUND_STATEMENT",
                span.from() + "/" + span.to(),
                () -> statements.statement(span.from(), span.to()));
    }
}
