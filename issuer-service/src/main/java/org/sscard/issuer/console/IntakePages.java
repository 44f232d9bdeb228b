package org.sscard.issuer.console;

import com.linecorp.armeria.common.HttpResponse;
import com.linecorp.armeria.common.MediaType;
import java.io.ByteArrayOutputStream;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.sscard.issuer.intake.Intake;
import org.sscard.issuer.intake.IntakeDesk;
import org.sscard.issuer.intake.IntakeRow;
import org.sscard.issuer.intake.RosterColumn;
import org.sscard.issuer.intake.RosterFault;
import org.sscard.issuer.intake.RosterUpload;
import org.sscard.servicekit.pages.Block;
import org.sscard.servicekit.pages.Cell;
import org.sscard.servicekit.pages.Chip;
import org.sscard.servicekit.pages.DataTable;
import org.sscard.servicekit.pages.Display;
import org.sscard.servicekit.pages.Fact;
import org.sscard.servicekit.pages.Field;
import org.sscard.servicekit.pages.Form;
import org.sscard.servicekit.pages.Frame;
import org.sscard.servicekit.pages.Label;
import org.sscard.servicekit.pages.PageRequest;
import org.sscard.servicekit.pages.Pages;
import org.sscard.servicekit.pages.Tone;
import org.sscard.servicekit.pages.UploadedFile;
import org.sscard.servicekit.security.Role;
import org.sscard.servicekit.server.ServiceServer;
import org.sscard.wire.error.CodedException;
import org.sscard.wire.error.ErrorCode;

/** {@code /intake}: a roster is brought, looked at, mended and taken over. */
public final class IntakePages {

    private static final String HERE = IntakeFrame.ROSTERS;
    private static final MediaType XLSX =
            MediaType.parse("application/vnd.openxmlformats-officedocument.spreadsheetml.sheet");
    private static final MediaType CSV = MediaType.parse("text/csv; charset=utf-8");
    private static final int LISTED = 50;
    private static final int SHOWN_ROWS = 100;
    private static final List<Label> STEPS = List.of(
            Label.of("上传", "upload"),
            Label.of("检查", "check"),
            Label.of("改正", "mend"),
            Label.of("入库", "take over"),
            Label.of("完成", "done"));

    private final BureauDesk desk;
    private final IntakeFrame frame;
    private final IntakeDesk rosters;
    private final Path folder;

    /** @param folder where an upload lies until it was read */
    public IntakePages(BureauDesk desk, IntakeDesk rosters, Path folder) {
        this.desk = desk;
        this.frame = new IntakeFrame(desk);
        this.rosters = rosters;
        this.folder = folder;
    }

    public void on(ServiceServer.Builder server) {
        Role[] reading = Section.INTAKE.roles();
        server.page(HERE, request -> start(request, ""), reading)
                .action(HERE, this::bring, Role.OPERATOR)
                .page(HERE + "/template.xlsx", this::template, reading)
                .page(HERE + "/rosters/{id}", request -> show(request, null), reading)
                .page(HERE + "/rosters/{id}/progress", this::progress, reading)
                .page(HERE + "/rosters/{id}/faulty.xlsx", request -> faulty(request, "xlsx", XLSX), Role.OPERATOR)
                .page(HERE + "/rosters/{id}/faulty.csv", request -> faulty(request, "csv", CSV), Role.OPERATOR)
                .page(HERE + "/rosters/{id}/rows/{row}", request -> row(request, null, false), Role.OPERATOR)
                .action(HERE + "/rosters/{id}/rows/{row}", this::edit, Role.OPERATOR)
                .action(HERE + "/rosters/{id}/rows/{row}/spelling", this::spell, Role.OPERATOR)
                .action(HERE + "/rosters/{id}/corrections", this::correct, Role.OPERATOR)
                .action(HERE + "/rosters/{id}/accept", this::accept, Role.OPERATOR)
                .action(HERE + "/rosters/{id}/import", this::begin, Role.OPERATOR)
                .action(HERE + "/rosters/{id}/withdraw", this::withdraw, Role.OPERATOR);
    }

    private HttpResponse start(PageRequest request, String wrong) {
        List<Block> blocks = new ArrayList<>();
        blocks.add(new Block.Wizard(STEPS, 0));
        if (request.caller().has(Role.OPERATOR)) {
            blocks.add(new Block.Entry(upload(wrong)));
            blocks.add(new Block.Ways(List.of(new Frame.Link(HERE + "/template.xlsx", "下载模板（xlsx）"))));
        }
        blocks.add(new Block.Listing(newest()));
        return frame.page(request, HERE, Label.of("名册入库", "Roster intake"), blocks);
    }

    private static Form upload(String wrong) {
        String columns = Stream.of(RosterColumn.values())
                .map(column -> column.headerZh() + (column.required() ? "*" : ""))
                .collect(Collectors.joining("、"));
        return Form.change(
                HERE,
                List.of(Field.file("file", "名册文件", "file", ".xlsx", ".csv")
                        .hint("xlsx，或 UTF-8、GB18030 的 CSV；身份证号列须为文本。列（* 必填）：" + columns)
                        .wrong(wrong)),
                Label.of("上传并检查", "Upload and check"),
                List.of("只检查，不入库；每一行的错误随后列出"));
    }

    private DataTable newest() {
        return DataTable.whole(
                Label.of("近期入库", "recent"),
                List.of(
                        DataTable.Column.of("文件", "file"),
                        DataTable.Column.of("状态", "state"),
                        DataTable.Column.figure("行数", "rows"),
                        DataTable.Column.of("上传", "brought by"),
                        DataTable.Column.of("时间", "at")),
                rosters.newest(LISTED).stream()
                        .map(intake -> DataTable.Row.of(
                                new Cell.Link(at(intake.intakeId()), intake.fileName()),
                                new Cell.State(chip(intake.state())),
                                new Cell.Count(intake.total()),
                                new Cell.Text(intake.broughtBy()),
                                new Cell.Text(desk.time(intake.broughtAt()))))
                        .toList(),
                Label.of("还没有名册；下载模板，填好后上传", "no roster yet"));
    }

    private static String at(UUID intakeId) {
        return HERE + "/rosters/" + intakeId;
    }

    static Chip chip(Intake.State state) {
        return new Chip(
                switch (state) {
                    case READING, IMPORTING -> Tone.WAITING;
                    case CHECKED -> Tone.WARNING;
                    case IMPORTED -> Tone.GOOD;
                    case FAILED -> Tone.BAD;
                    case WITHDRAWN -> Tone.NEUTRAL;
                },
                state.zh());
    }

    private HttpResponse bring(PageRequest request) {
        Optional<UploadedFile> file = request.file("file");
        if (file.isEmpty()) {
            return start(request, "请选择文件");
        }
        RosterUpload upload = IntakeFrame.spooled(file.get(), folder);
        try {
            IntakeDesk.Working working = desk.done(
                    request,
                    "BRING_ROSTER",
                    file.get().size() + " bytes",
                    () -> rosters.bring(
                            file.get().name(),
                            upload,
                            IntakeFrame.digest(file.get()),
                            request.caller().account()));
            return Pages.goTo(at(working.intakeId()));
        } catch (CodedException e) {
            upload.close();
            return start(request, e.zh() + "；" + e.remedyZh() + "（" + e.code().name() + "）");
        }
    }

    private HttpResponse template(PageRequest request) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        IntakeDesk.writeTemplate("xlsx", out);
        return BureauDesk.file("roster.xlsx", XLSX, out.toByteArray());
    }

    private Intake found(PageRequest request) {
        return rosters.require(IntakeFrame.id(request, ErrorCode.INTAKE_NOT_FOUND));
    }

    private HttpResponse progress(PageRequest request) {
        return BureauDesk.part("bureau/progress.jte", Map.of("progress", shown(found(request))));
    }

    private ShownProgress shown(Intake intake) {
        boolean reading = intake.state() == Intake.State.READING;
        List<Fact> facts = List.of(
                count("可入库", "good", intake.rows(IntakeRow.State.GOOD)),
                count("需改正", "wrong", intake.rows(IntakeRow.State.WRONG)),
                count("已入库", "taken", intake.rows(IntakeRow.State.TAKEN)),
                count("此前已有", "repeated", intake.rows(IntakeRow.State.REPEATED)),
                count("待裁定", "conflicts", intake.rows(IntakeRow.State.CONFLICT)));
        int total = reading ? Math.max(1, intake.total()) : intake.done() + intake.left();
        return new ShownProgress(
                at(intake.intakeId()) + "/progress",
                intake.working(),
                intake.working() ? intake.done() : total,
                Math.max(1, total),
                intake.working()
                        ? "每秒 " + Display.count(rosters.rate(intake)) + " 行"
                        : intake.state().zh(),
                !intake.working()
                        ? "刷新本页继续"
                        : reading ? "正在读取文件" : "约 " + Display.count(rosters.secondsLeft(intake)) + " 秒后完成",
                facts,
                desk.time(desk.clock().instant()));
    }

    private static Fact count(String zh, String en, long count) {
        return new Fact(Label.of(zh, en), new Cell.Count(count));
    }

    private HttpResponse show(PageRequest request, @Nullable CodedException refusal) {
        Intake intake = found(request);
        List<Block> blocks = new ArrayList<>(List.of(new Block.Wizard(STEPS, step(intake))));
        if (refusal != null) {
            blocks.add(BureauDesk.refusal(refusal));
        }
        IntakeDesk.failure(intake).map(BureauDesk::refusal).ifPresent(blocks::add);
        if (intake.working()) {
            return working(request, intake, blocks);
        }
        blocks.add(new Block.Figures(List.of(
                count("行数", "rows", intake.total()),
                count("可入库", "good", intake.rows(IntakeRow.State.GOOD)),
                count("需改正", "to be mended", intake.rows(IntakeRow.State.WRONG)),
                count("已入库", "taken", intake.rows(IntakeRow.State.TAKEN)),
                count("此前已有", "repeated", intake.rows(IntakeRow.State.REPEATED)),
                count("待裁定", "conflicts", intake.rows(IntakeRow.State.CONFLICT)))));
        boolean mendable = intake.state() == Intake.State.CHECKED || intake.state() == Intake.State.IMPORTED;
        if (mendable && request.caller().has(Role.OPERATOR)) {
            blocks.addAll(next(intake));
        }
        if (intake.rows(IntakeRow.State.CONFLICT) > 0) {
            blocks.add(new Block.Ways(List.of(new Frame.Link(IntakeFrame.CONFLICTS, "去冲突队列裁定"))));
        }
        if (!intake.codes().isEmpty()) {
            blocks.add(new Block.Presets(presets(intake), request.address()));
            blocks.add(new Block.Listing(rows(request, intake)));
        }
        if (mendable && request.caller().has(Role.OPERATOR)) {
            blocks.addAll(mending(intake));
        }
        return frame.page(request, HERE, Label.of(intake.fileName(), "Roster"), blocks);
    }

    private HttpResponse working(PageRequest request, Intake intake, List<Block> above) {
        above.add(0, IntakeFrame.sections(HERE));
        return desk.page(
                request,
                Section.INTAKE,
                Label.of(intake.fileName(), "Roster"),
                "bureau/working.jte",
                Map.of("above", above, "progress", shown(intake)));
    }

    private static int step(Intake intake) {
        return switch (intake.state()) {
            case READING, FAILED, WITHDRAWN -> 1;
            case CHECKED -> intake.rows(IntakeRow.State.WRONG) > 0 ? 2 : 3;
            case IMPORTING -> 3;
            case IMPORTED -> intake.rows(IntakeRow.State.WRONG) > 0 ? 2 : STEPS.size() - 1;
        };
    }

    /** What comes next is said first. */
    private static List<Block> next(Intake intake) {
        int good = intake.rows(IntakeRow.State.GOOD);
        int wrong = intake.rows(IntakeRow.State.WRONG);
        if (good == 0) {
            return wrong == 0
                    ? List.of(new Block.Notice(Tone.GOOD, Label.of("全部处理完毕；审核通过的申请可以编批", "all done")))
                    : List.of(new Block.Notice(
                            Tone.WARNING, Label.of(wrong + " 行需要改正：点“改正”逐行改，或下载错行改好后传回", "rows to be mended")));
        }
        int queued = intake.codes().getOrDefault(ErrorCode.ROSTER_NEAR_DUPLICATE.name(), 0)
                + intake.codes().getOrDefault(ErrorCode.ROSTER_PERSON_DIFFERS.name(), 0);
        List<String> effects = new ArrayList<>(List.of(Display.count(good - queued) + " 行登记人员、申请和卡号"));
        if (queued > 0) {
            effects.add(Display.count(queued) + " 行可能与已登记的人是同一人，进入冲突队列");
        }
        if (wrong > 0) {
            effects.add(Display.count(wrong) + " 行有错，留在这里；改正后可再入库");
        }
        return List.of(new Block.Entry(Form.change(
                at(intake.intakeId()) + "/import",
                List.of(),
                Label.of("入库 " + Display.count(good) + " 行", "Take over"),
                effects)));
    }

    private static List<Frame.Link> presets(Intake intake) {
        List<Frame.Link> presets = new ArrayList<>();
        presets.add(new Frame.Link(at(intake.intakeId()), "全部有错或待裁定"));
        intake.codes().entrySet().stream()
                .sorted(Map.Entry.<String, Integer>comparingByValue()
                        .reversed()
                        .thenComparing(Map.Entry.comparingByKey()))
                .forEach(code -> presets.add(new Frame.Link(
                        at(intake.intakeId()) + "?code=" + code.getKey(),
                        word(code.getKey()) + " " + Display.count(code.getValue()))));
        return presets;
    }

    /** The code's text without what it says of one row. */
    private static String word(String code) {
        return switch (ErrorCode.valueOf(code)) {
            case ROSTER_NEAR_DUPLICATE -> "可能同一人";
            case ROSTER_PERSON_DIFFERS -> "已登记，资料不同";
            case ROSTER_NAME_NOT_GBK -> "姓名生僻字";
            case ROSTER_DUPLICATE_PERSON -> "文件内重复";
            case ROSTER_REGION_UNKNOWN -> "行政区划";
            case ROSTER_FIELD_MISSING -> "缺项";
            case ROSTER_FIELD_TOO_LONG -> "超长";
            case ROSTER_CODE_UNKNOWN -> "代码不符";
            case ROSTER_DATE_INVALID -> "日期";
            case ROSTER_CONTRADICTS_ID -> "与身份证号不符";
            case ROSTER_FORMULA_CELL -> "公式";
            default -> new CodedException(ErrorCode.valueOf(code)).zh();
        };
    }

    private DataTable rows(PageRequest request, Intake intake) {
        String code = request.asked("code");
        int after = request.asked("after").matches("[0-9]{1,7}") ? Integer.parseInt(request.asked("after")) : 0;
        List<IntakeRow> rows = Stream.of(IntakeRow.State.WRONG, IntakeRow.State.GOOD)
                .flatMap(state -> rosters.rows(intake.intakeId(), state, code, after, SHOWN_ROWS).stream())
                .filter(row -> !row.faults().isEmpty())
                .limit(SHOWN_ROWS)
                .toList();
        List<DataTable.Row> lines = new ArrayList<>();
        for (IntakeRow row : rows) {
            for (RosterFault fault : row.faults()) {
                lines.add(line(intake, row, fault));
            }
        }
        return DataTable.whole(
                Label.of("逐行错误（至多显示 " + SHOWN_ROWS + " 行，其余见下载的错行）", "row by row"),
                List.of(
                        DataTable.Column.figure("行", "row"),
                        DataTable.Column.of("姓名", "name"),
                        DataTable.Column.of("列", "column"),
                        DataTable.Column.of("错误", "what is wrong"),
                        DataTable.Column.of("建议", "proposal"),
                        DataTable.Column.of("处理", "what to do"),
                        DataTable.Column.of("办理", "go on")),
                lines,
                Label.of("没有这样的行", "no such row"));
    }

    private static DataTable.Row line(Intake intake, IntakeRow row, RosterFault fault) {
        return DataTable.Row.of(
                new Cell.Count(row.number()),
                new Cell.Text(
                        Display.maskedName(row.cells().cell(RosterColumn.NAME).text())),
                new Cell.Text(fault.column().isEmpty() ? "整行" : fault.column()),
                new Cell.Text(fault.text().zh()),
                new Cell.Text(
                        fault.column().equals(RosterColumn.ID_NUMBER.headerZh())
                                ? Display.maskedIdNumber(fault.proposal())
                                : fault.proposal()),
                new Cell.Text(fault.text().remedyZh()),
                row.state() == IntakeRow.State.WRONG
                        ? new Cell.Link(at(intake.intakeId()) + "/rows/" + row.number(), "改正")
                        : new Cell.Text("待裁定"));
    }

    private List<Block> mending(Intake intake) {
        List<Block> blocks = new ArrayList<>();
        String here = at(intake.intakeId());
        if (intake.rows(IntakeRow.State.WRONG) > 0) {
            blocks.add(new Block.Heading(Label.of("成批改正", "Mend many rows")));
            blocks.add(new Block.Ways(List.of(
                    new Frame.Link(here + "/faulty.xlsx", "下载错行（xlsx）"),
                    new Frame.Link(here + "/faulty.csv", "下载错行（CSV）"))));
            blocks.add(new Block.Entry(Form.change(
                    here + "/corrections",
                    List.of(Field.file("mended", "改好的错行文件", "mended rows", ".xlsx", ".csv")
                            .hint("不要改动“原行号”列；“错误”“建议”两列会被忽略")),
                    Label.of("传回改正", "Send back"))));
            blocks.add(new Block.Entry(Form.change(
                    here + "/accept",
                    List.of(),
                    Label.of("采用写法上的建议", "Accept proposals of form"),
                    List.of("全角改半角、去空格和分隔符、统一日期写法", "校验码、与证件号不符的内容不会自动更改，须核对证件"))));
        }
        blocks.add(new Block.Entry(Form.confirm(
                here + "/withdraw",
                List.of(),
                intake.state() == Intake.State.IMPORTED
                        ? Label.of("清除未入库的行", "Erase what is left")
                        : Label.of("撤回这份名册", "Withdraw"),
                List.of("未入库的行从系统中删除，不能恢复"))));
        return blocks;
    }

    private HttpResponse faulty(PageRequest request, String format, MediaType type) {
        Intake intake = found(request);
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        rosters.writeFaulty(intake.intakeId(), format, out);
        desk.looked(request, "FETCH_FAULTY_ROWS", intake.intakeId().toString());
        return BureauDesk.file("faulty-rows." + format, type, out.toByteArray());
    }

    private HttpResponse correct(PageRequest request) {
        Intake intake = found(request);
        return changed(request, "BRING_CORRECTIONS", () -> {
            UploadedFile file = IntakeFrame.required(request, "mended");
            try (RosterUpload upload = IntakeFrame.spooled(file, folder)) {
                rosters.correct(intake.intakeId(), file.name(), upload, IntakeFrame.digest(file));
            }
        });
    }

    private HttpResponse accept(PageRequest request) {
        return changed(
                request,
                "ACCEPT_PROPOSALS",
                () -> rosters.acceptProposals(found(request).intakeId()));
    }

    private HttpResponse begin(PageRequest request) {
        return changed(request, "IMPORT_ROSTER", () -> {
            var ignored =
                    rosters.begin(found(request).intakeId(), request.caller().account());
        });
    }

    private HttpResponse withdraw(PageRequest request) {
        return changed(
                request,
                "WITHDRAW_ROSTER",
                () -> rosters.withdraw(found(request).intakeId()));
    }

    private HttpResponse changed(PageRequest request, String action, Runnable work) {
        String id = request.variable("id");
        try {
            desk.done(request, action, id, () -> {
                work.run();
                return id;
            });
            return Pages.goTo(at(UUID.fromString(id)));
        } catch (CodedException e) {
            if (e.code() == ErrorCode.INTAKE_NOT_FOUND) {
                throw e;
            }
            return show(request, e);
        }
    }

    private static int number(PageRequest request) {
        String text = request.variable("row");
        return text.matches("[0-9]{1,7}") ? Integer.parseInt(text) : 0;
    }

    /** One row in full: who mends it has to see it. It is audited. */
    private HttpResponse row(PageRequest request, @Nullable CodedException refusal, boolean spelling) {
        Intake intake = found(request);
        IntakeRow row = rosters.row(intake.intakeId(), number(request));
        desk.looked(request, "LOOK_AT_ROW", intake.intakeId() + " " + row.number());
        String here = at(intake.intakeId()) + "/rows/" + row.number();
        List<Field> fields = new ArrayList<>();
        for (RosterColumn column : RosterColumn.values()) {
            Field field = field(row, column);
            // One summary on a page: while the spelling is asked for again, the row's own faults are told below it.
            fields.add(spelling ? field.wrong("") : field);
        }
        List<Block> blocks = new ArrayList<>();
        blocks.add(new Block.Wizard(STEPS, 2));
        if (refusal != null && !spelling) {
            blocks.add(BureauDesk.refusal(refusal));
        }
        blocks.add(new Block.Entry(Form.change(here, fields, Label.of("改正第 " + row.number() + " 行", "Mend the row"))));
        if (row.faults().stream().anyMatch(fault -> fault.code() == ErrorCode.ROSTER_NAME_NOT_GBK)) {
            List<Field> choice = List.of(
                    Field.of("spelling", Field.Kind.TEXT, "卡上的写法", "spelling on the card", "")
                            .hint("本人选定的替代字或写法；以后的名册中此人的这个姓名都按此写入"),
                    Field.of("evidence", Field.Kind.TEXT, "依据", "evidence", "").hint("如：本人签字确认单，编号"));
            blocks.add(new Block.Heading(Label.of("姓名有卡片字符集以外的字", "A character that the card cannot hold")));
            blocks.add(new Block.Entry(Form.change(
                    here + "/spelling",
                    spelling && refusal != null ? IntakeFrame.again(choice, request, refusal) : choice,
                    Label.of("登记本人选定的写法", "Record the person's choice"),
                    List.of("选择、依据、登记人和时间一并保存"))));
        }
        blocks.add(new Block.Ways(List.of(new Frame.Link(at(intake.intakeId()), "返回名册"))));
        return frame.page(request, HERE, Label.of("改正第 " + row.number() + " 行", "Mend a row"), blocks);
    }

    private static Field field(IntakeRow row, RosterColumn column) {
        Field field = Field.of(
                column.headerEn(),
                Field.Kind.TEXT,
                column.headerZh(),
                column.headerEn(),
                row.cells().cell(column).text());
        List<RosterFault> faults = row.faults().stream()
                .filter(fault -> fault.column().equals(column.headerZh()))
                .toList();
        if (faults.isEmpty()) {
            return field;
        }
        RosterFault fault = faults.get(0);
        return field.hint(fault.proposal().isEmpty() ? "" : "建议：" + fault.proposal())
                .wrong(fault.text().zh() + "；" + fault.text().remedyZh());
    }

    private HttpResponse edit(PageRequest request) {
        Intake intake = found(request);
        Map<RosterColumn, String> texts = new EnumMap<>(RosterColumn.class);
        for (RosterColumn column : RosterColumn.values()) {
            texts.put(column, request.entered(column.headerEn()));
        }
        try {
            IntakeRow edited = desk.done(
                    request,
                    "EDIT_ROW",
                    intake.intakeId() + " " + number(request),
                    () -> rosters.edit(intake.intakeId(), number(request), texts));
            return edited.state() == IntakeRow.State.WRONG
                    ? row(request, null, false)
                    : Pages.goTo(at(intake.intakeId()));
        } catch (CodedException e) {
            return row(request, e, false);
        }
    }

    private HttpResponse spell(PageRequest request) {
        Intake intake = found(request);
        try {
            IntakeRow chosen = desk.done(
                    request,
                    "CHOOSE_SPELLING",
                    intake.intakeId() + " " + number(request),
                    () -> rosters.chooseSpelling(
                            intake.intakeId(),
                            number(request),
                            request.entered("spelling"),
                            request.entered("evidence"),
                            request.caller().account()));
            return chosen.state() == IntakeRow.State.WRONG
                    ? row(request, null, false)
                    : Pages.goTo(at(intake.intakeId()));
        } catch (CodedException e) {
            return row(request, e, true);
        }
    }
}
