package org.sscard.issuer.custody;

import java.time.Clock;
import java.time.Instant;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.sscard.keys.KeyException;
import org.sscard.keys.KeyFault;
import org.sscard.keys.custody.ComponentEntry;
import org.sscard.keys.custody.VendorKey;
import org.sscard.keys.hierarchy.PsamKeys;
import org.sscard.keys.model.CheckMethod;
import org.sscard.keys.model.CheckValue;
import org.sscard.keys.model.Key;
import org.sscard.keys.model.KeyAlgorithm;
import org.sscard.keys.model.KeyId;
import org.sscard.keys.model.KeyMaterial;
import org.sscard.keys.model.KeyRef;
import org.sscard.keys.model.KeyUsage;
import org.sscard.keys.model.Scope;
import org.sscard.keys.vault.KeyVault;
import org.sscard.servicekit.approval.Approval;
import org.sscard.servicekit.security.Principal;
import org.sscard.wire.error.CodedException;
import org.sscard.wire.error.ErrorCode;

/**
 * Keys that a vendor chose, the own key of PSAMs and the transport key of blank cards: asked for by check value, approved,
 * then typed from paper by as many persons as there are components, and brought in. Components are in memory only, until the
 * key is in the vault or the approval has expired; a restart before that means that they are typed again.
 */
public final class VendorKeys implements AutoCloseable {

    private final KeyVault vault;
    private final CustodyDesk desk;
    private final Clock clock;
    private final Map<CustodyRequest, Entering> entering = new HashMap<>();

    private record Entering(ComponentEntry entry, Set<String> persons, Instant until) {}

    VendorKeys(KeyVault vault, CustodyDesk desk, Clock clock) {
        this.vault = vault;
        this.desk = desk;
        this.clock = clock;
        desk.register(Verb.KEY_ENTER, this::enter);
    }

    /** A request, read. {@code whole}: of the key itself, or of its block's protection key. */
    private record Wanted(VendorKey key, List<CheckValue> components, CheckValue whole) {}

    private Plan enter(CustodyRequest request) {
        Wanted wanted = wanted(request);
        KeyId id = wanted.key().id();
        vault.find(id).ifPresent(known -> {
            throw new KeyException(KeyFault.KEY_ALREADY_EXISTS, id.toString());
        });
        wanted.key().entry(wanted.components()).close();
        int count = wanted.components().size();
        boolean inBlock = !wanted.key().block().isEmpty();
        return new Plan(
                "录入厂商密钥 " + id + "，校验值 " + wanted.key().checkValue(),
                List.of(
                        new Plan.Change(id.toString(), "", "在用，不可导出"),
                        new Plan.Change(inBlock ? "密钥块，其保护密钥的分量" : "密钥分量", "", count + " 个，每人输入一个，不显示")),
                List.of(
                        wanted.key().usage() == KeyUsage.PSAM_OWN ? "可以向该卡商的 PSAM 卡写入密钥" : "可以制作使用该传输密钥的卡",
                        "在终端输入：sscard custody component"),
                by -> bringIn(request, wanted, by));
    }

    /**
     * A person types the component on his paper. One person enters one; the caller erases the text.
     *
     * @return components that are still missing
     * @throws CodedException APPROVAL_REQUIRED, SHARE_INVALID, SHARE_REPEATED, KEY_CHECK_VALUE_WRONG, CEREMONY_ABORTED,
     *     CEREMONY_STEP_REFUSED for a person who has entered one
     */
    public synchronized int enterComponent(String approval, int number, char[] text, Principal by) {
        return desk.recorded("KEY_ENTER_COMPONENT", approval + " component " + number, by, () -> {
            VerbTable.table().require(Verb.KEY_ENTER, by);
            CustodyDesk.Shown shown = desk.show(approval);
            boolean open = shown.approval().state() == Approval.State.APPROVED
                    && clock.instant().isBefore(shown.approval().expiresAt());
            if (shown.request().verb() != Verb.KEY_ENTER || !open) {
                throw new CodedException(ErrorCode.APPROVAL_REQUIRED, approval);
            }
            forgetExpired();
            Entering begun = entering.computeIfAbsent(shown.request(), request -> {
                Wanted wanted = wanted(request);
                return new Entering(
                        wanted.key().entry(wanted.components()),
                        new HashSet<>(),
                        shown.approval().expiresAt());
            });
            if (begun.persons().contains(by.person())) {
                throw new CodedException(ErrorCode.CEREMONY_STEP_REFUSED, "一人只能输入一个分量");
            }
            begun.entry().enter(number, text);
            begun.persons().add(by.person());
            return begun.entry().missing();
        });
    }

    private synchronized String bringIn(CustodyRequest request, Wanted wanted, Principal by) {
        Entering begun = entering.get(request);
        if (begun == null || begun.entry().missing() > 0) {
            int there = begun == null
                    ? 0
                    : wanted.components().size() - begun.entry().missing();
            throw new KeyException(
                    KeyFault.SHARES_TOO_FEW, there + " / " + wanted.components().size());
        }
        entering.remove(request);
        Key.Origin origin = Key.Origin.createdAndActivated(by.account() + ", vendor", clock.instant());
        try (KeyMaterial entered = begun.entry().joined(wanted.whole())) {
            return wanted.key().bringInto(vault, entered, origin).checkValue().toString();
        }
    }

    private void forgetExpired() {
        Instant now = clock.instant();
        entering.values().removeIf(begun -> {
            boolean expired = !now.isBefore(begun.until());
            if (expired) {
                begun.entry().close();
            }
            return expired;
        });
    }

    @Override
    public synchronized void close() {
        entering.values().forEach(begun -> begun.entry().close());
        entering.clear();
    }

    private static Wanted wanted(CustodyRequest request) {
        request.requireOnly("key", "checkValue", "components", "block", "protection");
        KeyId id = KeyNames.key(request.require("key"));
        CheckValue checkValue = checkValue("checkValue", request.require("checkValue"));
        String block = request.optional("block", "");
        if (!block.isEmpty() && block.length() < 16) {
            throw new CodedException(ErrorCode.KEY_BLOCK_INVALID);
        }
        List<CheckValue> components = Arrays.stream(
                        request.require("components").split("[,，、]\\s*", -1))
                .map(text -> checkValue("components", text))
                .toList();
        CheckValue whole = block.isEmpty() ? checkValue : checkValue("protection", request.require("protection"));
        if (block.isEmpty() && !request.optional("protection", "").isEmpty()) {
            throw new CodedException(ErrorCode.REQUEST_INVALID, "protection", "block");
        }
        return new Wanted(new VendorKey(id, usage(id), checkValue, block), components, whole);
    }

    /** Roots come from a ceremony and the keys below them from a delivery; from a vendor come these two alone. */
    private static KeyUsage usage(KeyId id) {
        boolean ours = id.scope().equals(Scope.MINISTRY) && id.algorithm() != KeyAlgorithm.DES;
        if (ours && id.name().equals(PsamKeys.OWN)) {
            return KeyUsage.PSAM_OWN;
        }
        if (ours && id.ref().equals(KeyRef.TRANSPORT)) {
            return KeyUsage.TRANSPORT;
        }
        throw new KeyException(KeyFault.KEY_USAGE_REFUSED, id.toString());
    }

    /** 6 hex digits by a zero block, 10 by a CMAC, as AES protection keys have it. */
    private static CheckValue checkValue(String field, String text) {
        String hex = text.strip().toUpperCase(Locale.ROOT);
        if (!hex.matches("[0-9A-F]{6}|[0-9A-F]{10}")) {
            throw new CodedException(ErrorCode.REQUEST_INVALID, field, "6, 10 hex");
        }
        return new CheckValue(hex.length() == 6 ? CheckMethod.ZERO_BLOCK : CheckMethod.CMAC_ZERO_BLOCK, hex);
    }
}
