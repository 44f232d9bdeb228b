package org.sscard.issuer.console;

import com.linecorp.armeria.common.HttpResponse;
import com.linecorp.armeria.common.MediaType;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import org.sscard.issuer.workflow.IssuingGate;
import org.sscard.issuer.workflow.StepCode;
import org.sscard.issuer.workflow.WorkflowKind;
import org.sscard.issuer.workflow.WorkflowRecord;
import org.sscard.issuer.workflow.WorkflowTable;
import org.sscard.issuer.workflow.Workflows;
import org.sscard.issuer.workflow.store.CardOsStore;
import org.sscard.servicekit.pages.Block;
import org.sscard.servicekit.pages.Cell;
import org.sscard.servicekit.pages.Chip;
import org.sscard.servicekit.pages.DataTable;
import org.sscard.servicekit.pages.Field;
import org.sscard.servicekit.pages.Form;
import org.sscard.servicekit.pages.Frame;
import org.sscard.servicekit.pages.Label;
import org.sscard.servicekit.pages.PageRequest;
import org.sscard.servicekit.pages.Pages;
import org.sscard.servicekit.pages.Tone;
import org.sscard.servicekit.security.Role;
import org.sscard.servicekit.server.ServiceServer;
import org.sscard.wire.error.CodedException;
import org.sscard.wire.error.ErrorCode;

/** {@code /workflows}: all records, a new one, and whether a region may issue. */
public final class WorkflowPages {

    static final String HERE = "/workflows";
    static final String ISSUING = HERE + "/issuing";
    static final List<Frame.Link> SECTIONS = List.of(
            new Frame.Link(HERE, "办件"),
            new Frame.Link(ISSUING, "发行条件"),
            new Frame.Link(CardOsPages.HERE, "COS 核准"),
            new Frame.Link(FacePages.HERE, "卡面样张"));

    private static final WorkflowTable TABLE = WorkflowTable.table();
    private static final int LISTED = 500;

    private final BureauDesk desk;
    private final Workflows workflows;
    private final WorkflowFields fields;
    private final IssuingGate gate;
    private final CardOsStore register;
    private final Set<String> regions;

    public WorkflowPages(
            BureauDesk desk, Workflows workflows, IssuingGate gate, CardOsStore register, Set<String> regions) {
        this.desk = desk;
        this.workflows = workflows;
        this.fields = new WorkflowFields(register, desk);
        this.gate = gate;
        this.register = register;
        this.regions = new TreeSet<>(regions);
    }

    public void on(ServiceServer.Builder server) {
        Role[] applicants =
                Arrays.stream(TABLE.mayTakeSteps()).filter(this::applies).toArray(Role[]::new);
        server.page(HERE, this::list, Section.WORKFLOWS.roles())
                .page(HERE + "/new/{kind}", request -> blank(request, null), applicants)
                .action(HERE + "/new/{kind}", this::open, applicants)
                .page(ISSUING, this::issuing, Section.WORKFLOWS.roles());
    }

    private boolean applies(Role role) {
        return TABLE.tier(WorkflowTable.Tier.CITY).roles().contains(role.ou());
    }

    private HttpResponse list(PageRequest request) {
        String wanted = request.asked("kind");
        Optional<WorkflowKind> kind = Arrays.stream(WorkflowKind.values())
                .filter(one -> one.name().equals(wanted))
                .findFirst();
        boolean open = request.asked("open").equals("yes");
        List<WorkflowRecord> records = workflows.list(kind.orElse(null), null, null, LISTED).stream()
                .filter(record -> !open || TABLE.state(record.state()).open())
                .toList();
        List<Block> blocks = new ArrayList<>(List.of(
                new Block.Sections(SECTIONS, HERE), new Block.Presets(presets(), request.address()), table(records)));
        if (Arrays.stream(Role.values())
                .anyMatch(role -> applies(role) && request.caller().has(role))) {
            blocks.add(new Block.Heading(Label.of("新办", "begin")));
            blocks.add(new Block.Ways(TABLE.workflows().stream()
                    .map(workflow -> new Frame.Link(HERE + "/new/" + workflow.code(), workflow.zh()))
                    .toList()));
        }
        return desk.page(request, Section.WORKFLOWS, Label.of("流程办件", "Workflows"), blocks);
    }

    private static List<Frame.Link> presets() {
        List<Frame.Link> links =
                new ArrayList<>(List.of(new Frame.Link(HERE, "全部"), new Frame.Link(HERE + "?open=yes", "在办")));
        TABLE.workflows()
                .forEach(workflow -> links.add(new Frame.Link(HERE + "?kind=" + workflow.code(), workflow.zh())));
        return links;
    }

    private Block table(List<WorkflowRecord> records) {
        return new Block.Listing(DataTable.whole(
                Label.of("办件", "records"),
                List.of(
                        DataTable.Column.of("办件号", "number"),
                        DataTable.Column.of("事项", "workflow"),
                        DataTable.Column.of("地区", "region"),
                        DataTable.Column.of("状态", "state"),
                        DataTable.Column.of("等谁办理", "whose turn"),
                        DataTable.Column.of("申请人", "by"),
                        DataTable.Column.of("最近办理", "changed")),
                records.stream()
                        .map(record -> DataTable.Row.of(
                                new Cell.Link(HERE + "/" + record.id(), record.id()),
                                new Cell.Text(record.workflow().zh()),
                                new Cell.Text(record.region()),
                                new Cell.State(chip(record, desk)),
                                new Cell.Text(turn(record)),
                                new Cell.Text(record.createdBy()),
                                new Cell.Text(desk.time(record.changedAt()))))
                        .toList(),
                Label.of("没有办件。先办理发行注册", "no records; begin with a registration")));
    }

    /** Whose step is next; nobody's where it is closed. */
    private static String turn(WorkflowRecord record) {
        if (!TABLE.state(record.state()).open()) {
            return "—";
        }
        return record.workflow().next(record.state()).stream()
                .filter(step -> step.code() != StepCode.WITHDRAW)
                .map(step -> TABLE.tier(step.tier()).zh())
                .findFirst()
                .orElse("—");
    }

    static Chip chip(WorkflowRecord record, BureauDesk desk) {
        WorkflowTable.StateRow state = TABLE.state(record.state());
        if (state.inForce()) {
            return record.inForce(desk.today()) ? Chip.good(state.zh()) : new Chip(Tone.BAD, "已过期");
        }
        return state.open() ? new Chip(Tone.WAITING, state.zh()) : new Chip(Tone.NEUTRAL, state.zh());
    }

    private HttpResponse blank(PageRequest request, @Nullable CodedException refusal) {
        WorkflowTable.Workflow workflow = workflow(request);
        List<Field> entries = new ArrayList<>(List.of(Field.choice(
                "region",
                "地区",
                "region",
                request.entered("region"),
                regions.stream().map(region -> new Field.Option(region, region)).toList())));
        entries.addAll(fields.of(workflow, field -> request.entered(field.code())));
        List<Block> blocks = new ArrayList<>(List.of(new Block.Sections(SECTIONS, HERE)));
        if (refusal != null) {
            blocks.add(BureauDesk.refusal(refusal));
        }
        blocks.add(new Block.Entry(Form.change(
                request.path(),
                WorkflowFields.marked(entries, refusal),
                Label.of("保存草稿", "save as a draft"),
                List.of("草稿可以修改；附上材料后提交", "须附：" + papers(workflow)))));
        return desk.page(request, Section.WORKFLOWS, Label.of("新办 · " + workflow.zh(), workflow.en()), blocks);
    }

    private static String papers(WorkflowTable.Workflow workflow) {
        return String.join(
                "、",
                workflow.papers().stream()
                        .map(code -> TABLE.paper(code).orElseThrow().zh())
                        .toList());
    }

    private HttpResponse open(PageRequest request) {
        WorkflowTable.Workflow workflow = workflow(request);
        Map<String, String> entered = new HashMap<>();
        workflow.fields().forEach(field -> entered.put(field.code(), request.entered(field.code())));
        try {
            WorkflowRecord record =
                    workflows.open(workflow.code(), request.entered("region"), entered, request.caller());
            return Pages.goTo(HERE + "/" + record.id());
        } catch (CodedException e) {
            return blank(request, e);
        }
    }

    private static WorkflowTable.Workflow workflow(PageRequest request) {
        return TABLE.workflows().stream()
                .filter(one -> one.code().name().equals(request.variable("kind")))
                .findFirst()
                .orElseThrow(() -> new CodedException(ErrorCode.REQUEST_NOT_FOUND, request.path()));
    }

    private HttpResponse issuing(PageRequest request) {
        String region = request.asked("region").isEmpty() ? regions.iterator().next() : request.asked("region");
        String cardOs = request.asked("cardOs");
        List<Field.Option> known = new ArrayList<>(List.of(new Field.Option("", "—")));
        register.all()
                .forEach(entry -> known.add(new Field.Option(
                        entry.approvalNumber(), entry.vendor() + " " + entry.cardOs() + "，" + entry.approvalNumber())));
        List<IssuingGate.Finding> findings = gate.look(region, cardOs.isEmpty() ? "—" : cardOs, 1);
        boolean all = findings.stream().allMatch(IssuingGate.Finding::met);
        String rule = gate.required() ? "不满足任何一项，批次都不能放行。" : "测试环境：除卡操作系统外只提示，不阻止放行。";
        return desk.page(
                request,
                Section.WORKFLOWS,
                Label.of("发行条件", "Before a region may issue"),
                List.of(
                        new Block.Sections(SECTIONS, ISSUING),
                        new Block.Entry(Form.search(
                                ISSUING,
                                List.of(
                                        Field.choice(
                                                "region",
                                                "地区",
                                                "region",
                                                region,
                                                regions.stream()
                                                        .map(one -> new Field.Option(one, one))
                                                        .toList()),
                                        Field.choice("cardOs", "卡操作系统", "card OS", cardOs, known)))),
                        new Block.Notice(
                                all ? Tone.GOOD : Tone.WARNING,
                                Label.of((all ? "可以放行。" : "还不能正式发行。") + rule, all ? "ready" : "not ready")),
                        new Block.Listing(DataTable.whole(
                                Label.of("条件", "conditions"),
                                List.of(
                                        DataTable.Column.of("条件", "condition"),
                                        DataTable.Column.of("结果", "result"),
                                        DataTable.Column.of("依据或缺什么", "on what it stands, or what is missing"),
                                        DataTable.Column.of("怎么办", "remedy")),
                                findings.stream().map(WorkflowPages::row).toList(),
                                Label.of("没有", "none")))));
    }

    private static DataTable.Row row(IssuingGate.Finding finding) {
        return DataTable.Row.of(
                new Cell.Text(finding.condition().zh()),
                new Cell.State(finding.met() ? Chip.good("满足") : Chip.bad("不满足")),
                new Cell.Text(finding.refusal().map(CodedException::zh).orElse(finding.detail())),
                new Cell.Text(finding.refusal().map(CodedException::remedyZh).orElse("")));
    }

    static HttpResponse pdf(String name, byte[] content) {
        return BureauDesk.file(name, MediaType.PDF, content);
    }
}
