package org.sscard.insurance.console;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.sscard.insurance.reconcile.DayClose;
import org.sscard.insurance.reconcile.DayFigures;
import org.sscard.insurance.reconcile.Difference;
import org.sscard.insurance.reconcile.StatementLine;
import org.sscard.servicekit.pages.Cell;
import org.sscard.servicekit.pages.Chip;
import org.sscard.servicekit.pages.DataTable;
import org.sscard.servicekit.pages.Label;
import org.sscard.servicekit.pages.Tone;

/** The two sides of a day, and the rows in which they differ. */
final class DayTables {

    private DayTables() {}

    static DataTable figures(DayClose close) {
        DayFigures ours = close.ours();
        DayFigures told = close.told();
        List<DataTable.Row> rows = new ArrayList<>();
        if (told != null) {
            rows.add(DataTable.Row.of(
                    new Cell.Text("笔数"),
                    new Cell.Count(ours.rows()),
                    new Cell.Count(told.rows()),
                    new Cell.Count((long) told.rows() - ours.rows())));
            rows.add(row("医疗费总额", ours.totalFen(), told.totalFen()));
            rows.add(row("统筹基金", ours.fundFen(), told.fundFen()));
            rows.add(row("个人账户", ours.accountFen(), told.accountFen()));
        }
        return DataTable.whole(
                Label.of("两边的合计", "totals of both sides"),
                List.of(
                        DataTable.Column.of("项目", "figure"),
                        DataTable.Column.figure("中心", "insurer"),
                        DataTable.Column.figure("机构", "institution"),
                        DataTable.Column.figure("差", "difference")),
                rows,
                Label.of("机构尚未日终；机构的程序在次日自动对账", "the institution has not closed this day yet"));
    }

    private static DataTable.Row row(String name, long ours, long told) {
        return DataTable.Row.of(
                new Cell.Text(name), new Cell.Money(ours), new Cell.Money(told), new Cell.Money(told - ours));
    }

    static DataTable differences(DayClose close) {
        return DataTable.whole(
                Label.of("差异", "differences"),
                List.of(
                        DataTable.Column.of("交易号", "transaction"),
                        DataTable.Column.of("差异", "kind"),
                        DataTable.Column.figure("中心", "insurer"),
                        DataTable.Column.figure("机构", "institution"),
                        DataTable.Column.of("建议", "proposed"),
                        DataTable.Column.of("处理", "settled")),
                close.differences().stream()
                        .map(difference -> DataTable.Row.of(
                                new Cell.Code(difference.transactionId()),
                                new Cell.Text(kind(difference.kind())),
                                amount(difference.insurer()),
                                amount(difference.institution()),
                                new Cell.Text(action(difference)),
                                settled(difference.resolution())))
                        .toList(),
                Label.of("没有差异", "no difference"));
    }

    private static Cell amount(@Nullable StatementLine line) {
        return line == null ? new Cell.Text("–") : new Cell.Money(line.totalFen());
    }

    private static Cell settled(@Nullable String resolution) {
        return resolution == null
                ? new Cell.State(new Chip(Tone.WARNING, "待处理"))
                : new Cell.State(Chip.good(resolution));
    }

    private static String kind(Difference.Kind kind) {
        return switch (kind) {
            case ONLY_INSURER -> "仅中心有";
            case ONLY_INSTITUTION -> "仅机构有";
            case FIGURES -> "数额不一致";
            case REPEATED -> "机构重复";
        };
    }

    private static String action(Difference difference) {
        return switch (difference.action()) {
            case REVERSE -> "冲正";
            case CANCEL -> "撤销（负结算记入未日终的日期）";
            case VOID_AT_INSTITUTION -> "机构撤下该笔";
            case CORRECT_AT_INSTITUTION -> "机构按中心数额改正";
            case MOVE_AT_INSTITUTION -> "机构移至 " + difference.insurerDay();
        };
    }
}
