package org.sscard.issuer.console;

import com.linecorp.armeria.common.HttpData;
import com.linecorp.armeria.common.HttpHeaderNames;
import com.linecorp.armeria.common.HttpResponse;
import com.linecorp.armeria.common.HttpStatus;
import com.linecorp.armeria.common.MediaType;
import com.linecorp.armeria.common.ResponseHeaders;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.sscard.audit.AuditRecord;
import org.sscard.audit.AuditSearch;
import org.sscard.issuer.custody.CeremonyRecords;
import org.sscard.issuer.custody.Custody;
import org.sscard.issuer.custody.CustodyRequest;
import org.sscard.issuer.custody.Delivery;
import org.sscard.issuer.custody.StaffRegister;
import org.sscard.issuer.custody.Verb;
import org.sscard.issuer.custody.VerbTable;
import org.sscard.issuer.keyservice.store.TerminalStore;
import org.sscard.servicekit.approval.Approval;
import org.sscard.servicekit.pages.Cell;
import org.sscard.servicekit.pages.Chip;
import org.sscard.servicekit.pages.DataTable;
import org.sscard.servicekit.pages.Fact;
import org.sscard.servicekit.pages.Field;
import org.sscard.servicekit.pages.Form;
import org.sscard.servicekit.pages.Label;
import org.sscard.servicekit.pages.PageRequest;
import org.sscard.servicekit.pages.Pages;
import org.sscard.servicekit.pages.Tone;
import org.sscard.servicekit.security.Role;
import org.sscard.servicekit.server.ServiceServer;
import org.sscard.wire.error.CodedException;

/** Deliveries, ceremonies, verbs and the audit log; and which page of custody stands where, for whom. */
public final class CustodyPages {

    private static final String DELIVERIES = "/custody/deliveries";
    private static final int LISTED = 200;
    private static final long AUDIT_REACH_BYTES = 32L * 1024 * 1024;

    private final CustodyFrame frame;
    private final CeremonyRecords ceremonies;
    private final Path auditLog;
    private final StaffPages staff;

    /** @param auditLog the file that is searched */
    public CustodyPages(
            BureauDesk desk,
            Custody custody,
            CeremonyRecords ceremonies,
            StaffRegister register,
            TerminalStore alarms,
            Path auditLog) {
        this.frame = new CustodyFrame(desk, custody);
        this.staff = new StaffPages(frame, register, alarms);
        this.ceremonies = ceremonies;
        this.auditLog = auditLog;
    }

    public ServiceServer.Builder on(ServiceServer.Builder server) {
        VerbTable table = VerbTable.table();
        Role[] read = table.mayAsk(Verb.CUSTODY_READ);
        Role[] decide = table.mayDecide();
        KeyPages keys = new KeyPages(frame);
        ApprovalPages approvals = new ApprovalPages(frame);
        PsamPages psams = new PsamPages(frame);
        new AskPages(frame).on(server);
        return server.page("/custody/keys", keys::list, read)
                .page("/custody/key", keys::key, read)
                .action("/custody/key/state", keys::askState, table.mayAsk(Verb.KEY_STATE))
                .action("/custody/key/rotate", keys::askRotation, table.mayAsk(Verb.KEY_ROTATE))
                .action("/custody/key/period", keys::askPeriod, table.mayAsk(Verb.KEY_PERIOD))
                .page("/custody/approvals", approvals::list, Section.APPROVALS.roles())
                .page("/custody/approvals/{id}", approvals::show, Section.APPROVALS.roles())
                .action("/custody/approvals/{id}/approve", approvals::approve, decide)
                .action("/custody/approvals/{id}/reject", approvals::reject, decide)
                .action("/custody/approvals/{id}/perform", approvals::perform, table.mayAskAnything())
                .page(DELIVERIES, this::deliveries, read)
                .action(DELIVERIES, this::askDelivery, table.mayAsk(Verb.KEY_DELIVER))
                .page(DELIVERIES + "/{id}", this::delivery, read)
                .page(DELIVERIES + "/{id}/memo.pdf", this::memo, read)
                .page(PsamPages.HERE, psams::list, read)
                .page(PsamPages.HERE + "/{serial}", psams::show, read)
                .action(PsamPages.HERE + "/{serial}/lost", psams::lost, table.mayAsk(Verb.PSAM_LOST))
                .page("/custody/ceremonies", this::ceremonies, read)
                .page("/custody/ceremonies/{id}", this::ceremony, read)
                .page("/custody/verbs", this::verbs, read)
                .page(StaffPages.HERE, staff::list, read)
                .page(StaffPages.HERE + "/{serial}", staff::show, read)
                .action(StaffPages.HERE + "/{serial}/revoke", staff::revoke, table.mayAsk(Verb.CERTIFICATE_REVOKE))
                .page(StaffPages.ALARMS, staff::alarms, read)
                .page("/audit", this::audit, table.mayAsk(Verb.AUDIT_READ));
    }

    private HttpResponse deliveries(PageRequest request) {
        return deliveries(request, null);
    }

    private HttpResponse deliveries(PageRequest request, @Nullable CodedException refusal) {
        List<Form> forms = request.caller().has(Role.CUSTODIAN)
                ? List.of(Form.change(
                        DELIVERIES,
                        List.of(
                                Field.of("scope", Field.Kind.TEXT, "范围", "scope", "")
                                        .hint("CITY 211002 或 PROVINCE 21"),
                                Field.of("receivers", Field.Kind.TEXT, "接收人", "receivers", "")
                                        .hint("用逗号分隔，至少两人"),
                                Field.of("threshold", Field.Kind.TEXT, "打开所需份额", "shares needed", "2")),
                        Label.of("申请交付密钥", "ask to hand keys over")))
                : List.of();
        return frame.list(
                request,
                DELIVERIES,
                Label.of("密钥交接", "Deliveries"),
                CustodyFrame.again(forms, request, refusal),
                DataTable.whole(
                        Label.of("交接单", "deliveries"),
                        List.of(
                                DataTable.Column.of("交接单", "number"),
                                DataTable.Column.of("范围", "scope"),
                                DataTable.Column.of("状态", "state"),
                                DataTable.Column.figure("密钥数", "keys"),
                                DataTable.Column.of("接收人", "receivers"),
                                DataTable.Column.of("时间", "time")),
                        frame.custody().deliveries().newest(LISTED).stream()
                                .map(one -> DataTable.Row.of(
                                        new Cell.Link(DELIVERIES + "/" + one.id(), one.id()),
                                        new Cell.Text(one.scope()),
                                        new Cell.State(chip(one.state())),
                                        new Cell.Count(one.keys().size()),
                                        new Cell.Text(String.join("、", one.custodians())),
                                        new Cell.Text(frame.time(one.changedAt()))))
                                .toList(),
                        Label.of("还没有交接过密钥", "no keys were handed over yet")));
    }

    private HttpResponse askDelivery(PageRequest request) {
        Map<String, String> arguments = Map.of(
                "scope", request.entered("scope"),
                "receivers", request.entered("receivers"),
                "threshold", request.entered("threshold"));
        try {
            Approval approval =
                    frame.custody().desk().request(new CustodyRequest(Verb.KEY_DELIVER, arguments), request.caller());
            return Pages.goTo("/custody/approvals/" + approval.id());
        } catch (CodedException e) {
            return deliveries(request, e);
        }
    }

    private HttpResponse delivery(PageRequest request) {
        Delivery one = frame.custody().deliveries().find(request.variable("id"));
        List<Fact> facts = List.of(
                Fact.code("交接单", "number", one.id()),
                Fact.state("状态", "state", chip(one.state())),
                Fact.of("范围", "scope", one.scope()),
                Fact.of("环境", "environment", one.environment().equals("TEST") ? "测试" : "生产"),
                Fact.of(
                        "打开所需份额",
                        "shares",
                        one.threshold() + " / " + one.custodians().size()),
                Fact.of("接收人", "receivers", String.join("、", one.custodians())),
                Fact.code("保护密钥校验值", "protection key", one.protectionKey()),
                Fact.code("文件 SHA-256", "file", one.fileDigest()),
                new Fact(
                        Label.of("备忘录", "memo"),
                        new Cell.Link(DELIVERIES + "/" + one.id() + "/memo.pdf", "打印交接备忘录 (PDF)")));
        DataTable steps = DataTable.whole(
                Label.of("经过", "steps"),
                List.of(
                        DataTable.Column.of("时间", "time"),
                        DataTable.Column.of("步骤", "step"),
                        DataTable.Column.of("账号", "account"),
                        DataTable.Column.of("说明", "detail")),
                frame.custody().deliveries().steps(one.id()).stream()
                        .map(step -> DataTable.Row.of(
                                new Cell.Text(frame.time(step.at())),
                                new Cell.Code(step.step()),
                                new Cell.Text(step.account()),
                                new Cell.Text(step.detail())))
                        .toList(),
                Label.of("没有记录", "none"));
        DataTable keys = DataTable.whole(
                Label.of("密钥", "keys"),
                List.of(DataTable.Column.of("密钥、算法、范围、校验值", "key, algorithm, scope, check value")),
                one.keys().stream()
                        .map(key -> DataTable.Row.of(new Cell.Code(key)))
                        .toList(),
                Label.of("没有密钥", "none"));
        return frame.record(
                request, DELIVERIES, Label.of("交接单 " + one.id(), "Delivery"), facts, List.of(steps, keys), List.of());
    }

    private HttpResponse memo(PageRequest request) {
        String id = request.variable("id");
        return HttpResponse.of(
                ResponseHeaders.builder(HttpStatus.OK)
                        .contentType(MediaType.PDF)
                        .set(HttpHeaderNames.CACHE_CONTROL, "no-store")
                        .build(),
                HttpData.wrap(frame.custody().memo(id)));
    }

    private HttpResponse ceremonies(PageRequest request) {
        return frame.list(
                request,
                "/custody/ceremonies",
                Label.of("密钥仪式", "Ceremonies"),
                List.of(),
                DataTable.whole(
                        Label.of("仪式记录", "records"),
                        List.of(DataTable.Column.of("记录", "record"), DataTable.Column.of("时间", "time")),
                        ceremonies.all().stream()
                                .map(one -> DataTable.Row.of(
                                        new Cell.Link("/custody/ceremonies/" + one.name(), one.name()),
                                        new Cell.Text(frame.time(one.at()))))
                                .toList(),
                        Label.of("没有仪式记录。把仪式的 record.txt 放入数据目录 ceremonies", "put a ceremony's record.txt here")));
    }

    private HttpResponse ceremony(PageRequest request) {
        CeremonyRecords.Kept kept = ceremonies.find(request.variable("id"));
        return frame.page(
                request,
                "/custody/ceremonies",
                Label.of("仪式记录 " + kept.name(), "Record"),
                "record.jte",
                Map.of(
                        "factsTitle", Label.of("记录", "record"),
                        "facts", List.of(Fact.of("存入时间", "kept since", frame.time(kept.at()))),
                        "tables", List.of(),
                        "reach", List.of(),
                        "forms", List.of(),
                        "text", kept.text()));
    }

    private HttpResponse verbs(PageRequest request) {
        return frame.list(
                request,
                "/custody/verbs",
                Label.of("敏感操作与角色", "Sensitive verbs and roles"),
                List.of(),
                DataTable.whole(
                        Label.of("权限表", "who may do what"),
                        List.of(
                                DataTable.Column.of("操作", "verb"),
                                DataTable.Column.of("代码", "code"),
                                DataTable.Column.of("可提出", "may ask"),
                                DataTable.Column.of("可复核（另一人）", "may approve, another person"),
                                DataTable.Column.of("有效小时", "open for hours")),
                        VerbTable.table().rows().stream()
                                .map(row -> DataTable.Row.of(
                                        new Cell.Text(row.zh()),
                                        new Cell.Code(row.verb().name()),
                                        new Cell.Text(roles(row.ask())),
                                        new Cell.Text(row.needsFourEyes() ? roles(row.approve()) : "不需要"),
                                        new Cell.Text(row.needsFourEyes() ? Integer.toString(row.openHours()) : "—")))
                                .toList(),
                        Label.of("没有", "none")));
    }

    private HttpResponse audit(PageRequest request) {
        String actor = request.asked("actor");
        String action = request.asked("action");
        String text = request.asked("text");
        List<AuditRecord> found = AuditSearch.newest(
                auditLog,
                entry -> entry.entry().actor().contains(actor)
                        && entry.entry().action().contains(action)
                        && (entry.entry().subject() + " " + entry.entry().result()).contains(text),
                LISTED,
                AUDIT_REACH_BYTES);
        Form search = Form.search(
                "/audit",
                List.of(
                        Field.of("actor", Field.Kind.TEXT, "账号", "who", actor),
                        Field.of("action", Field.Kind.TEXT, "操作", "what", action),
                        Field.of("text", Field.Kind.SEARCH, "对象或结果", "on what, result", text)));
        return frame.list(
                request,
                "/audit",
                Label.of("审计检索", "Audit log"),
                List.of(search),
                DataTable.whole(
                        Label.of("最近 " + LISTED + " 条以内，新的在前", "newest first"),
                        List.of(
                                DataTable.Column.figure("序号", "sequence"),
                                DataTable.Column.of("时间", "time"),
                                DataTable.Column.of("账号", "who"),
                                DataTable.Column.of("来处", "where"),
                                DataTable.Column.of("操作", "what"),
                                DataTable.Column.of("对象", "on what"),
                                DataTable.Column.of("结果", "result")),
                        found.stream().map(this::row).toList(),
                        Label.of("没有符合条件的记录", "no record matches")));
    }

    private DataTable.Row row(AuditRecord found) {
        boolean ok = found.entry().result().equals("OK");
        return DataTable.Row.of(
                new Cell.Count(found.sequence()),
                new Cell.Text(frame.time(found.time())),
                new Cell.Text(found.entry().actor()),
                new Cell.Text(found.entry().place()),
                new Cell.Code(found.entry().action()),
                new Cell.Text(found.entry().subject()),
                new Cell.State(ok ? Chip.good("成功") : Chip.bad(found.entry().result())));
    }

    private static String roles(Set<Role> roles) {
        return new TreeSet<>(roles).stream().map(Role::zh).collect(Collectors.joining("、"));
    }

    private static Chip chip(Delivery.State state) {
        return new Chip(
                switch (state) {
                    case WRAPPED, RECEIVED -> Tone.WAITING;
                    case HANDED_OVER, IMPORTED -> Tone.GOOD;
                    case ABANDONED -> Tone.NEUTRAL;
                    case REFUSED -> Tone.BAD;
                },
                state.zh());
    }
}
