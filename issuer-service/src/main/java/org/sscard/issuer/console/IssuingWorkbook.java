package org.sscard.issuer.console;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import org.dhatim.fastexcel.Workbook;
import org.dhatim.fastexcel.Worksheet;
import org.sscard.issuer.console.store.IssuingReport;

/** The report of issuing as a workbook. */
final class IssuingWorkbook {

    private IssuingWorkbook() {}

    static byte[] of(IssuingReport.By by, String span, List<IssuingReport.Line> lines) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (Workbook book = new Workbook(bytes, "SSCard", "1.0")) {
            Worksheet sheet = book.newWorksheet("发放调度");
            sheet.value(0, 0, "发放调度 " + span);
            sheet.value(1, 0, by.zh());
            for (int column = 0; column < ReportPages.MEASURES.size(); column++) {
                sheet.value(1, column + 1, ReportPages.MEASURES.get(column).zh());
            }
            int row = 2;
            for (IssuingReport.Line line : lines) {
                sheet.value(row, 0, line.key());
                for (int column = 0; column < ReportPages.MEASURES.size(); column++) {
                    sheet.value(
                            row,
                            column + 1,
                            ReportPages.MEASURES.get(column).of().applyAsInt(line));
                }
                row++;
            }
            sheet.style(1, 0).bold().set();
            sheet.width(0, 24);
            sheet.freezePane(1, 2);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return bytes.toByteArray();
    }
}
