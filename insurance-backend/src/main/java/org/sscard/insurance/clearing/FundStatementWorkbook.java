package org.sscard.insurance.clearing;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.math.BigDecimal;
import java.util.List;
import org.dhatim.fastexcel.Workbook;
import org.dhatim.fastexcel.Worksheet;

/** A fund statement as an Excel workbook: amounts are numbers in yuan, sums are formulas over them. */
public final class FundStatementWorkbook {

    private static final String MONEY = "#,##0.00;[Red]-#,##0.00";
    private static final int ITEM = 0;
    private static final int SCHEME = 1;
    private static final int AMOUNT = 2;
    private static final int SCALE = 2;

    private final Worksheet sheet;
    private int row;

    private FundStatementWorkbook(Worksheet sheet) {
        this.sheet = sheet;
    }

    public static byte[] xlsx(FundStatement statement) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (Workbook workbook = new Workbook(bytes, "SSCard", "1.0")) {
            new FundStatementWorkbook(workbook.newWorksheet("基金收支表")).fill(statement);
            workbook.finish();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return bytes.toByteArray();
    }

    private void fill(FundStatement statement) {
        sheet.width(ITEM, 36);
        sheet.width(SCHEME, 14);
        sheet.width(AMOUNT, 20);
        sheet.value(row, ITEM, "统筹基金收支表");
        sheet.style(row, ITEM).bold().fontSize(16).set();
        row++;
        text("统筹区 " + statement.pool());
        text("期间 " + statement.from() + " 至 " + statement.to() + "，单位：元");
        sheet.value(row, ITEM, "项目");
        sheet.value(row, SCHEME, "险种");
        sheet.value(row, AMOUNT, "金额");
        sheet.range(row, ITEM, row, AMOUNT).style().bold().set();
        row++;
        int opening = amount("一、期初结余", "", statement.openingFen());
        int income = section("二、本期收入", statement.income());
        int expense = section("三、本期支出", statement.expense());
        int closing = row;
        sheet.value(row, ITEM, "四、期末结余（一＋二－三）");
        formula(cell(opening) + "+" + cell(income) + "-" + cell(expense));
        int ledger = amount("五、总账余额", "", statement.ledgerFen());
        sheet.value(row, ITEM, "核对（四－五，应为零）");
        formula(cell(closing) + "-" + cell(ledger));
        row++;
        text("制表人：");
        text("复核人：");
        sheet.pageOrientation("portrait");
    }

    /** A sum over the lines that follow it; answers the sum's row. */
    private int section(String title, List<FundStatement.Line> lines) {
        int head = row;
        sheet.value(row, ITEM, title);
        if (lines.isEmpty()) {
            sheet.value(row, AMOUNT, BigDecimal.ZERO.setScale(SCALE));
            sheet.style(row, AMOUNT).format(MONEY).set();
            row++;
            return head;
        }
        formula("SUM(" + cell(head + 1) + ":" + cell(head + lines.size()) + ")");
        lines.forEach(line -> amount("　　" + line.nameZh(), FundStatementSheet.scheme(line), line.amountFen()));
        return head;
    }

    private int amount(String item, String scheme, long fen) {
        sheet.value(row, ITEM, item);
        sheet.value(row, SCHEME, scheme);
        sheet.value(row, AMOUNT, BigDecimal.valueOf(fen, SCALE));
        sheet.style(row, AMOUNT).format(MONEY).set();
        return row++;
    }

    private void formula(String formula) {
        sheet.formula(row, AMOUNT, formula);
        sheet.style(row, AMOUNT).format(MONEY).bold().set();
        row++;
    }

    private void text(String text) {
        sheet.value(row, ITEM, text);
        row++;
    }

    private static String cell(int row) {
        return "C" + (row + 1);
    }
}
