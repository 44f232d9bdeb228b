package org.sscard.issuer.console;

import com.linecorp.armeria.common.HttpResponse;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.sscard.issuer.custody.CustodyRequest;
import org.sscard.issuer.custody.StaffRegister;
import org.sscard.issuer.custody.StaffRegister.Holder;
import org.sscard.issuer.custody.StaffRegister.Standing;
import org.sscard.issuer.custody.Verb;
import org.sscard.issuer.custody.VerbTable;
import org.sscard.issuer.keyservice.store.TerminalStore;
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
import org.sscard.wire.error.CodedException;
import org.sscard.wire.error.ErrorCode;

/** {@code /custody/staff}: who holds which role by which certificate; {@code /custody/alarms}: who asked for too much. */
final class StaffPages {

    static final String HERE = "/custody/staff";
    static final String ALARMS = "/custody/alarms";

    private static final int LISTED = 200;

    private final CustodyFrame frame;
    private final StaffRegister register;
    private final TerminalStore alarms;

    StaffPages(CustodyFrame frame, StaffRegister register, TerminalStore alarms) {
        this.frame = frame;
        this.register = register;
        this.alarms = alarms;
    }

    HttpResponse list(PageRequest request) {
        String wanted = request.asked("text");
        String role = request.asked("role");
        List<Holder> found = register.holders().stream()
                .filter(holder -> (holder.person() + " " + holder.account() + " " + holder.serial()).contains(wanted))
                .filter(holder -> role.isEmpty()
                        || holder.roles().stream().anyMatch(held -> held.name().equals(role)))
                .toList();
        return frame.list(
                request,
                HERE,
                Label.of("人员与证书", "Persons and certificates"),
                List.of(search(wanted, role)),
                DataTable.whole(
                        Label.of("人员", "persons"),
                        List.of(
                                DataTable.Column.of("人员编号", "person"),
                                DataTable.Column.of("账号", "account"),
                                DataTable.Column.of("角色", "roles"),
                                DataTable.Column.of("证书序列号", "certificate"),
                                DataTable.Column.of("有效至", "valid until"),
                                DataTable.Column.of("状态", "state"),
                                DataTable.Column.of("最近来访", "last seen")),
                        found.stream().limit(LISTED).map(this::row).toList(),
                        Label.of(
                                "没有符合条件的人员。证书第一次使用后列在这里",
                                "nobody yet: a certificate is listed from its first use on")));
    }

    private static Form search(String wanted, String role) {
        List<Field.Option> roles = new ArrayList<>(List.of(new Field.Option("", "全部")));
        for (Role one : Role.values()) {
            roles.add(new Field.Option(one.name(), one.zh()));
        }
        return Form.search(
                HERE,
                List.of(
                        Field.of("text", Field.Kind.SEARCH, "人员、账号或序列号", "person, account, serial", wanted),
                        Field.choice("role", "角色", "role", role, roles)));
    }

    private DataTable.Row row(Holder holder) {
        Instant until = holder.validUntil();
        Instant seen = holder.lastSeen();
        return DataTable.Row.of(
                new Cell.Text(holder.person()),
                new Cell.Text(holder.account()),
                new Cell.Text(roles(holder.roles())),
                holder.serial().isEmpty()
                        ? new Cell.Text("—")
                        : new Cell.Link(HERE + "/" + holder.serial(), holder.serial()),
                new Cell.Text(until == null ? "—" : frame.time(until)),
                new Cell.State(chip(holder.standing())),
                new Cell.Text(seen == null ? "—" : frame.time(seen)));
    }

    HttpResponse show(PageRequest request) {
        return show(request, null);
    }

    private HttpResponse show(PageRequest request, @Nullable CodedException refusal) {
        Holder holder = find(request.variable("serial"));
        Instant until = holder.validUntil();
        Instant seen = holder.lastSeen();
        boolean mayRevoke =
                VerbTable.table().row(Verb.CERTIFICATE_REVOKE).ask().stream().anyMatch(request.caller()::has)
                        && holder.standing() != Standing.REVOKED;
        return frame.record(
                request,
                HERE,
                Label.of("证书 " + holder.account(), "Certificate"),
                List.of(
                        Fact.of("人员编号", "person", holder.person()),
                        Fact.of("账号", "account", holder.account()),
                        Fact.of("角色", "roles", roles(holder.roles())),
                        Fact.code("序列号", "serial", holder.serial()),
                        Fact.of("签发机构", "issuer", holder.issuer()),
                        Fact.state("状态", "state", chip(holder.standing())),
                        Fact.of("有效至", "valid until", until == null ? "—" : frame.time(until)),
                        Fact.of("最近来访", "last seen", seen == null ? "—" : frame.time(seen))),
                List.of(),
                CustodyFrame.again(mayRevoke ? List.of(revokeForm(holder)) : List.of(), request, refusal));
    }

    private static Form revokeForm(Holder holder) {
        return Form.confirm(
                HERE + "/" + holder.serial() + "/revoke",
                List.of(Field.of("reason", Field.Kind.TEXT, "原因", "reason", "")),
                Label.of("吊销", "revoke"),
                List.of("从下一次调用起拒绝，不可恢复；此人要再来须换新证书"));
    }

    HttpResponse revoke(PageRequest request) {
        Holder holder = find(request.variable("serial"));
        CustodyRequest revoke = new CustodyRequest(
                Verb.CERTIFICATE_REVOKE, Map.of("serial", holder.serial(), "reason", request.entered("reason")));
        try {
            frame.custody().desk().performAlone(revoke, request.caller());
        } catch (CodedException e) {
            return show(request, e);
        }
        return Pages.goTo(HERE + "/" + holder.serial());
    }

    HttpResponse alarms(PageRequest request) {
        return frame.list(
                request,
                ALARMS,
                Label.of("密钥服务告警", "Alarms of the key service"),
                List.of(),
                DataTable.whole(
                        Label.of("超过限额的调用方，新的在前", "callers over their limit, newest first"),
                        List.of(
                                DataTable.Column.of("时间", "time"),
                                DataTable.Column.of("调用方", "caller"),
                                DataTable.Column.of("限额", "limit"),
                                DataTable.Column.of("说明", "detail")),
                        alarms.newestAlarms(LISTED).stream()
                                .map(alarm -> DataTable.Row.of(
                                        new Cell.Text(frame.time(alarm.at())),
                                        new Cell.Text(alarm.caller()),
                                        new Cell.Code(alarm.kind()),
                                        new Cell.Text(alarm.detail())))
                                .toList(),
                        Label.of("没有告警", "no alarm")));
    }

    private Holder find(String serial) {
        return register.holders().stream()
                .filter(holder -> holder.serial().equals(serial))
                .findFirst()
                .orElseThrow(() -> new CodedException(ErrorCode.REQUEST_NOT_FOUND, serial));
    }

    private static String roles(Set<Role> roles) {
        return new TreeSet<>(roles).stream().map(Role::zh).collect(Collectors.joining("、"));
    }

    private static Chip chip(Standing standing) {
        return switch (standing) {
            case VALID -> Chip.good("有效");
            case ENDS_SOON -> new Chip(Tone.WARNING, "30 天内到期");
            case EXPIRED -> new Chip(Tone.BAD, "已过期");
            case REVOKED -> new Chip(Tone.BAD, "已吊销");
            case NOT_SHOWN -> new Chip(Tone.WAITING, "尚未使用");
        };
    }
}
