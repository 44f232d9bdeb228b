package org.sscard.issuer.console;

import com.linecorp.armeria.common.HttpResponse;
import com.linecorp.armeria.common.MediaType;
import java.time.DateTimeException;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.ToIntFunction;
import org.sscard.issuer.console.store.IssuingReport;
import org.sscard.issuer.lifecycle.CardState;
import org.sscard.servicekit.pages.Block;
import org.sscard.servicekit.pages.Cell;
import org.sscard.servicekit.pages.DataTable;
import org.sscard.servicekit.pages.Fact;
import org.sscard.servicekit.pages.Field;
import org.sscard.servicekit.pages.Form;
import org.sscard.servicekit.pages.Frame;
import org.sscard.servicekit.pages.Label;
import org.sscard.servicekit.pages.PageRequest;
import org.sscard.servicekit.pages.chart.Drawing;
import org.sscard.servicekit.pages.chart.Series;
import org.sscard.servicekit.pages.chart.TimeChart;
import org.sscard.servicekit.server.ServiceServer;

/** {@code /reports}: progress of issuing (发放调度) by region, branch, batch and day. */
final class ReportPages {

    static final String HERE = "/reports";

    private static final MediaType XLSX =
            MediaType.parse("application/vnd.openxmlformats-officedocument.spreadsheetml.sheet");
    private static final int MOST_BARS = 31;

    private final BureauDesk desk;
    private final BureauWork work;
    private final SavedFilters filters;
    private final IssuingReport report;

    ReportPages(BureauDesk desk, BureauWork work, SavedFilters filters) {
        this.desk = desk;
        this.work = work;
        this.filters = filters;
        this.report = new IssuingReport(work.database(), desk.zone());
    }

    void on(ServiceServer.Builder server) {
        server.page(HERE, this::page, Section.REPORTS.roles())
                .page(HERE + "/issuing.xlsx", this::xlsx, Section.REPORTS.roles());
    }

    /** A figure of the report. */
    record Measure(String zh, String en, ToIntFunction<IssuingReport.Line> of) {}

    static final List<Measure> MEASURES = List.of(
            new Measure("登记", "registered", IssuingReport.Line::registered),
            new Measure("制成", "made", IssuingReport.Line::made),
            new Measure("废卡", "spoiled", IssuingReport.Line::spoiled),
            new Measure("发出", "sent", IssuingReport.Line::sent),
            new Measure("到达", "arrived", IssuingReport.Line::arrived),
            new Measure("遗失", "lost", IssuingReport.Line::lost),
            new Measure("领取", "collected", IssuingReport.Line::collected),
            new Measure("启用", "active", IssuingReport.Line::active));

    /** What was asked for; what is no date is the standard's. */
    private record Span(IssuingReport.By by, LocalDate from, LocalDate to, String region) {

        String query() {
            return "?by=" + by + "&from=" + from + "&to=" + to + (region.isEmpty() ? "" : "&region=" + region);
        }
    }

    private Span span(PageRequest request) {
        IssuingReport.By by = IssuingReport.By.REGION;
        for (IssuingReport.By one : IssuingReport.By.values()) {
            if (one.name().equals(request.asked("by"))) {
                by = one;
            }
        }
        LocalDate from = day(request.asked("from"), desk.today().withDayOfMonth(1));
        LocalDate to = day(request.asked("to"), desk.today());
        String region = work.regions().contains(request.asked("region")) ? request.asked("region") : "";
        return new Span(by, from, to.isBefore(from) ? from : to, region);
    }

    private static LocalDate day(String text, LocalDate otherwise) {
        try {
            return text.length() == 10 ? LocalDate.parse(text) : otherwise;
        } catch (DateTimeException e) {
            return otherwise;
        }
    }

    private HttpResponse page(PageRequest request) {
        Span span = span(request);
        List<IssuingReport.Line> lines = report.lines(span.by(), span.from(), span.to(), span.region());
        List<Block> above = new ArrayList<>();
        above.add(new Block.Presets(presets(), request.address()));
        above.add(new Block.Entry(search(span)));
        above.add(new Block.Figures(totals(lines)));
        if (!lines.isEmpty()) {
            above.add(new Block.Picture(chart(span, lines)));
        }
        above.add(new Block.Ways(List.of(new Frame.Link(HERE + "/issuing.xlsx" + span.query(), "下载 xlsx"))));
        above.add(new Block.Listing(table(span, lines)));
        above.add(new Block.Listing(standing(span.region())));
        return desk.page(
                request,
                Section.REPORTS,
                Label.of("发放调度", "Progress of issuing"),
                "bureau/report.jte",
                Map.of("blocks", above, "saved", filters.shown(request, Section.REPORTS)));
    }

    private List<Frame.Link> presets() {
        LocalDate today = desk.today();
        LocalDate month = today.withDayOfMonth(1);
        return List.of(
                new Frame.Link(HERE, "本月按地区"),
                new Frame.Link(HERE + "?by=DAY&from=" + today.minusDays(29) + "&to=" + today, "近 30 日按日"),
                new Frame.Link(HERE + "?by=BRANCH&from=" + month + "&to=" + today, "本月按网点"),
                new Frame.Link(HERE + "?by=BATCH&from=" + month + "&to=" + today, "本月按批次"),
                new Frame.Link(HERE + "?by=REGION&from=" + today.withDayOfYear(1) + "&to=" + today, "本年按地区"));
    }

    private Form search(Span span) {
        List<Field.Option> by = new ArrayList<>();
        for (IssuingReport.By one : IssuingReport.By.values()) {
            by.add(new Field.Option(one.name(), "按" + one.zh()));
        }
        List<Field.Option> regions = new ArrayList<>(List.of(new Field.Option("", "全部地区")));
        work.regions().stream().sorted().forEach(region -> regions.add(new Field.Option(region, region)));
        return Form.search(
                HERE,
                List.of(
                        Field.choice("by", "分组", "by", span.by().name(), by),
                        Field.of(
                                "from",
                                Field.Kind.DATE,
                                "自",
                                "from",
                                span.from().toString()),
                        Field.of("to", Field.Kind.DATE, "至", "to", span.to().toString()),
                        Field.choice("region", "地区", "region", span.region(), regions)));
    }

    private static List<Fact> totals(List<IssuingReport.Line> lines) {
        return MEASURES.stream()
                .filter(measure -> !measure.zh().equals("到达")
                        && !measure.zh().equals("遗失")
                        && !measure.zh().equals("废卡")
                        && !measure.zh().equals("登记"))
                .map(measure -> new Fact(
                        Label.of(measure.zh(), measure.en()),
                        new Cell.Count(lines.stream().mapToInt(measure.of()).sum())))
                .toList();
    }

    private static Drawing chart(Span span, List<IssuingReport.Line> lines) {
        List<IssuingReport.Line> shown = lines.subList(Math.max(0, lines.size() - MOST_BARS), lines.size());
        List<String> points = shown.stream()
                .map(line -> span.by() == IssuingReport.By.DAY ? line.key().substring(5) : line.key())
                .toList();
        return new TimeChart(
                        "issuing",
                        Label.of("制成、发出与领取，按" + span.by().zh(), "made, sent, collected"),
                        Label.of(span.by().zh(), span.by().en()),
                        points,
                        List.of(
                                series("制成", "made", "one", shown, IssuingReport.Line::made),
                                series("发出", "sent", "two", shown, IssuingReport.Line::sent),
                                series("领取", "collected", "three", shown, IssuingReport.Line::collected)),
                        false)
                .bars();
    }

    private static Series series(
            String zh, String en, String css, List<IssuingReport.Line> lines, ToIntFunction<IssuingReport.Line> of) {
        return new Series(
                Label.of(zh, en),
                css,
                lines.stream().map(line -> (long) of.applyAsInt(line)).toList());
    }

    private static DataTable table(Span span, List<IssuingReport.Line> lines) {
        List<DataTable.Column> columns = new ArrayList<>(
                List.of(DataTable.Column.of(span.by().zh(), span.by().en())));
        MEASURES.forEach(measure -> columns.add(DataTable.Column.figure(measure.zh(), measure.en())));
        List<DataTable.Row> rows = new ArrayList<>();
        for (IssuingReport.Line line : lines) {
            List<Cell> cells = new ArrayList<>(List.of(new Cell.Text(line.key())));
            MEASURES.forEach(measure -> cells.add(new Cell.Count(measure.of().applyAsInt(line))));
            rows.add(new DataTable.Row(cells));
        }
        if (lines.size() > 1) {
            List<Cell> cells = new ArrayList<>(List.of(new Cell.Text("合计")));
            MEASURES.forEach(measure -> cells.add(
                    new Cell.Count(lines.stream().mapToInt(measure.of()).sum())));
            rows.add(new DataTable.Row(cells));
        }
        return DataTable.whole(
                Label.of(span.from() + " 至 " + span.to() + " 的发放进度", "in this span"),
                columns,
                rows,
                Label.of("这段日期没有发放记录。请放宽日期或换一个地区。", "nothing happened in this span"));
    }

    private DataTable standing(String region) {
        Map<String, Map<CardState, Integer>> regions = new TreeMap<>();
        List<CardState> states = new ArrayList<>();
        for (IssuingReport.Standing one : report.standing(region)) {
            CardState state = CardState.valueOf(one.state());
            regions.computeIfAbsent(one.region(), code -> new TreeMap<>()).put(state, one.cards());
            if (!states.contains(state)) {
                states.add(state);
            }
        }
        states.sort(null);
        List<DataTable.Row> rows = new ArrayList<>();
        for (CardState state : states) {
            List<Cell> cells = new ArrayList<>(List.of(new Cell.State(CardWords.chip(state))));
            int all = 0;
            for (Map<CardState, Integer> of : regions.values()) {
                cells.add(new Cell.Count(of.getOrDefault(state, 0)));
                all += of.getOrDefault(state, 0);
            }
            cells.add(new Cell.Count(all));
            rows.add(new DataTable.Row(cells));
        }
        List<DataTable.Column> columns = new ArrayList<>(List.of(DataTable.Column.of("状态", "state")));
        regions.keySet().forEach(code -> columns.add(DataTable.Column.figure(code, "")));
        columns.add(DataTable.Column.figure("合计", "all"));
        return DataTable.whole(
                Label.of("此刻各状态的卡", "where cards stand now"), columns, rows, Label.of("还没有卡", "no card"));
    }

    private HttpResponse xlsx(PageRequest request) {
        Span span = span(request);
        List<IssuingReport.Line> lines = report.lines(span.by(), span.from(), span.to(), span.region());
        byte[] workbook = desk.done(
                request,
                "REPORT_ISSUING",
                span.query(),
                () -> IssuingWorkbook.of(span.by(), span.from() + " 至 " + span.to(), lines));
        return BureauDesk.file("issuing-" + span.from() + "-" + span.to() + ".xlsx", XLSX, workbook);
    }
}
