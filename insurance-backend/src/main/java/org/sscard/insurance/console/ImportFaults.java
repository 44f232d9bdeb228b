package org.sscard.insurance.console;

import java.util.List;
import org.sscard.insurance.imports.RowFault;
import org.sscard.servicekit.pages.Cell;
import org.sscard.servicekit.pages.DataTable;
import org.sscard.servicekit.pages.Label;

/** The rows in error of an import, as a table: where, what is wrong, what to do. */
final class ImportFaults {

    /** More do not help who mends a file; the download holds them all. */
    private static final int MOST_SHOWN = 200;

    private ImportFaults() {}

    static DataTable table(List<RowFault> faults) {
        return new DataTable(
                faults.size() > MOST_SHOWN
                        ? Label.of("错行（显示前 " + MOST_SHOWN + " 处，共 " + faults.size() + " 处）", "rows in error")
                        : Label.of("错行", "rows in error"),
                List.of(
                        DataTable.Column.figure("行", "row"),
                        DataTable.Column.of("列", "column"),
                        DataTable.Column.of("错误", "what is wrong"),
                        DataTable.Column.of("处理", "what to do"),
                        DataTable.Column.of("代码", "code")),
                faults.stream()
                        .limit(MOST_SHOWN)
                        .map(fault -> DataTable.Row.of(
                                new Cell.Count(fault.row()),
                                new Cell.Text(fault.column().isEmpty() ? "整行" : fault.column()),
                                new Cell.Text(fault.cause().zh()),
                                new Cell.Text(fault.cause().remedyZh()),
                                new Cell.Code(fault.cause().code().name())))
                        .toList(),
                faults.size(),
                null,
                Label.of("没有错行", "no row is wrong"));
    }
}
