package org.sscard.issuer.console;

import com.linecorp.armeria.common.HttpResponse;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.sscard.issuer.custody.CustodyDesk;
import org.sscard.issuer.custody.Verb;
import org.sscard.issuer.custody.VerbTable;
import org.sscard.servicekit.approval.Approval;
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
import org.sscard.servicekit.security.Principal;
import org.sscard.wire.error.CodedException;
import org.sscard.wire.error.ErrorCode;

/** {@code /custody/approvals}: what waits for a second person, what it changes, and whom it touches. */
final class ApprovalPages {

    private static final String HERE = "/custody/approvals";
    private static final int LISTED = 200;

    private final CustodyFrame frame;

    ApprovalPages(CustodyFrame frame) {
        this.frame = frame;
    }

    HttpResponse list(PageRequest request) {
        String wanted = request.asked("state");
        List<CustodyDesk.Shown> shown = frame.custody().desk().newest(LISTED).stream()
                .filter(one -> sees(request.caller(), one.request().verb()))
                .filter(one -> wanted.isEmpty() || one.approval().state().name().equals(wanted))
                .toList();
        return frame.page(
                request,
                HERE,
                Label.of("复核", "Approvals"),
                "list.jte",
                Map.of(
                        "forms", List.of(),
                        "presets",
                                List.of(
                                        new Frame.Link(HERE, "全部"),
                                        new Frame.Link(HERE + "?state=REQUESTED", "待复核"),
                                        new Frame.Link(HERE + "?state=APPROVED", "待执行")),
                        "here", request.address(),
                        "table", table(shown)));
    }

    /** Who reads custody sees all of them; the others what they may ask for or approve. */
    private static boolean sees(Principal caller, Verb verb) {
        VerbTable.Row row = VerbTable.table().row(verb);
        return Stream.of(VerbTable.table().row(Verb.CUSTODY_READ).ask(), row.ask(), row.approve())
                .flatMap(Set::stream)
                .anyMatch(caller::has);
    }

    private DataTable table(List<CustodyDesk.Shown> shown) {
        return DataTable.whole(
                Label.of("复核申请", "approval requests"),
                List.of(
                        DataTable.Column.of("申请号", "number"),
                        DataTable.Column.of("事项", "verb"),
                        DataTable.Column.of("内容", "summary"),
                        DataTable.Column.of("状态", "state"),
                        DataTable.Column.of("申请人", "asked by"),
                        DataTable.Column.of("复核人", "decided by"),
                        DataTable.Column.of("有效至", "open until")),
                shown.stream()
                        .map(one -> DataTable.Row.of(
                                new Cell.Link(
                                        HERE + "/" + one.approval().id(),
                                        one.approval().id()),
                                new Cell.Text(VerbTable.table()
                                        .row(one.request().verb())
                                        .zh()),
                                new Cell.Text(one.approval().summary()),
                                new Cell.State(chip(one.approval().state())),
                                new Cell.Text(one.approval().requesterAccount()),
                                new Cell.Text(decider(one.approval())),
                                new Cell.Text(frame.time(one.approval().expiresAt()))))
                        .toList(),
                Label.of("没有复核申请", "nothing waits for approval"));
    }

    HttpResponse show(PageRequest request) {
        return show(request, null);
    }

    private HttpResponse show(PageRequest request, @Nullable CodedException refusal) {
        CustodyDesk.Shown shown = frame.custody().desk().show(request.variable("id"));
        Approval approval = shown.approval();
        if (!sees(request.caller(), shown.request().verb())) {
            throw new CodedException(ErrorCode.ROLE_NOT_ALLOWED, request.path());
        }
        Notice notice = refusal == null
                ? notice(shown, request.caller())
                : new Notice(refusal.zh() + "。" + refusal.remedyZh() + "（" + refusal.code() + "）", Tone.BAD);
        return frame.page(
                request,
                HERE,
                Label.of(VerbTable.table().row(shown.request().verb()).zh(), "Approval"),
                "record.jte",
                Map.of(
                        "notice", notice.text(),
                        "tone", notice.tone(),
                        "factsTitle", Label.of("申请", "request"),
                        "facts", facts(approval),
                        "tables", List.of(difference(shown), arguments(shown)),
                        "reach", shown.preview().reach(),
                        "forms", forms(approval, request.caller())));
    }

    private record Notice(String text, Tone tone) {}

    private static Notice notice(CustodyDesk.Shown shown, Principal caller) {
        Approval approval = shown.approval();
        if (!shown.preview().refusal().isEmpty()) {
            return new Notice("现在不能执行：" + shown.preview().refusal(), Tone.WARNING);
        }
        if (approval.state() == Approval.State.REQUESTED
                && approval.requesterPerson().equals(caller.person())) {
            return new Notice("您是申请人，须由另一人复核。", Tone.WAITING);
        }
        return new Notice("", Tone.NEUTRAL);
    }

    private List<Fact> facts(Approval approval) {
        List<Fact> facts = new ArrayList<>(List.of(
                Fact.code("申请号", "number", approval.id()),
                Fact.state("状态", "state", chip(approval.state())),
                Fact.of(
                        "申请人",
                        "asked by",
                        approval.requesterAccount() + "（" + approval.requesterPerson() + "），"
                                + frame.time(approval.requestedAt())),
                Fact.of("有效至", "open until", frame.time(approval.expiresAt())),
                Fact.code("请求摘要", "digest", approval.requestDigest())));
        Instant at = approval.decidedAt();
        if (at != null) {
            facts.add(Fact.of(
                    "复核人", "decided by", decider(approval) + "（" + approval.deciderPerson() + "），" + frame.time(at)));
        }
        String reason = approval.reason();
        if (reason != null && !reason.isEmpty()) {
            facts.add(Fact.of("理由", "reason", reason));
        }
        return facts;
    }

    private static DataTable difference(CustodyDesk.Shown shown) {
        return DataTable.whole(
                Label.of("变更前后", "difference"),
                List.of(
                        DataTable.Column.of("项目", "what"),
                        DataTable.Column.of("现在", "before"),
                        DataTable.Column.of("执行后", "after")),
                shown.preview().changes().stream()
                        .map(line -> DataTable.Row.of(
                                new Cell.Text(line.what()),
                                new Cell.Text(line.before().isEmpty() ? "—" : line.before()),
                                new Cell.Text(line.after())))
                        .toList(),
                Label.of("申请已了结，不再比较", "closed: nothing to compare"));
    }

    /** Word by word what the approval is bound to. */
    private static DataTable arguments(CustodyDesk.Shown shown) {
        return DataTable.whole(
                Label.of("请求原文", "the request, word by word"),
                List.of(DataTable.Column.of("参数", "argument"), DataTable.Column.of("值", "value")),
                shown.request().arguments().entrySet().stream()
                        .sorted(Map.Entry.comparingByKey())
                        .map(entry -> DataTable.Row.of(new Cell.Code(entry.getKey()), new Cell.Text(entry.getValue())))
                        .toList(),
                Label.of("没有参数", "no arguments"));
    }

    private static List<Form> forms(Approval approval, Principal caller) {
        VerbTable.Row row = VerbTable.table().row(Verb.valueOf(approval.action()));
        String at = HERE + "/" + approval.id();
        boolean own = approval.requesterPerson().equals(caller.person());
        if (approval.state() == Approval.State.REQUESTED
                && !own
                && row.approve().stream().anyMatch(caller::has)) {
            return List.of(
                    new Form(
                            at + "/approve",
                            true,
                            List.of(),
                            Label.of("同意", "approve"),
                            List.of("申请人可在有效期内执行一次，内容一字不差"),
                            false),
                    Form.confirm(
                            at + "/reject",
                            List.of(Field.of("reason", Field.Kind.TEXT, "拒绝理由", "reason", "")),
                            Label.of("拒绝", "reject"),
                            List.of("此申请不能再复核或执行")));
        }
        if (approval.state() == Approval.State.APPROVED && row.ask().stream().anyMatch(caller::has)) {
            return List.of(Form.confirm(
                    at + "/perform", List.of(), Label.of("执行", "do it"), List.of(approval.summary(), "执行后不能撤回")));
        }
        return List.of();
    }

    HttpResponse approve(PageRequest request) {
        return decided(request, id -> frame.custody().desk().approve(id, request.caller()));
    }

    HttpResponse reject(PageRequest request) {
        return decided(request, id -> frame.custody().desk().reject(id, request.caller(), request.entered("reason")));
    }

    HttpResponse perform(PageRequest request) {
        return decided(request, id -> frame.custody().desk().perform(id, request.caller()));
    }

    /** What was refused is told on the page itself, with what to do. */
    private HttpResponse decided(PageRequest request, Consumer<String> step) {
        String id = request.variable("id");
        try {
            step.accept(id);
            return Pages.goTo(HERE + "/" + id);
        } catch (CodedException e) {
            return show(request, e);
        }
    }

    private static String decider(Approval approval) {
        return approval.deciderAccount() == null ? "" : String.valueOf(approval.deciderAccount());
    }

    private static Chip chip(Approval.State state) {
        return switch (state) {
            case REQUESTED -> new Chip(Tone.WAITING, "待复核");
            case APPROVED -> new Chip(Tone.WARNING, "待执行");
            case REJECTED -> new Chip(Tone.BAD, "已拒绝");
            case USED -> new Chip(Tone.GOOD, "已执行");
            case EXPIRED -> new Chip(Tone.NEUTRAL, "已过期");
        };
    }
}
