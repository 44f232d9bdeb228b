package org.sscard.insurance.clearing;

import java.util.ArrayList;
import java.util.List;
import org.sscard.servicekit.pages.Display;
import org.sscard.servicekit.print.Sheet;
import org.sscard.servicekit.print.SheetPdf;

/** A fund statement as an A4 sheet in Chinese, with lines for preparer and reviewer. */
public final class FundStatementSheet {

    private FundStatementSheet() {}

    public static byte[] pdf(FundStatement statement) {
        return SheetPdf.render(sheet(statement));
    }

    static Sheet sheet(FundStatement statement) {
        List<List<String>> rows = new ArrayList<>();
        rows.add(row("一、期初结余", "", statement.openingFen()));
        rows.add(row("二、本期收入", "", statement.incomeFen()));
        statement.income().forEach(line -> rows.add(row("　　" + line.nameZh(), scheme(line), line.amountFen())));
        rows.add(row("三、本期支出", "", statement.expenseFen()));
        statement.expense().forEach(line -> rows.add(row("　　" + line.nameZh(), scheme(line), line.amountFen())));
        rows.add(row("四、期末结余（一＋二－三）", "", statement.closingFen()));
        rows.add(row("五、总账余额", "", statement.ledgerFen()));
        return new Sheet(
                "统筹基金收支表",
                List.of(
                        new Sheet.Facts(List.of(
                                new Sheet.Fact("统筹区", statement.pool()),
                                new Sheet.Fact("期间", statement.from() + " 至 " + statement.to()),
                                new Sheet.Fact("单位", "元"))),
                        new Sheet.Table(
                                List.of(
                                        new Sheet.Column("项目", 5, false),
                                        new Sheet.Column("险种", 2, false),
                                        new Sheet.Column("金额", 3, true)),
                                rows)),
                List.of("制表人", "复核人"),
                "统筹基金收支表 " + statement.from() + " 至 " + statement.to());
    }

    static String scheme(FundStatement.Line line) {
        return switch (line.scheme()) {
            case "RESIDENT" -> "城镇居民";
            case "EMPLOYEE" -> "城镇职工";
            default -> line.scheme();
        };
    }

    private static List<String> row(String item, String scheme, long fen) {
        return List.of(item, scheme, Display.money(fen));
    }
}
