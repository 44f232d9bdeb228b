package org.sscard.issuer.custody;

import java.time.Clock;
import java.time.LocalDate;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.List;
import java.util.function.LongSupplier;
import org.sscard.keys.KeyException;
import org.sscard.keys.KeyFault;
import org.sscard.keys.custody.KeyRotation;
import org.sscard.keys.hierarchy.Hierarchy;
import org.sscard.keys.model.Exportability;
import org.sscard.keys.model.Key;
import org.sscard.keys.model.KeyId;
import org.sscard.keys.model.KeyState;
import org.sscard.keys.model.KeyUsage;
import org.sscard.keys.model.Scope;
import org.sscard.keys.vault.KeyVault;
import org.sscard.wire.error.CodedException;
import org.sscard.wire.error.ErrorCode;

/** What custodians do to single keys of the vault. */
final class KeyActions {

    private final KeyVault vault;
    private final LongSupplier cards;
    private final Clock clock;

    /** @param cards how many cards of this bureau are in the field */
    KeyActions(KeyVault vault, LongSupplier cards, Clock clock) {
        this.vault = vault;
        this.cards = cards;
        this.clock = clock;
    }

    void register(CustodyDesk desk) {
        desk.register(Verb.KEY_DRAW, this::draw);
        desk.register(Verb.KEY_ROTATE, this::rotate);
        desk.register(Verb.KEY_STATE, this::state);
        desk.register(Verb.KEY_PERIOD, this::period);
        desk.register(Verb.KEY_DESTROY, this::destroy);
    }

    private Plan draw(CustodyRequest request) {
        request.requireOnly("key", "exportable");
        KeyId id = KeyNames.key(request.require("key"));
        KeyUsage usage = Hierarchy.usageOf(id.ref());
        boolean exportable = yes(request.optional("exportable", "no"));
        vault.find(id).ifPresent(known -> {
            throw new KeyException(KeyFault.KEY_ALREADY_EXISTS, id.toString());
        });
        Exportability exportability = exportable ? Exportability.EXPORTABLE : Exportability.NOT_EXPORTABLE;
        return new Plan(
                "生成 " + id,
                List.of(new Plan.Change(id.toString(), "", state(KeyState.PLANNED) + (exportable ? "，可导出" : "，不可导出"))),
                List.of("密钥在密钥库中随机产生，启用前不能使用"),
                by -> {
                    Key.Origin origin = new Key.Origin(by.account(), clock.instant(), null, null, null);
                    Key drawn = vault.generate(List.of(new KeyVault.KeyPlan(id, usage, exportability, null)), origin)
                            .get(0);
                    return drawn.checkValue().toString();
                });
    }

    /** Made of the steps that stand alone too; after a crash the same approval does what is left of them. */
    private Plan rotate(CustodyRequest request) {
        request.requireOnly("key", "until", "reason");
        LocalDate today = LocalDate.now(clock);
        LocalDate until = date(request.require("until"));
        String reason = request.require("reason");
        KeyRotation rotation = KeyRotation.of(vault, KeyNames.key(request.require("key")), until, today);
        Key old = rotation.old();
        List<Plan.Change> changes = new ArrayList<>();
        for (KeyRotation.Step step : rotation.left()) {
            changes.add(
                    switch (step) {
                        case DRAW -> new Plan.Change(rotation.successor().toString(), "", "随机生成");
                        case ACTIVATE ->
                            new Plan.Change(
                                    rotation.successor().toString(), state(KeyState.PLANNED), state(KeyState.ACTIVE));
                        case END_OLD -> new Plan.Change(old.id() + " 使用期限（不含当日）", until(old), until.toString());
                        case SUSPEND_OLD ->
                            new Plan.Change(old.id() + " 状态", state(old.state()), state(KeyState.SUSPENDED));
                    });
        }
        changes.add(new Plan.Change("原因", "", reason));
        List<String> reach = new ArrayList<>(reach(old, KeyState.SUSPENDED));
        reach.add(
                until.equals(today)
                        ? "没有重叠期：旧版本立即停用"
                        : "重叠期至 " + until + "：旧版本仍可用，新的操作用 "
                                + rotation.successor().ref());
        if (rotation.left().contains(KeyRotation.Step.DRAW)) {
            reach.add("已发出的卡和 PSAM 卡中没有新生成的版本");
        }
        return new Plan(
                "更换 " + old.id() + " → " + rotation.successor().ref() + "，" + until + " 起不再用旧版本",
                changes,
                reach,
                by -> rotation.run(by.account(), clock.instant()).checkValue().toString());
    }

    private Plan state(CustodyRequest request) {
        request.requireOnly("key", "state", "reason");
        Key key = known(request);
        KeyState next = stateOf(request.require("state"));
        String reason = request.require("reason");
        if (next == KeyState.DESTROYED) {
            throw new CodedException(ErrorCode.REQUEST_INVALID, "state", Verb.KEY_DESTROY);
        }
        requireStep(key, next);
        return new Plan(
                key.id() + " " + state(key.state()) + " → " + state(next),
                List.of(new Plan.Change("状态", state(key.state()), state(next)), new Plan.Change("原因", "", reason)),
                reach(key, next),
                by -> vault.changeState(key.id(), next, by.account()).state().name());
    }

    private Plan destroy(CustodyRequest request) {
        request.requireOnly("key", "reason");
        Key key = known(request);
        requireStep(key, KeyState.DESTROYED);
        return new Plan(
                "销毁 " + key.id(),
                List.of(
                        new Plan.Change("状态", state(key.state()), state(KeyState.DESTROYED)),
                        new Plan.Change("密钥值", "在密钥库中", "抹除，不可恢复"),
                        new Plan.Change("原因", "", request.require("reason"))),
                reach(key, KeyState.DESTROYED),
                by -> vault.changeState(key.id(), KeyState.DESTROYED, by.account())
                        .state()
                        .name());
    }

    private Plan period(CustodyRequest request) {
        request.requireOnly("key", "until");
        Key key = known(request);
        LocalDate until = date(request.require("until"));
        return new Plan(
                key.id() + " 使用至 " + until,
                List.of(new Plan.Change("使用期限（不含当日）", until(key), until.toString())),
                reach(key, key.state()),
                by -> String.valueOf(
                        vault.endCryptoPeriod(key.id(), until).origin().validUntil()));
    }

    private static String until(Key key) {
        LocalDate until = key.origin().validUntil();
        return until == null ? "未设" : until.toString();
    }

    private Key known(CustodyRequest request) {
        KeyId id = KeyNames.key(request.require("key"));
        return vault.find(id).orElseThrow(() -> new KeyException(KeyFault.KEY_NOT_FOUND, id.toString()));
    }

    private static void requireStep(Key key, KeyState next) {
        if (!key.state().next().contains(next)) {
            throw new KeyException(KeyFault.KEY_STATE_REFUSED, key.id() + " " + key.state() + " → " + next);
        }
    }

    private List<String> reach(Key key, KeyState next) {
        List<String> reach = new ArrayList<>();
        boolean stops = next != KeyState.ACTIVE;
        if (key.usage() == KeyUsage.REGISTRY) {
            reach.add(stops ? "登记库将不能打开：本服务停止办理" : "登记库可以打开");
        } else if (key.usage().isVendors()) {
            String made = key.usage() == KeyUsage.TRANSPORT ? "制作使用该传输密钥的卡" : "向该卡商的 PSAM 卡写入密钥";
            reach.add(stops ? "此后不能再" + made : "可以" + made);
        } else {
            reach.add("本机构已发出的卡 " + cards.getAsLong() + " 张，" + (stops ? "用到该密钥的操作将被拒绝" : "用到该密钥的操作不受限制"));
            Scope scope = key.id().scope();
            reach.add(scope.equals(Scope.MINISTRY) ? "范围：全部地区" : "范围：" + scope);
        }
        return reach;
    }

    private static boolean yes(String text) {
        return switch (text) {
            case "yes" -> true;
            case "no" -> false;
            default -> throw new CodedException(ErrorCode.REQUEST_INVALID, "exportable", "yes, no");
        };
    }

    private static KeyState stateOf(String text) {
        try {
            return KeyState.valueOf(text);
        } catch (IllegalArgumentException e) {
            throw new CodedException(e, ErrorCode.REQUEST_INVALID, "state", "ACTIVE, SUSPENDED, COMPROMISED");
        }
    }

    private static LocalDate date(String text) {
        try {
            return LocalDate.parse(text);
        } catch (DateTimeParseException e) {
            throw new CodedException(e, ErrorCode.REQUEST_INVALID, "until", "2030-12-31");
        }
    }

    static String state(KeyState state) {
        return switch (state) {
            case PLANNED -> "待启用";
            case ACTIVE -> "在用";
            case SUSPENDED -> "停用";
            case COMPROMISED -> "泄露";
            case DESTROYED -> "已销毁";
        };
    }
}
