package org.sscard.insurance.console;

import java.math.BigDecimal;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import org.sscard.insurance.console.store.SettlementSearchStore;
import org.sscard.insurance.enrolment.InsuredPerson;
import org.sscard.insurance.settlement.Settlement;
import org.sscard.insurance.settlement.Split;
import org.sscard.servicekit.pages.Display;
import org.sscard.servicekit.print.Sheet;

/** The sheet of a settlement (结算单): the same content on the page and in the PDF. */
record SettlementSheet(long number, Sheet sheet) {

    static SettlementSheet of(
            Settlement settlement,
            InsuredPerson person,
            String name,
            String institution,
            List<SettlementSearchStore.Line> lines,
            ZoneId zone) {
        Split split = settlement.split();
        List<Sheet.Block> blocks = new ArrayList<>();
        blocks.add(new Sheet.Facts(List.of(
                new Sheet.Fact("结算号", Long.toString(settlement.settlementId())),
                new Sheet.Fact(
                        "状态",
                        Words.state(settlement.state().name(), settlement.cancels() != null)
                                .word()),
                new Sheet.Fact("机构", institution),
                new Sheet.Fact("姓名", name),
                new Sheet.Fact("社会保障号码", Display.maskedIdNumber(person.socialSecurityNumber())),
                new Sheet.Fact("险种", Words.scheme(settlement.scheme().name())),
                new Sheet.Fact("类别", Words.kind(settlement.kind().name())),
                new Sheet.Fact("就诊", settlement.visit()),
                new Sheet.Fact("结算时间", Display.time(settlement.postedAt(), zone)))));
        blocks.add(new Sheet.Heading("费用分担（元）"));
        blocks.add(new Sheet.Table(
                List.of(new Sheet.Column("项目", 3, false), new Sheet.Column("金额", 2, true)), amounts(split)));
        blocks.add(new Sheet.Heading("计算依据"));
        blocks.add(new Sheet.Table(
                List.of(
                        new Sheet.Column("条款", 1, false),
                        new Sheet.Column("说明", 6, false),
                        new Sheet.Column("金额", 2, true)),
                split.explanation().stream()
                        .map(step -> List.of(step.article(), printable(step.textZh()), Display.money(step.amountFen())))
                        .toList()));
        if (!lines.isEmpty()) {
            blocks.add(new Sheet.Heading("费用明细"));
            blocks.add(lines(lines));
        }
        Sheet sheet = new Sheet(
                "基本医疗保险医疗费用结算单",
                blocks,
                List.of("经办人", "复核人", "参保人"),
                "政策版本 " + split.policy() + "　结算号 " + settlement.settlementId());
        return new SettlementSheet(settlement.settlementId(), sheet);
    }

    /** The fonts for print have no U+2212. */
    private static String printable(String text) {
        return text.replace('\u2212', '-');
    }

    private static List<List<String>> amounts(Split split) {
        return List.of(
                List.of("医疗费总额", Display.money(split.totalFen())),
                List.of("丙类自费", Display.money(split.ownPayFen())),
                List.of("超限价自付", Display.money(split.overLimitFen())),
                List.of("乙类先行自付", Display.money(split.advanceFen())),
                List.of("政策范围内费用", Display.money(split.inScopeFen())),
                List.of("起付标准", Display.money(split.deductibleFen())),
                List.of("按比例自付", Display.money(split.proportionalSelfPayFen())),
                List.of("超最高支付限额", Display.money(split.overCapFen())),
                List.of("统筹基金支付", Display.money(split.fundFen())),
                List.of("个人账户支付", Display.money(split.accountFen())),
                List.of("个人现金支付", Display.money(split.cashFen())));
    }

    private static Sheet.Table lines(List<SettlementSearchStore.Line> lines) {
        return new Sheet.Table(
                List.of(
                        new Sheet.Column("序号", 1, false),
                        new Sheet.Column("项目", 5, false),
                        new Sheet.Column("类", 1, false),
                        new Sheet.Column("单价", 2, true),
                        new Sheet.Column("数量", 2, true)),
                lines.stream()
                        .map(line -> List.of(
                                line.number(),
                                line.name(),
                                catalogueClass(line.cls()),
                                plain(line.price1e4()),
                                plain(line.quantity1e4())))
                        .toList());
    }

    static String catalogueClass(String cls) {
        return switch (cls) {
            case "A" -> "甲";
            case "B" -> "乙";
            default -> "丙";
        };
    }

    /** A price or quantity × 10,000 with at least two decimals. */
    static String plain(long times1e4) {
        BigDecimal value = BigDecimal.valueOf(times1e4, 4).stripTrailingZeros();
        return (value.scale() < 2 ? value.setScale(2) : value).toPlainString();
    }
}
