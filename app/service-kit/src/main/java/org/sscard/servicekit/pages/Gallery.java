package org.sscard.servicekit.pages;

import com.linecorp.armeria.common.HttpRequest;
import com.linecorp.armeria.common.HttpResponse;
import com.linecorp.armeria.server.HttpService;
import com.linecorp.armeria.server.ServiceRequestContext;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.sscard.servicekit.pages.chart.Drawing;
import org.sscard.servicekit.pages.chart.Series;
import org.sscard.servicekit.pages.chart.TimeChart;
import org.sscard.servicekit.pages.chart.Waterfall;

/** {@code /dev/gallery}: every component in every state, on one page to look at; a first run has it. */
final class Gallery implements HttpService {

    @Override
    public HttpResponse serve(ServiceRequestContext context, HttpRequest http) {
        boolean elder = http.headers().cookies().stream()
                .anyMatch(cookie -> cookie.name().equals(PageRequest.ELDER_COOKIE)
                        && cookie.value().equals("1"));
        Frame frame = new Frame(
                Label.of("组件", "Components"),
                "设计",
                true,
                List.of(new Frame.Link("/dev/gallery", "组件"), new Frame.Link("/", "首页")),
                "/dev/gallery",
                new Frame.Reader("dev", elder, "/dev/gallery"));
        return Pages.kit()
                .render(
                        "gallery.jte",
                        Map.of(
                                "frame", frame,
                                "chips", chips(),
                                "facts", facts(),
                                "forms", forms(),
                                "tables", tables(),
                                "drawings", drawings(),
                                "presets", presets(),
                                "blocks", GalleryBlocks.all()));
    }

    private static List<Chip> chips() {
        return List.of(
                Chip.good("已平账"),
                new Chip(Tone.WAITING, "对账中"),
                new Chip(Tone.WARNING, "有差异"),
                Chip.bad("已挂失"),
                new Chip(Tone.NEUTRAL, "未开始"));
    }

    private static List<Fact> facts() {
        return List.of(
                Fact.of("姓名", "name", Display.maskedName("张示例")),
                Fact.code("社会保障号码", "social security number", Display.maskedIdNumber("210102199001011234")),
                Fact.money("统筹累计", "fund used", 1_954_07),
                Fact.state("状态", "state", Chip.good("正常")));
    }

    private static List<Form> forms() {
        Field day = Field.of("day", Field.Kind.DATE, "日期", "date", "2026-11-22");
        Field amount = Field.of("amount", Field.Kind.MONEY, "金额（元）", "amount in yuan", "12.345")
                .hint("最多两位小数")
                .wrong("金额最多两位小数");
        Field kind = Field.choice(
                "kind", "类别", "kind", "B", List.of(new Field.Option("A", "门诊"), new Field.Option("B", "住院")));
        Field reason = Field.of("reason", Field.Kind.LONG_TEXT, "理由", "reason", "");
        List<Field> wrong = new ArrayList<>(List.of(amount, kind));
        wrong.addAll(GalleryBlocks.wrong());
        return List.of(
                Form.search(
                        "/dev/gallery", List.of(Field.of("q", Field.Kind.SEARCH, "姓名或号码", "name or number", ""), day)),
                Form.change("/dev/gallery", wrong, Label.of("保存", "Save")),
                Form.confirm(
                        "/dev/gallery",
                        List.of(reason),
                        Label.of("日终", "Close the day"),
                        List.of("当日不再接受冲正", "3 家机构进入对账")));
    }

    private static List<Frame.Link> presets() {
        return List.of(new Frame.Link("/dev/gallery", "全部"), new Frame.Link("/dev/gallery?state=DIFFERENT", "只看有差异"));
    }

    private static List<DataTable> tables() {
        List<DataTable.Column> columns = List.of(
                DataTable.Column.of("机构", "institution").sortable("institution"),
                DataTable.Column.of("状态", "state"),
                DataTable.Column.figure("笔数", "count").sortable("count"),
                DataTable.Column.figure("基金", "fund").sortable("fund"));
        List<DataTable.Row> rows = new ArrayList<>();
        for (int i = 1; i <= 3; i++) {
            rows.add(DataTable.Row.of(
                    new Cell.Link("/dev/gallery", "示范医院 " + i),
                    new Cell.State(chips().get(i)),
                    new Cell.Count(1_234L * i),
                    new Cell.Money(-1_954_07L * i)));
        }
        ListQuery query =
                new ListQuery("/dev/gallery", new LinkedHashMap<>(Map.of("state", "DIFFERENT")), "fund", true, 2, 25);
        Label empty = Label.of("没有符合条件的机构", "no institution matches");
        return List.of(
                new DataTable(Label.of("机构", "institutions"), columns, rows, 10_000, query, empty),
                new DataTable(Label.of("机构", "institutions"), columns, List.of(), 0, query, empty));
    }

    private static List<Drawing> drawings() {
        List<String> months = List.of("2026-06", "2026-07", "2026-08", "2026-09", "2026-10", "2026-11");
        List<Series> series = List.of(
                new Series(
                        Label.of("收入", "income"),
                        "one",
                        List.of(80L, 120L, 300L, 90L, 110L, 95L).stream()
                                .map(yuan -> yuan * 10_000)
                                .toList()),
                new Series(
                        Label.of("支出", "expense"),
                        "two",
                        List.of(60L, 70L, 95L, 85L, 120L, 40L).stream()
                                .map(yuan -> yuan * 10_000)
                                .toList()));
        Waterfall waterfall = new Waterfall(
                "gallery-waterfall",
                Label.of("费用如何分担", "who bears what"),
                List.of(
                        new Waterfall.Step(Waterfall.Kind.TOTAL, Label.of("医疗费总额", "total"), "第18条", 5_493_12),
                        new Waterfall.Step(Waterfall.Kind.TAKEN_OFF, Label.of("丙类自费", "class C"), "第18条", 320_00),
                        new Waterfall.Step(
                                Waterfall.Kind.TAKEN_OFF, Label.of("乙类先行自付", "class B advance"), "第18条", 841_95),
                        new Waterfall.Step(Waterfall.Kind.TOTAL, Label.of("政策范围内", "in scope"), "第18条", 4_331_17),
                        new Waterfall.Step(Waterfall.Kind.TAKEN_OFF, Label.of("起付标准", "deductible"), "第20条(2)", 400_00),
                        new Waterfall.Step(Waterfall.Kind.TAKEN_OFF, Label.of("按比例自付", "own share"), "第22条", 1_965_58),
                        new Waterfall.Step(Waterfall.Kind.FUND, Label.of("统筹基金支付", "fund"), "第22条", 1_965_59)));
        return List.of(
                new TimeChart(
                                "gallery-bars",
                                Label.of("每月收支", "by month"),
                                Label.of("月份", "month"),
                                months,
                                series,
                                true)
                        .bars(),
                new TimeChart(
                                "gallery-lines",
                                Label.of("每月收支", "by month"),
                                Label.of("月份", "month"),
                                months,
                                series,
                                true)
                        .lines(),
                waterfall.drawing());
    }
}
