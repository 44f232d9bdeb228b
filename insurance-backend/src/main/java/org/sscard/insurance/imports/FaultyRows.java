package org.sscard.insurance.imports;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.dhatim.fastexcel.Workbook;
import org.dhatim.fastexcel.Worksheet;

/**
 * The rows of an import that were in error, as a workbook to mend and to import again: the same columns, and what is wrong
 * beside them. Cells are text, never formulas, whatever a file brought.
 */
public final class FaultyRows {

    private static final String FAULT_HEADER = "错误（导入时忽略本列）";
    private static final String WRONG_CELL = "FFF2CC";
    private static final int WIDTH = 22;

    private FaultyRows() {}

    public static byte[] workbook(List<SheetColumn> columns, List<SheetRow> rows, List<RowFault> faults) {
        Map<Integer, List<RowFault>> byRow = faults.stream().collect(Collectors.groupingBy(RowFault::row));
        List<SheetRow> wrong =
                rows.stream().filter(row -> byRow.containsKey(row.number())).toList();
        return workbook(columns, wrong, byRow);
    }

    /** A workbook with the headers only, to be filled in. */
    public static byte[] template(List<SheetColumn> columns) {
        return workbook(columns, List.of(), Map.of());
    }

    private static byte[] workbook(
            List<SheetColumn> columns, List<SheetRow> rows, Map<Integer, List<RowFault>> faults) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (Workbook workbook = new Workbook(bytes, "SSCard", "1.0")) {
            Worksheet sheet = workbook.newWorksheet("导入");
            for (int i = 0; i < columns.size(); i++) {
                sheet.value(0, i, columns.get(i).zh());
                sheet.style(0, i).bold().set();
                sheet.width(i, WIDTH);
            }
            for (int r = 0; r < rows.size(); r++) {
                fill(
                        sheet,
                        r + 1,
                        columns,
                        rows.get(r),
                        faults.getOrDefault(rows.get(r).number(), List.of()));
            }
            if (!rows.isEmpty()) {
                sheet.value(0, columns.size(), FAULT_HEADER);
                sheet.width(columns.size(), 3 * WIDTH);
            }
            workbook.finish();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return bytes.toByteArray();
    }

    private static void fill(Worksheet sheet, int at, List<SheetColumn> columns, SheetRow row, List<RowFault> faults) {
        for (int i = 0; i < columns.size(); i++) {
            SheetColumn column = columns.get(i);
            sheet.value(at, i, row.cell(column.name()));
            if (faults.stream().anyMatch(fault -> fault.column().equals(column.zh()))) {
                sheet.style(at, i).fillColor(WRONG_CELL).set();
            }
        }
        sheet.value(
                at,
                columns.size(),
                faults.stream().map(fault -> fault.cause().zh()).collect(Collectors.joining("；")));
    }
}
