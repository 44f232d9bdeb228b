package org.sscard.issuer.workflow;

import java.time.LocalDate;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.sscard.issuer.cardtest.PointResult.Outcome;
import org.sscard.issuer.cardtest.TestPoints;
import org.sscard.issuer.workflow.WorkflowRecord.Entry;
import org.sscard.issuer.workflow.WorkflowTable.Step;
import org.sscard.issuer.workflow.WorkflowTable.Tier;
import org.sscard.issuer.workflow.WorkflowTable.Workflow;
import org.sscard.servicekit.pages.Display;
import org.sscard.servicekit.print.Sheet;
import org.sscard.servicekit.print.SheetPdf;

/** The forms to print and sign: of a record by its workflow, and the list of approved card operating systems. */
public final class WorkflowSheet {

    private static final WorkflowTable TABLE = WorkflowTable.table();

    private WorkflowSheet() {}

    /**
     * @param outcomes of the general test by number of the point; empty for any other workflow
     * @param structure as people read it
     */
    public static byte[] pdf(
            WorkflowRecord.Whole whole, Map<Integer, Outcome> outcomes, CardStructure structure, ZoneId zone) {
        WorkflowRecord record = whole.record();
        Workflow workflow = record.workflow();
        List<Sheet.Block> blocks = new ArrayList<>();
        blocks.add(new Sheet.Facts(facts(record, structure, zone)));
        if (record.kind() == WorkflowKind.GENERAL_TEST) {
            points(blocks, outcomes);
        }
        blocks.add(new Sheet.Heading("所附材料"));
        blocks.add(table(
                whole.papers().stream()
                        .map(paper -> List.of(
                                Integer.toString(paper.number()),
                                TABLE.paper(paper.code()).orElseThrow().zh(),
                                paper.fileName(),
                                paper.sha256()))
                        .toList(),
                new Sheet.Column("序号", 1, false),
                new Sheet.Column("材料", 3, false),
                new Sheet.Column("文件", 3, false),
                new Sheet.Column("SHA-256", 5, false)));
        blocks.add(new Sheet.Heading("办理意见"));
        blocks.add(table(
                opinions(whole, zone),
                new Sheet.Column("级别", 1, false),
                new Sheet.Column("步骤", 3, false),
                new Sheet.Column("意见", 4, false),
                new Sheet.Column("经办账号", 2, false),
                new Sheet.Column("时间", 3, false)));
        return SheetPdf.render(new Sheet(workflow.form(), blocks, signatures(workflow), record.id()));
    }

    private static List<Sheet.Fact> facts(WorkflowRecord record, CardStructure structure, ZoneId zone) {
        List<Sheet.Fact> facts = new ArrayList<>();
        facts.add(new Sheet.Fact("办件号", record.id()));
        facts.add(new Sheet.Fact("地区", record.region()));
        facts.add(new Sheet.Fact("状态", TABLE.state(record.state()).zh()));
        facts.add(new Sheet.Fact("最近办理", Display.time(record.changedAt(), zone)));
        record.refersTo().ifPresent(id -> facts.add(new Sheet.Fact("所依据的注册", id)));
        record.workflow()
                .fields()
                .forEach(field ->
                        facts.add(new Sheet.Fact(field.zh(), FieldRules.shown(field, record.field(field.code())))));
        record.structure()
                .ifPresent(digest -> facts.add(
                        new Sheet.Fact("卡文件结构", digest.equals(structure.digest()) ? structure.zh() : "摘要 " + digest)));
        record.face().ifPresent(digest -> facts.add(new Sheet.Fact("卡面版本", digest)));
        if (record.kind() == WorkflowKind.REGISTRATION) {
            facts.add(new Sheet.Fact("发卡机构标识号", record.issuerId().orElse("（部级分配）")));
        }
        record.delivery().ifPresent(id -> facts.add(new Sheet.Fact("密钥交接单", id)));
        record.validUntil().ifPresent(day -> facts.add(new Sheet.Fact("有效至", day.toString())));
        return facts;
    }

    private static void points(List<Sheet.Block> blocks, Map<Integer, Outcome> outcomes) {
        boolean passed =
                !outcomes.isEmpty() && outcomes.values().stream().allMatch(outcome -> outcome == Outcome.PASSED);
        blocks.add(new Sheet.Heading("结论"));
        blocks.add(new Sheet.Paragraph(
                outcomes.isEmpty() ? "尚未附测试报告。" : passed ? "全部 " + outcomes.size() + " 个测试点合格。" : "有测试点未合格，不得正式发行。"));
        blocks.add(table(
                TestPoints.all().stream()
                        .map(point -> List.of(
                                Integer.toString(point.number()),
                                point.zh(),
                                point.paragraph(),
                                result(Optional.ofNullable(outcomes.get(point.number())))))
                        .toList(),
                new Sheet.Column("序号", 1, false),
                new Sheet.Column("测试点", 5, false),
                new Sheet.Column("依据", 3, false),
                new Sheet.Column("结果", 1, false)));
    }

    private static String result(Optional<Outcome> outcome) {
        return outcome.map(value -> switch (value) {
                    case PASSED -> "合格";
                    case FAILED -> "不合格";
                    case SKIPPED -> "未测";
                })
                .orElse("");
    }

    /** What was decided, and an empty line for what is still to be. */
    private static List<List<String>> opinions(WorkflowRecord.Whole whole, ZoneId zone) {
        Workflow workflow = whole.record().workflow();
        List<List<String>> rows = new ArrayList<>();
        for (Entry entry : whole.timeline()) {
            workflow.step(entry.step())
                    .ifPresent(step -> rows.add(List.of(
                            TABLE.tier(step.tier()).zh(),
                            step.zh(),
                            entry.note(),
                            entry.account(),
                            Display.time(entry.at(), zone))));
        }
        if (TABLE.state(whole.record().state()).open()) {
            rows.add(List.of("", "", "", "", ""));
        }
        return rows;
    }

    /** A signature for each tier that has a step. */
    private static List<String> signatures(Workflow workflow) {
        List<String> labels = new ArrayList<>();
        List<Tier> tiers = workflow.steps().stream().map(Step::tier).distinct().toList();
        if (tiers.contains(Tier.CITY)) {
            labels.add("市级经办人");
            labels.add("市级负责人（章）");
        }
        if (tiers.contains(Tier.PROVINCE)) {
            labels.add("省级（章）");
        }
        if (tiers.contains(Tier.MINISTRY)) {
            labels.add("部级（章）");
        }
        return labels;
    }

    /** The register as a list. */
    public static byte[] cardOsList(List<CardOs> entries, LocalDate day) {
        List<Sheet.Block> blocks = new ArrayList<>();
        blocks.add(new Sheet.Facts(List.of(
                new Sheet.Fact("日期", day.toString()),
                new Sheet.Fact("登记数", Integer.toString(entries.size())),
                new Sheet.Fact(
                        "有效",
                        Long.toString(entries.stream()
                                .filter(entry -> entry.standing(day) == CardOs.Standing.IN_FORCE)
                                .count())))));
        blocks.add(table(
                entries.stream()
                        .map(entry -> List.of(
                                entry.approvalNumber(),
                                entry.vendor(),
                                entry.chip(),
                                entry.cardOs(),
                                entry.historical(),
                                entry.validFrom() + " 至 " + entry.validTo(),
                                entry.standing(day).zh()))
                        .toList(),
                new Sheet.Column("核准号", 3, false),
                new Sheet.Column("厂商", 2, false),
                new Sheet.Column("芯片", 2, false),
                new Sheet.Column("卡操作系统", 2, false),
                new Sheet.Column("T1–T5", 3, false),
                new Sheet.Column("有效期", 3, false),
                new Sheet.Column("状态", 2, false)));
        return SheetPdf.render(new Sheet("卡操作系统（COS）核准清单", blocks, List.of("制表", "复核"), day.toString()));
    }

    private static Sheet.Table table(List<List<String>> rows, Sheet.Column... columns) {
        return new Sheet.Table(List.of(columns), rows);
    }
}
