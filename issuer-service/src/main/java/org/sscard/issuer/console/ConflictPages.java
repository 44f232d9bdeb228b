package org.sscard.issuer.console;

import com.linecorp.armeria.common.HttpResponse;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.sscard.issuer.intake.PersonDesk;
import org.sscard.issuer.registry.PersonConflict;
import org.sscard.issuer.registry.PersonConflict.Decision;
import org.sscard.issuer.registry.PersonField;
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
import org.sscard.servicekit.security.Role;
import org.sscard.servicekit.server.ServiceServer;
import org.sscard.wire.error.CodedException;
import org.sscard.wire.error.ErrorCode;

/** {@code /intake/conflicts}: applicants who may be persons that are registered, decided by one person or two. */
public final class ConflictPages {

    private static final String HERE = IntakeFrame.CONFLICTS;
    private static final int LISTED = 200;

    private final BureauDesk desk;
    private final IntakeFrame frame;
    private final PersonDesk persons;

    public ConflictPages(BureauDesk desk, PersonDesk persons) {
        this.desk = desk;
        this.frame = new IntakeFrame(desk);
        this.persons = persons;
    }

    public void on(ServiceServer.Builder server) {
        server.page(HERE, this::list, Section.INTAKE.roles())
                .page(HERE + "/{id}", request -> show(request, null), Section.INTAKE.roles())
                .action(HERE + "/{id}/decide", this::decide, Role.OPERATOR);
    }

    private HttpResponse list(PageRequest request) {
        return frame.page(
                request,
                HERE,
                Label.of("冲突队列", "Conflicts"),
                List.of(
                        new Block.Listing(table("待裁定", "open", persons.book().conflicts(true, LISTED))),
                        new Block.Listing(
                                table("近期已裁定", "decided", persons.book().conflicts(false, LISTED / 4)))));
    }

    private DataTable table(String zh, String en, List<PersonConflict> conflicts) {
        return DataTable.whole(
                Label.of(zh, en),
                List.of(
                        DataTable.Column.figure("编号", "number"),
                        DataTable.Column.of("姓名", "name"),
                        DataTable.Column.of("情形", "case"),
                        DataTable.Column.of("不同之处", "differing"),
                        DataTable.Column.of("发现", "found"),
                        DataTable.Column.of("状态", "state")),
                conflicts.stream().map(this::line).toList(),
                Label.of("没有冲突", "no conflicts"));
    }

    private DataTable.Row line(PersonConflict conflict) {
        return DataTable.Row.of(
                new Cell.Link(HERE + "/" + conflict.conflictId(), Long.toString(conflict.conflictId())),
                new Cell.Text(
                        PersonField.NAME.masked(conflict.applicant().person().name())),
                new Cell.Text(conflict.ruleZh()),
                new Cell.Text(PersonField.differing(
                                conflict.registered(), conflict.applicant().person())
                        .stream()
                        .map(PersonField::zh)
                        .collect(Collectors.joining("、"))),
                new Cell.Text(conflict.foundBy() + "，" + desk.time(conflict.foundAt())),
                new Cell.State(chip(conflict)));
    }

    private static Chip chip(PersonConflict conflict) {
        return conflict.decision()
                .map(decision -> new Chip(decision == Decision.REJECTED ? Tone.NEUTRAL : Tone.GOOD, decision.zh()))
                .orElse(new Chip(Tone.WAITING, "待裁定"));
    }

    private PersonConflict found(PageRequest request) {
        String id = request.variable("id");
        if (!id.matches("[0-9]{1,18}")) {
            throw new CodedException(ErrorCode.CONFLICT_NOT_FOUND);
        }
        return persons.book().conflict(Long.parseLong(id));
    }

    private HttpResponse show(PageRequest request, @Nullable CodedException refusal) {
        PersonConflict conflict = found(request);
        desk.looked(request, "LOOK_AT_CONFLICT", Long.toString(conflict.conflictId()));
        List<Block> blocks = new ArrayList<>();
        List<Fact> facts = new ArrayList<>(List.of(
                Fact.of("情形", "case", conflict.ruleZh()),
                Fact.state("状态", "state", chip(conflict)),
                Fact.of("名册", "roster", "第 " + conflict.applicant().row() + " 行"),
                Fact.of("发现", "found", conflict.foundBy() + "，" + desk.time(conflict.foundAt()))));
        conflict.decidedAt()
                .ifPresent(at -> facts.add(
                        Fact.of("裁定", "decided", conflict.decidedBy() + "，" + desk.time(at) + "：" + conflict.why())));
        blocks.add(new Block.Facts(Label.of("冲突 " + conflict.conflictId(), "conflict"), facts));
        blocks.add(new Block.Listing(comparison(conflict)));
        if (conflict.decision().isEmpty() && request.caller().has(Role.OPERATOR)) {
            blocks.add(new Block.Entry(form(conflict, request, refusal)));
        }
        blocks.add(new Block.Ways(List.of(
                new Frame.Link(IntakeFrame.PERSONS + "/" + conflict.personId(), "已登记的人"),
                new Frame.Link(HERE, "返回队列"))));
        return frame.page(request, HERE, Label.of("裁定冲突", "Decide a conflict"), blocks);
    }

    private static DataTable comparison(PersonConflict conflict) {
        List<PersonField> differing = PersonField.differing(
                conflict.registered(), conflict.applicant().person());
        List<DataTable.Row> rows = new ArrayList<>();
        for (PersonField field : PersonField.values()) {
            rows.add(DataTable.Row.of(
                    new Cell.Text(field.zh()),
                    new Cell.Text(field.masked(field.of(conflict.registered()))),
                    new Cell.Text(field.masked(field.of(conflict.applicant().person()))),
                    new Cell.State(differing.contains(field) ? new Chip(Tone.WARNING, "不同") : Chip.good("相同"))));
        }
        return DataTable.whole(
                Label.of("比较（遮盖显示；完整内容在“已登记的人”和名册原件）", "side by side, masked"),
                List.of(
                        DataTable.Column.of("项目", "what"),
                        DataTable.Column.of("已登记", "registered"),
                        DataTable.Column.of("名册", "on the roster"),
                        DataTable.Column.of("比较", "compared")),
                rows,
                Label.of("", ""));
    }

    private static Form form(PersonConflict conflict, PageRequest request, @Nullable CodedException refusal) {
        List<Field> fields = List.of(
                Field.choice(
                        "decision",
                        "裁定",
                        "decision",
                        Decision.REJECTED.name(),
                        conflict.possible().stream()
                                .map(decision -> new Field.Option(
                                        decision.name(),
                                        decision.zh() + (conflict.fourEyes(decision) ? "（须另一人复核）" : "")))
                                .toList()),
                Field.of("reason", Field.Kind.TEXT, "依据", "reason", "").hint("核对了什么证件"));
        List<String> effects = new ArrayList<>();
        effects.add(conflict.sameId() ? "同一人：登记按名册更正，并受理本次申请" : "同一人：按已登记的资料受理本次申请");
        if (!conflict.sameId()) {
            effects.add("不是同一人：另行登记；以后不再提示这两人");
        }
        effects.add("退回：不入库");
        return Form.change(
                HERE + "/" + conflict.conflictId() + "/decide",
                refusal == null ? fields : IntakeFrame.again(fields, request, refusal),
                Label.of("裁定", "Decide"),
                effects);
    }

    private HttpResponse decide(PageRequest request) {
        PersonConflict conflict = found(request);
        try {
            Optional<String> approval = desk.done(
                    request,
                    "DECIDE_CONFLICT",
                    conflict.conflictId() + " " + request.entered("decision"),
                    () -> persons.decide(
                            conflict.conflictId(),
                            decision(request.entered("decision")),
                            request.entered("reason"),
                            request.caller()));
            return Pages.goTo(approval.map(id -> "/custody/approvals/" + id).orElse(HERE));
        } catch (CodedException e) {
            return show(request, e);
        }
    }

    private static Decision decision(String name) {
        try {
            return Decision.valueOf(name);
        } catch (IllegalArgumentException e) {
            throw new CodedException(e, ErrorCode.CONFLICT_DECISION_ILLEGAL, name);
        }
    }
}
