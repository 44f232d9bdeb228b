package org.sscard.issuer.console;

import com.linecorp.armeria.common.HttpResponse;
import com.linecorp.armeria.common.MediaType;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.sscard.issuer.workflow.FieldRules;
import org.sscard.issuer.workflow.StepCode;
import org.sscard.issuer.workflow.WorkflowForms;
import org.sscard.issuer.workflow.WorkflowRecord;
import org.sscard.issuer.workflow.WorkflowState;
import org.sscard.issuer.workflow.WorkflowTable;
import org.sscard.issuer.workflow.WorkflowTable.Step;
import org.sscard.issuer.workflow.Workflows;
import org.sscard.issuer.workflow.store.CardOsStore;
import org.sscard.servicekit.pages.Block;
import org.sscard.servicekit.pages.Cell;
import org.sscard.servicekit.pages.Chip;
import org.sscard.servicekit.pages.DataTable;
import org.sscard.servicekit.pages.Fact;
import org.sscard.servicekit.pages.Field;
import org.sscard.servicekit.pages.Form;
import org.sscard.servicekit.pages.Frame;
import org.sscard.servicekit.pages.Label;
import org.sscard.servicekit.pages.PageRequest;
import org.sscard.servicekit.pages.Pages;
import org.sscard.servicekit.pages.Tone;
import org.sscard.servicekit.pages.UploadedFile;
import org.sscard.servicekit.server.ServiceServer;
import org.sscard.wire.error.CodedException;
import org.sscard.wire.error.ErrorCode;

/** {@code /workflows/{id}}: one record with its papers and its timeline, and only what this person may do with it now. */
public final class WorkflowRecordPages {

    private static final WorkflowTable TABLE = WorkflowTable.table();
    private static final String RECORD = WorkflowPages.HERE + "/{id}";
    private static final String VERSION = "version";

    private final BureauDesk desk;
    private final Workflows workflows;
    private final WorkflowForms forms;
    private final WorkflowFields fields;

    public WorkflowRecordPages(BureauDesk desk, Workflows workflows, WorkflowForms forms, CardOsStore register) {
        this.desk = desk;
        this.workflows = workflows;
        this.forms = forms;
        this.fields = new WorkflowFields(register, desk);
    }

    public void on(ServiceServer.Builder server) {
        server.page(RECORD, request -> show(request, null), Section.WORKFLOWS.roles())
                .page(RECORD + "/form.pdf", this::form, Section.WORKFLOWS.roles())
                .page(RECORD + "/papers/{number}", this::paper, Section.WORKFLOWS.roles())
                .action(RECORD + "/change", this::change, TABLE.mayTakeSteps())
                .action(RECORD + "/attach", this::attach, TABLE.mayTakeSteps())
                .action(RECORD + "/step/{step}", this::step, TABLE.mayTakeSteps());
    }

    private HttpResponse show(PageRequest request, @Nullable CodedException refusal) {
        WorkflowRecord.Whole whole = workflows.find(request.variable("id"));
        WorkflowRecord record = whole.record();
        String at = WorkflowPages.HERE + "/" + record.id();
        List<Block> blocks = new ArrayList<>(List.of(new Block.Sections(WorkflowPages.SECTIONS, WorkflowPages.HERE)));
        if (refusal != null) {
            blocks.add(BureauDesk.refusal(refusal));
        }
        blocks.add(new Block.Facts(Label.of("办件", "record"), facts(record)));
        blocks.add(papers(at, whole));
        blocks.add(new Block.Ways(List.of(
                new Frame.Link(at + "/form.pdf", "打印" + record.workflow().form() + " (PDF)"))));
        List<Step> offered = workflows.offered(whole, request.caller());
        if (editable(record, request)) {
            blocks.add(attachForm(at, record));
            blocks.add(changeForm(at, record, request, refusal));
        }
        boolean waits = offered.stream().allMatch(step -> step.code() == StepCode.WITHDRAW);
        if (waits && TABLE.state(record.state()).open()) {
            blocks.add(new Block.Notice(
                    Tone.WAITING, Label.of("现在由他人办理：" + turn(record) + "。经办过本件的人不能再审批。", "somebody else's turn")));
        }
        offered.forEach(step -> blocks.add(stepForm(at, record, step, request)));
        blocks.add(timeline(whole));
        return desk.page(
                request,
                Section.WORKFLOWS,
                Label.of(
                        record.workflow().zh() + " " + record.id(),
                        record.workflow().en()),
                blocks);
    }

    private static boolean editable(WorkflowRecord record, PageRequest request) {
        return (record.state() == WorkflowState.DRAFT || record.state() == WorkflowState.RETURNED)
                && TABLE.tier(WorkflowTable.Tier.CITY).has(request.caller());
    }

    private static String turn(WorkflowRecord record) {
        return String.join(
                "、",
                record.workflow().next(record.state()).stream()
                        .filter(step -> step.decides() || step.takes() != null)
                        .map(step -> TABLE.tier(step.tier()).zh())
                        .distinct()
                        .toList());
    }

    private List<Fact> facts(WorkflowRecord record) {
        List<Fact> facts = new ArrayList<>(List.of(
                Fact.code("办件号", "number", record.id()),
                Fact.state("状态", "state", WorkflowPages.chip(record, desk)),
                Fact.of("地区", "region", record.region())));
        record.workflow().fields().forEach(field -> {
            String value = FieldRules.shown(field, record.field(field.code()));
            facts.add(Fact.of(field.zh(), field.en(), value.isEmpty() ? "—" : value));
        });
        record.refersTo()
                .ifPresent(id -> facts.add(new Fact(
                        Label.of("所依据的注册", "registration"), new Cell.Link(WorkflowPages.HERE + "/" + id, id))));
        record.issuerId().ifPresent(id -> facts.add(Fact.code("发卡机构标识号", "issuer id", id)));
        record.structure().ifPresent(digest -> facts.add(Fact.code("卡文件结构", "structure", digest.substring(0, 16))));
        record.face().ifPresent(digest -> facts.add(Fact.code("卡面版本", "face", digest.substring(0, 16))));
        record.delivery()
                .ifPresent(id -> facts.add(
                        new Fact(Label.of("密钥交接单", "delivery"), new Cell.Link("/custody/deliveries/" + id, id))));
        record.validUntil().ifPresent(day -> facts.add(Fact.of("有效至", "valid until", day.toString())));
        return facts;
    }

    private Block papers(String at, WorkflowRecord.Whole whole) {
        return new Block.Listing(DataTable.whole(
                Label.of("材料", "papers"),
                List.of(
                        DataTable.Column.of("材料", "paper"),
                        DataTable.Column.of("文件", "file"),
                        DataTable.Column.of("SHA-256", "digest"),
                        DataTable.Column.of("上传人", "by"),
                        DataTable.Column.of("时间", "time")),
                whole.papers().stream()
                        .map(paper -> DataTable.Row.of(
                                new Cell.Text(
                                        TABLE.paper(paper.code()).orElseThrow().zh()),
                                new Cell.Link(at + "/papers/" + paper.number(), paper.fileName()),
                                new Cell.Code(paper.sha256().substring(0, 16)),
                                new Cell.Text(paper.addedBy()),
                                new Cell.Text(desk.time(paper.addedAt()))))
                        .toList(),
                Label.of("还没有材料", "no papers yet")));
    }

    private static Block attachForm(String at, WorkflowRecord record) {
        List<Field.Option> kinds = TABLE.papers().stream()
                .map(paper -> new Field.Option(paper.code(), paper.zh()))
                .toList();
        return new Block.Entry(Form.change(
                at + "/attach",
                List.of(
                        Field.choice(
                                "code",
                                "材料种类",
                                "kind of paper",
                                record.workflow().papers().stream().findFirst().orElse(""),
                                kinds),
                        Field.file("paper", "材料文件", "file", ".pdf", ".json", ".jpg", ".png", ".txt")
                                .hint("不超过 5 MiB；通用测试附 report.json")),
                Label.of("附材料", "attach")));
    }

    private Block changeForm(String at, WorkflowRecord record, PageRequest request, @Nullable CodedException refusal) {
        boolean entered = request.path().equals(at + "/change");
        List<Field> filled = new ArrayList<>(List.of(Field.hidden(VERSION, Integer.toString(record.version()))));
        filled.addAll(fields.of(
                record.workflow(), field -> entered ? request.entered(field.code()) : record.field(field.code())));
        return new Block.Entry(
                Form.change(at + "/change", WorkflowFields.marked(filled, refusal), Label.of("保存修改", "save")));
    }

    private static Block stepForm(String at, WorkflowRecord record, Step step, PageRequest request) {
        boolean entered = request.path().endsWith("/step/" + step.code());
        String suffix = "-" + step.code();
        List<Field> needed = new ArrayList<>(List.of(Field.hidden(VERSION, Integer.toString(record.version()))));
        if (step.takes() == WorkflowTable.Takes.ISSUER_SEQUENCE) {
            needed.add(Field.of("input" + suffix, Field.Kind.TEXT, "顺序号", "sequence", "")
                    .hint("两位数字，构成发卡机构标识号的末位"));
        } else if (step.takes() == WorkflowTable.Takes.DELIVERY) {
            needed.add(Field.of("input" + suffix, Field.Kind.TEXT, "交接单号", "delivery", "")
                    .hint("IN- 加 8 位，见“密钥 · 交接”"));
        }
        if (step.decides() || step.reason()) {
            needed.add(Field.of("note" + suffix, Field.Kind.TEXT, step.reason() ? "理由" : "意见", "note", "")
                    .hint(step.reason() ? "" : "可不填"));
        }
        List<Field> shown = entered
                ? needed.stream()
                        .map(field ->
                                field.kind() == Field.Kind.HIDDEN ? field : field.with(request.entered(field.id())))
                        .toList()
                : needed;
        String action = at + "/step/" + step.code();
        List<String> effect = List.of("状态变为“" + TABLE.state(step.to()).zh() + "”");
        Label label = Label.of(step.zh(), step.en());
        return new Block.Entry(
                step.code() == StepCode.REFUSE || step.code() == StepCode.REVOKE
                        ? Form.confirm(action, shown, label, effect)
                        : Form.change(action, shown, label, effect));
    }

    private Block timeline(WorkflowRecord.Whole whole) {
        return new Block.Timeline(
                Label.of("经过", "timeline"),
                whole.timeline().stream()
                        .map(entry -> new Block.Event(
                                desk.time(entry.at()),
                                new Chip(Tone.NEUTRAL, TABLE.state(entry.to()).zh()),
                                name(whole.record(), entry.step()),
                                entry.account(),
                                entry.note()))
                        .toList());
    }

    private static String name(WorkflowRecord record, StepCode step) {
        return record.workflow().step(step).map(Step::zh).orElseGet(() -> switch (step) {
            case OPEN -> "建立草稿";
            case CHANGE -> "修改";
            case ATTACH -> "附材料";
            default -> step.name();
        });
    }

    private HttpResponse form(PageRequest request) {
        String id = request.variable("id");
        return WorkflowPages.pdf(id + ".pdf", forms.pdf(id));
    }

    private HttpResponse paper(PageRequest request) {
        String id = request.variable("id");
        int number = number(request.variable("number"));
        byte[] content = workflows.paper(id, number);
        return BureauDesk.file(id + "-" + number, MediaType.OCTET_STREAM, content);
    }

    private HttpResponse change(PageRequest request) {
        return done(request, id -> {
            WorkflowRecord record = workflows.find(id).record();
            Map<String, String> entered = new HashMap<>();
            record.workflow().fields().forEach(field -> entered.put(field.code(), request.entered(field.code())));
            workflows.change(id, number(request.entered(VERSION)), entered, request.caller());
        });
    }

    private HttpResponse attach(PageRequest request) {
        return done(request, id -> {
            Optional<UploadedFile> file = request.file("paper");
            UploadedFile paper = file.orElseThrow(() -> new CodedException(ErrorCode.REQUEST_INVALID, "file", "1.."));
            workflows.attach(id, request.entered("code"), paper.name(), paper.content(), request.caller());
        });
    }

    private HttpResponse step(PageRequest request) {
        return done(request, id -> {
            StepCode step = TABLE.workflows().stream()
                    .flatMap(workflow -> workflow.steps().stream())
                    .map(Step::code)
                    .filter(code -> code.name().equals(request.variable("step")))
                    .findFirst()
                    .orElseThrow(() -> new CodedException(ErrorCode.REQUEST_NOT_FOUND, request.path()));
            workflows.take(
                    id,
                    step,
                    number(request.entered(VERSION)),
                    request.entered("note-" + step),
                    request.entered("input-" + step),
                    request.caller());
        });
    }

    /** What a form does to the record of its address. */
    @FunctionalInterface
    private interface Doing {
        void to(String id);
    }

    private HttpResponse done(PageRequest request, Doing doing) {
        String id = request.variable("id");
        try {
            doing.to(id);
            return Pages.goTo(WorkflowPages.HERE + "/" + id);
        } catch (CodedException e) {
            return show(request, e);
        }
    }

    private static int number(String text) {
        if (!text.matches("[0-9]{1,9}")) {
            throw new CodedException(ErrorCode.REQUEST_INVALID, "number", "0..999999999");
        }
        return Integer.parseInt(text);
    }
}
