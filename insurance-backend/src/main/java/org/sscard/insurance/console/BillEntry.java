package org.sscard.insurance.console;

import java.math.BigDecimal;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import org.sscard.insurance.policy.TreatmentKind;
import org.sscard.insurance.settlement.Bill;
import org.sscard.insurance.settlement.BillLine;
import org.sscard.servicekit.pages.Field;
import org.sscard.servicekit.pages.FieldError;
import org.sscard.servicekit.pages.PageRequest;
import org.sscard.wire.error.CodedException;

/** The form of a bill that is typed from paper: its head as fields, its lines as rows of a table. */
final class BillEntry {

    static final int ROWS = 6;
    private static final int MOST_ROWS = 200;
    private static final int MORE = 6;
    private static final int LONGEST_VISIT = 40;
    private static final int LONGEST_REASON = 500;
    private static final int DECIMALS = 4;

    static final List<Field.Option> PAPERS = List.of(
            new Field.Option("INVOICE", "发票"),
            new Field.Option("FEE_LIST", "费用清单"),
            new Field.Option("ID_CARD", "身份证"),
            new Field.Option("DISCHARGE_SUMMARY", "出院小结"),
            new Field.Option("EMERGENCY_CERTIFICATE", "急诊证明"),
            new Field.Option("REFERRAL_APPROVAL", "转诊审批"));

    private static final List<Field.Option> CAUSES = List.of(
            new Field.Option("", "无"),
            new Field.Option("TRAFFIC_ACCIDENT", "交通事故"),
            new Field.Option("THIRD_PARTY", "第三人责任"),
            new Field.Option("MEDICAL_MALPRACTICE", "医疗事故"),
            new Field.Option("FIGHT", "打架斗殴"),
            new Field.Option("SELF_HARM", "自伤自残"),
            new Field.Option("DRUGS", "吸毒"),
            new Field.Option("CRIME", "违法犯罪"),
            new Field.Option("ALCOHOL", "酗酒"),
            new Field.Option("ABROAD", "境外就医"));

    private final PageRequest request;
    private final Entered entered;
    private final List<BillRow> rows = new ArrayList<>();

    BillEntry(PageRequest request) {
        this.request = request;
        this.entered = new Entered(request);
        String count = request.entered("rows");
        int asked = count.matches("[1-9][0-9]{0,2}") ? Math.min(MOST_ROWS, Integer.parseInt(count)) : ROWS;
        for (int number = 1; number <= asked; number++) {
            rows.add(new BillRow(
                    number,
                    request.entered("item" + number),
                    request.entered("price" + number),
                    request.entered("quantity" + number),
                    request.entered("day" + number),
                    request.entered("approved" + number).equals(Field.YES),
                    ""));
        }
    }

    Entered entered() {
        return entered;
    }

    List<BillRow> rows() {
        return List.copyOf(rows);
    }

    void moreRows() {
        int next = rows.size() + 1;
        for (int i = 0; i < MORE && rows.size() < MOST_ROWS; i++) {
            rows.add(new BillRow(next + i, "", "", "", "", false, ""));
        }
    }

    /** The bill as far as it can be read; only one without errors is to be used. */
    Bill bill() {
        LocalDate admitted = entered.day("admitted");
        LocalDate discharged = entered.day("discharged");
        TreatmentKind kind = entered.choice(TreatmentKind.class, "kind", TreatmentKind.INPATIENT);
        String cause = request.entered("cause");
        List<BillLine> lines = lines();
        return new Bill(
                entered.matching("institution", "[0-9A-Za-z]{1,12}", "请选择机构"),
                entered.matching("person", "[0-9A-Za-z]{1,30}", "请填写人员编号或社会保障号码"),
                kind,
                entered.text("visit", 1, LONGEST_VISIT),
                admitted,
                discharged,
                lines,
                entered.ticked("emergency"),
                entered.matching("diagnosis", "[0-9A-Za-z.+*]{0,20}", "ICD-10 编码，如 J18.900"),
                cause.isEmpty() ? null : cause,
                entered.ticked("cardLater"),
                null);
    }

    private List<BillLine> lines() {
        List<BillLine> lines = new ArrayList<>();
        for (int i = 0; i < rows.size(); i++) {
            BillRow row = rows.get(i);
            if (row.empty()) {
                continue;
            }
            String error = error(row);
            if (error.isEmpty()) {
                lines.add(new BillLine(
                        Integer.toString(row.number()),
                        row.item(),
                        times1e4(row.price()),
                        times1e4(row.quantity()),
                        row.day().isEmpty() ? null : LocalDate.parse(row.day()),
                        row.approved()));
            } else {
                mark(i, error);
            }
        }
        if (lines.isEmpty() && rows.stream().allMatch(BillRow::empty)) {
            mark(0, "请至少填写一行费用明细");
        }
        return lines;
    }

    private static String error(BillRow row) {
        if (!row.item().matches("[0-9A-Za-z.-]{1,50}")) {
            return "项目编码 1 至 50 个字母、数字";
        }
        if (!positive(row.price())) {
            return "单价以元计，最多四位小数";
        }
        if (!positive(row.quantity())) {
            return "数量大于零，最多四位小数";
        }
        return row.day().isEmpty() || Desk.isDay(row.day()) ? "" : "日期应为 2026-11-22 的形式";
    }

    private static boolean positive(String text) {
        return text.matches("[0-9]{1,9}(\\.[0-9]{1,4})?") && new BigDecimal(text).signum() > 0;
    }

    private static long times1e4(String text) {
        return new BigDecimal(text).movePointRight(DECIMALS).longValueExact();
    }

    private void mark(int index, String error) {
        BillRow row = rows.get(index);
        rows.set(index, row.wrong(error));
        entered.wrong("item" + row.number(), "第 " + row.number() + " 行：" + error);
    }

    String reason() {
        return entered.text("reason", 1, LONGEST_REASON);
    }

    List<String> papers() {
        return entered.all("papers");
    }

    /** Shows what the books refuse at the field that it is about; of a line, at its row. */
    void refused(CodedException refusal) {
        switch (refusal.code()) {
            case REIMBURSEMENT_PAPER_MISSING -> entered.refused("papers", refusal);
            case VISIT_ALREADY_SETTLED -> entered.refused("visit", refusal);
            case INSTITUTION_UNKNOWN -> entered.refused("institution", refusal);
            case BILL_DATE_INVALID -> entered.refused("discharged", refusal);
            case BILL_KIND_UNSUPPORTED -> entered.refused("kind", refusal);
            case REQUEST_INVALID -> entered.refused("cardLater", refusal);
            case BILL_ITEM_UNKNOWN, BILL_AMOUNT_TOO_LARGE, BILL_AMOUNT_NEGATIVE -> mark(line(refusal), refusal.zh());
            default -> entered.refused("person", refusal);
        }
    }

    /** Index of the row that a refusal names first. */
    private static int line(CodedException refusal) {
        String number = refusal.arguments().isEmpty() ? "" : refusal.arguments().get(0);
        return number.matches("[1-9][0-9]{0,2}") ? Integer.parseInt(number) - 1 : 0;
    }

    /** What the summary names beside the fields: the rows in error. */
    List<FieldError> rowErrors() {
        return rows.stream()
                .filter(row -> !row.error().isEmpty())
                .map(row -> new FieldError("item" + row.number(), "第 " + row.number() + " 行：" + row.error()))
                .toList();
    }

    static List<Field> blank(String request, List<Field.Option> institutions, LocalDate today) {
        return List.of(
                Field.hidden("request", request),
                Field.of("person", Field.Kind.TEXT, "人员编号或社会保障号码", "person or id number", ""),
                Field.choice("institution", "就诊机构", "institution", "", institutions),
                Field.choice(
                        "kind",
                        "类别",
                        "kind",
                        TreatmentKind.INPATIENT.name(),
                        Arrays.stream(TreatmentKind.values())
                                .map(kind -> new Field.Option(kind.name(), Words.kind(kind.name())))
                                .toList()),
                Field.of("visit", Field.Kind.TEXT, "住院号或就诊号", "visit", ""),
                Field.of("admitted", Field.Kind.DATE, "入院或就诊日期", "admitted", today.toString()),
                Field.of("discharged", Field.Kind.DATE, "出院日期", "discharged", today.toString()),
                Field.of("diagnosis", Field.Kind.TEXT, "主诊断编码（选填）", "ICD-10, optional", ""),
                Field.choice("cause", "不予支付的情形", "excluded cause, Art. 26", "", CAUSES),
                Field.check("emergency", "急诊", "emergency", false),
                Field.check("cardLater", "入院时未出示卡", "card not shown at admission", false),
                Field.checks("papers", "已收材料", "papers", Set.of("INVOICE", "FEE_LIST", "ID_CARD"), PAPERS)
                        .hint("发票、费用清单、身份证必备；急诊另需急诊证明"),
                Field.of("reason", Field.Kind.LONG_TEXT, "未能实时结算的原因", "why not in real time", ""));
    }
}
