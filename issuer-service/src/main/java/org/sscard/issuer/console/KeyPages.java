package org.sscard.issuer.console;

import com.linecorp.armeria.common.HttpResponse;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.sscard.issuer.custody.CustodyRequest;
import org.sscard.issuer.custody.Verb;
import org.sscard.keys.model.Key;
import org.sscard.keys.model.KeyState;
import org.sscard.keys.model.KeyUsage;
import org.sscard.keys.vault.KeyHome;
import org.sscard.servicekit.approval.Approval;
import org.sscard.servicekit.pages.Cell;
import org.sscard.servicekit.pages.Chip;
import org.sscard.servicekit.pages.DataTable;
import org.sscard.servicekit.pages.Fact;
import org.sscard.servicekit.pages.Field;
import org.sscard.servicekit.pages.Form;
import org.sscard.servicekit.pages.Frame;
import org.sscard.servicekit.pages.Label;
import org.sscard.servicekit.pages.ListQuery;
import org.sscard.servicekit.pages.PageRequest;
import org.sscard.servicekit.pages.Pages;
import org.sscard.servicekit.pages.Tone;
import org.sscard.servicekit.security.Role;
import org.sscard.wire.error.CodedException;
import org.sscard.wire.error.ErrorCode;

/** {@code /custody/keys}: every key by check value, and what may be asked for it. */
final class KeyPages {

    private static final String HERE = "/custody/keys";

    private final CustodyFrame frame;

    KeyPages(CustodyFrame frame) {
        this.frame = frame;
    }

    HttpResponse list(PageRequest request) {
        ListQuery query =
                ListQuery.of(request, List.of("name", "state", "algorithm", "scope", "home"), List.of("name"));
        List<Key> found = frame.custody().keys().stream()
                .filter(key -> key.id().toString().contains(query.filter("name").toUpperCase(Locale.ROOT)))
                .filter(key -> matches(query.filter("state"), key.state().name()))
                .filter(key ->
                        matches(query.filter("algorithm"), key.id().algorithm().name()))
                .filter(key ->
                        matches(query.filter("scope"), key.id().scope().tier().name()))
                .filter(key -> matches(query.filter("home"), home(key).name()))
                .toList();
        List<Key> shown =
                found.stream().skip(query.offset()).limit(query.size()).toList();
        return frame.page(
                request,
                HERE,
                Label.of("密钥", "Keys"),
                "list.jte",
                Map.of(
                        "forms", List.of(filters(query)),
                        "presets", presets(),
                        "here", request.address(),
                        "table", table(shown, found.size(), query)));
    }

    private static boolean matches(String wanted, String value) {
        return wanted.isEmpty() || wanted.equals(value);
    }

    private KeyHome home(Key key) {
        return frame.custody().vault().homeOf(key.id());
    }

    private static List<Frame.Link> presets() {
        return List.of(
                new Frame.Link(HERE, "全部"),
                new Frame.Link(HERE + "?state=PLANNED", "待启用"),
                new Frame.Link(HERE + "?state=SUSPENDED", "停用"),
                new Frame.Link(HERE + "?algorithm=SM4", "SM4"),
                new Frame.Link(HERE + "?home=TOKEN", "在密码机中"));
    }

    private static Form filters(ListQuery query) {
        List<Field.Option> states = new ArrayList<>(List.of(new Field.Option("", "全部")));
        for (KeyState state : KeyState.values()) {
            states.add(new Field.Option(state.name(), chip(state).word()));
        }
        return Form.search(
                HERE,
                List.of(
                        Field.of("name", Field.Kind.SEARCH, "名称", "name", query.filter("name")),
                        Field.choice("state", "状态", "state", query.filter("state"), states),
                        Field.choice(
                                "scope",
                                "层级",
                                "tier",
                                query.filter("scope"),
                                List.of(
                                        new Field.Option("", "全部"),
                                        new Field.Option("MINISTRY", "部"),
                                        new Field.Option("PROVINCE", "省"),
                                        new Field.Option("CITY", "市")))));
    }

    private DataTable table(List<Key> keys, int total, ListQuery query) {
        return new DataTable(
                Label.of("密钥", "keys"),
                List.of(
                        DataTable.Column.of("密钥与版本", "key"),
                        DataTable.Column.of("算法", "algorithm"),
                        DataTable.Column.of("范围", "scope"),
                        DataTable.Column.of("校验值", "check value"),
                        DataTable.Column.of("状态", "state"),
                        DataTable.Column.of("所在", "home"),
                        DataTable.Column.of("期限", "until")),
                keys.stream()
                        .map(key -> DataTable.Row.of(
                                new Cell.Link(
                                        "/custody/key?key="
                                                + PageRequest.encoded(key.id().toString()),
                                        key.id().ref().toString()),
                                new Cell.Text(key.id().algorithm().name()),
                                new Cell.Text(key.id().scope().toString()),
                                new Cell.Code(key.checkValue().hex()),
                                new Cell.State(chip(key.state())),
                                new Cell.Text(home(key) == KeyHome.TOKEN ? "密码机" : "软件密钥库"),
                                new Cell.Text(until(key))))
                        .toList(),
                total,
                query,
                Label.of("没有符合条件的密钥", "no key matches"));
    }

    HttpResponse key(PageRequest request) {
        return page(request, known(request.asked("key")), null);
    }

    private HttpResponse page(PageRequest request, Key key, @Nullable CodedException refusal) {
        List<Form> forms = new ArrayList<>();
        if (request.caller().has(Role.CUSTODIAN) && !key.state().next().isEmpty()) {
            forms.add(stateForm(key));
            forms.add(periodForm(key));
            if (key.state() == KeyState.ACTIVE && !key.usage().isVendors() && key.usage() != KeyUsage.REGISTRY) {
                forms.add(rotateForm(key));
            }
        }
        return frame.page(
                request,
                HERE,
                Label.of(key.id().ref().toString(), "Key"),
                "record.jte",
                Map.of(
                        "factsTitle", Label.of("密钥", "key"),
                        "facts", facts(key),
                        "tables", List.of(),
                        "reach", List.of(),
                        "forms", CustodyFrame.again(forms, request, refusal)));
    }

    private List<Fact> facts(Key key) {
        List<Fact> facts = new ArrayList<>(List.of(
                Fact.code("密钥", "key", key.id().toString()),
                Fact.of("用途", "usage", key.usage().name()),
                Fact.of("环境", "environment", key.environment().name().equals("TEST") ? "测试" : "生产"),
                Fact.state("状态", "state", chip(key.state())),
                Fact.code("校验值", "check value", key.checkValue().toString()),
                Fact.of("所在", "home", home(key) == KeyHome.TOKEN ? "密码机，不可读出" : "软件密钥库，加密保存"),
                Fact.of("可否交出", "exportable", key.exportability().permitsKeyBlock() ? "可写入密钥块或 PSAM" : "不可"),
                Fact.of(
                        "生成",
                        "created",
                        key.origin().createdBy() + "，" + frame.time(key.origin().createdAt()))));
        Instant at = key.origin().activatedAt();
        if (at != null) {
            facts.add(Fact.of("启用", "activated", key.origin().activatedBy() + "，" + frame.time(at)));
        }
        facts.add(Fact.of("期限", "until", until(key)));
        if (key.parent() != null) {
            facts.add(Fact.code("上级密钥", "parent", String.valueOf(key.parent())));
        }
        return facts;
    }

    private static Form rotateForm(Key key) {
        return Form.change(
                "/custody/key/rotate",
                List.of(
                        Field.hidden("key", key.id().toString()),
                        Field.of("rotateUntil", Field.Kind.DATE, "旧版本用到（不含当日）", "the old one works until", "")
                                .hint("在此之前新旧版本都可用；填今天则立即停用"),
                        Field.of("rotateReason", Field.Kind.TEXT, "原因", "reason", "")),
                Label.of("更换为下一版本：提交复核", "replace by the next version"));
    }

    private static Form stateForm(Key key) {
        List<Field.Option> next = key.state().next().stream()
                .sorted()
                .map(state -> new Field.Option(state.name(), chip(state).word()))
                .toList();
        return Form.change(
                "/custody/key/state",
                List.of(
                        Field.hidden("key", key.id().toString()),
                        Field.choice("state", "改为", "new state", next.get(0).value(), next),
                        Field.of("reason", Field.Kind.TEXT, "原因", "reason", "")),
                Label.of("提交复核", "ask for approval"));
    }

    private static Form periodForm(Key key) {
        return Form.change(
                "/custody/key/period",
                List.of(
                        Field.hidden("key", key.id().toString()),
                        Field.of("until", Field.Kind.DATE, "使用期限（不含当日）", "until, exclusive", "")),
                Label.of("提交复核", "ask for approval"));
    }

    HttpResponse askRotation(PageRequest request) {
        return asked(
                request,
                new CustodyRequest(
                        Verb.KEY_ROTATE,
                        Map.of(
                                "key", request.entered("key"),
                                "until", request.entered("rotateUntil"),
                                "reason", request.entered("rotateReason"))));
    }

    HttpResponse askState(PageRequest request) {
        boolean destroys = request.entered("state").equals(KeyState.DESTROYED.name());
        Map<String, String> arguments = destroys
                ? Map.of("key", request.entered("key"), "reason", request.entered("reason"))
                : Map.of(
                        "key", request.entered("key"),
                        "state", request.entered("state"),
                        "reason", request.entered("reason"));
        return asked(request, new CustodyRequest(destroys ? Verb.KEY_DESTROY : Verb.KEY_STATE, arguments));
    }

    HttpResponse askPeriod(PageRequest request) {
        return asked(
                request,
                new CustodyRequest(
                        Verb.KEY_PERIOD, Map.of("key", request.entered("key"), "until", request.entered("until"))));
    }

    private HttpResponse asked(PageRequest request, CustodyRequest wanted) {
        try {
            Approval approval = frame.custody().desk().request(wanted, request.caller());
            return Pages.goTo("/custody/approvals/" + approval.id());
        } catch (CodedException e) {
            return page(request, known(request.entered("key")), e);
        }
    }

    private Key known(String name) {
        return frame.custody().keys().stream()
                .filter(key -> key.id().toString().equals(name))
                .findFirst()
                .orElseThrow(() -> new CodedException(ErrorCode.KEY_NOT_FOUND, name));
    }

    private static String until(Key key) {
        LocalDate until = key.origin().validUntil();
        return until == null ? "未设" : until.toString();
    }

    static Chip chip(KeyState state) {
        return switch (state) {
            case PLANNED -> new Chip(Tone.WAITING, "待启用");
            case ACTIVE -> new Chip(Tone.GOOD, "在用");
            case SUSPENDED -> new Chip(Tone.WARNING, "停用");
            case COMPROMISED -> new Chip(Tone.BAD, "泄露");
            case DESTROYED -> new Chip(Tone.NEUTRAL, "已销毁");
        };
    }
}
