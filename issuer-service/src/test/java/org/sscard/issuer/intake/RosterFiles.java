package org.sscard.issuer.intake;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.dhatim.fastexcel.Workbook;
import org.dhatim.fastexcel.Worksheet;
import org.sscard.spec.identity.ResidentIdNumber;

/** Rosters as the tests need them. */
final class RosterFiles {

    static final List<String> HEADER =
            List.of("社会保障号码", "姓名", "性别", "民族", "出生地", "出生日期", "户籍地区", "户籍地址", "发卡地区", "联系电话");

    private RosterFiles() {}

    /** A valid id number: region, birth date, three-digit sequence (odd = male). */
    static String id(String region, String birth, int sequence) {
        String body = region + birth + String.format("%03d", sequence);
        return body + ResidentIdNumber.checkCharacter(body);
    }

    static List<String> row(int sequence, String name) {
        String id = id("211002", "19900215", sequence);
        String sex = sequence % 2 == 1 ? "男" : "女";
        return new ArrayList<>(
                List.of(id, name, sex, "汉", "211002", "19900215", "211002", "示例路1号", "211002", "13900000000"));
    }

    static String csv(List<List<String>> rows) {
        StringBuilder csv = new StringBuilder(String.join(",", HEADER)).append("\r\n");
        rows.forEach(row -> csv.append(String.join(",", row)).append("\r\n"));
        return csv.toString();
    }

    static byte[] utf8(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    static byte[] gb18030(String text) {
        return text.getBytes(Charset.forName("GB18030"));
    }

    /** A cell that begins with '=' becomes a formula, one that begins with '#' a number. */
    static byte[] xlsx(List<List<String>> rows) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try (Workbook workbook = new Workbook(out, "test", "1.0")) {
            Worksheet sheet = workbook.newWorksheet("名册");
            write(sheet, 0, HEADER);
            for (int i = 0; i < rows.size(); i++) {
                write(sheet, i + 1, rows.get(i));
            }
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
        return out.toByteArray();
    }

    private static void write(Worksheet sheet, int row, List<String> cells) {
        for (int column = 0; column < cells.size(); column++) {
            String cell = cells.get(column);
            if (cell.startsWith("=")) {
                sheet.formula(row, column, cell.substring(1));
            } else if (cell.startsWith("#")) {
                sheet.value(row, column, Double.valueOf(cell.substring(1)));
            } else {
                sheet.value(row, column, cell);
            }
        }
    }
}
