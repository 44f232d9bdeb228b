package org.sscard.issuer.cardtest;

import static org.sscard.issuer.cardtest.TestedCard.REFUSED;
import static org.sscard.issuer.cardtest.TestedCard.require;
import static org.sscard.issuer.cardtest.TestedCard.requireStatus;
import static org.sscard.issuer.cardtest.TestedCard.say;

import java.util.Optional;
import org.sscard.spec.apdu.CommandApdu;
import org.sscard.spec.apdu.StatusWord;
import org.sscard.spec.codec.ElementCodec;
import org.sscard.spec.command.FileCommands;
import org.sscard.spec.layout.AccessRule;
import org.sscard.spec.layout.Application;
import org.sscard.spec.layout.CardFile;
import org.sscard.spec.layout.FileStructure;
import org.sscard.spec.layout.KeyDefinition;
import org.sscard.spec.layout.KeyType;

/** Who may read and write: points 19 to 21. */
final class AccessPoints {

    private static final int OK = 0x9000;
    private static final int RECORD_NOT_FOUND = 0x6A83;
    private static final int TRANSPARENT_SAMPLE = 4;

    private AccessPoints() {}

    /**
     * An update that would change nothing if it were accepted: what was read is written back. Empty where the content
     * is not to be had.
     */
    static Optional<CommandApdu> sameContent(TestedCard card, CardFile file) {
        card.freshIn(file.ref().application());
        if (!card.satisfy(file.read())) {
            return Optional.empty();
        }
        if (file.structure() == FileStructure.TRANSPARENT) {
            byte[] head = card.send(FileCommands.readBinary(file.sfi(), 0, TRANSPARENT_SAMPLE))
                    .data();
            return head.length == TRANSPARENT_SAMPLE
                    ? Optional.of(FileCommands.updateBinary(file.sfi(), 0, head))
                    : Optional.empty();
        }
        byte[] record = card.send(FileCommands.readRecord(file.sfi(), 1)).data();
        return record.length == 0 ? Optional.empty() : Optional.of(FileCommands.updateRecord(file.sfi(), 1, record));
    }

    /** For files that cannot be read first: what would be there in a new file. */
    private static CommandApdu anyContent(CardFile file) {
        return switch (file.structure()) {
            case TRANSPARENT -> FileCommands.updateBinary(file.sfi(), 0, new byte[TRANSPARENT_SAMPLE]);
            case CYCLIC, INTERNAL -> FileCommands.appendRecord(file.sfi(), new byte[file.recordLength()]);
            case FIXED_TLV, VARIABLE_TLV ->
                FileCommands.updateRecord(
                        file.sfi(),
                        1,
                        ElementCodec.emptyRecord(file.records().get(0).element()));
        };
    }

    /** Point 19: neither nothing nor the PIN is enough; the right key is. */
    static void writeNeedsTheKey(TestedCard card) {
        for (CardFile file : card.files().toList()) {
            Optional<CommandApdu> same = sameContent(card, file);
            card.fresh();
            card.verifyPin();
            card.enter(card.layout().application(file.ref().application()));
            requireStatus(
                    say("无密钥写 " + file.ref(), "update of " + file.ref() + " without its key"),
                    card.send(same.orElseGet(() -> anyContent(file))).status(),
                    REFUSED);
            KeyDefinition key = file.update().key().map(card.layout()::key).orElse(null);
            if (key != null && card.holds(key) && same.isPresent()) {
                card.mustAuthenticate(key);
                card.expect(
                        say("用 " + key.name() + " 写 " + file.ref(), "update of " + file.ref() + " with " + key.name()),
                        same.get(),
                        OK);
            }
        }
    }

    /** Point 20: every key of the application but the right one. */
    static void otherKeysDoNotHelp(TestedCard card) {
        for (CardFile file : card.files().toList()) {
            Optional<CommandApdu> same = sameContent(card, file);
            authenticateAllBut(card, file, file.update());
            requireStatus(
                    say("用其他密钥写 " + file.ref(), "update of " + file.ref() + " with all other keys"),
                    card.send(same.orElseGet(() -> anyContent(file))).status(),
                    REFUSED);
            if (file.read() instanceof AccessRule.WithKey) {
                authenticateAllBut(card, file, file.read());
                requireStatus(
                        say("用其他密钥读 " + file.ref(), "read of " + file.ref() + " with all other keys"),
                        card.readFirst(file).status(),
                        REFUSED);
            }
        }
    }

    private static void authenticateAllBut(TestedCard card, CardFile file, AccessRule rule) {
        String application = file.ref().application();
        card.freshIn(application);
        Optional<KeyDefinition> right = rule.key().map(card.layout()::key);
        card.keys(KeyType.EA).stream()
                .filter(key -> key.directory().equals(application))
                .filter(key -> !key.equals(right.orElse(null)))
                .filter(card::holds)
                .forEach(card::mustAuthenticate);
    }

    /** Point 21: each file refuses every state that is too little and accepts every one that is enough. */
    static void readRules(TestedCard card) {
        for (Application application : card.applications()) {
            card.files(application).forEach(file -> readRule(card, file));
        }
    }

    private static void readRule(TestedCard card, CardFile file) {
        AccessRule rule = file.read();
        Optional<KeyDefinition> key = rule.key().map(card.layout()::key);
        boolean keyHeld = key.isEmpty() || card.holds(key.get());
        if (!keyHeld) {
            card.remark(
                    "没有 " + key.get().name() + "，" + file.ref() + " 只测部分",
                    key.get().name() + " is not held: " + file.ref() + " tested in part");
        }
        requireRead(card, file, false, Optional.empty(), rule instanceof AccessRule.Free);
        if (rule instanceof AccessRule.Free) {
            return;
        }
        boolean pinSuffices = rule instanceof AccessRule.Pin || rule instanceof AccessRule.PinOrKey;
        requireRead(card, file, true, Optional.empty(), pinSuffices);
        if (key.isPresent() && keyHeld) {
            boolean keySuffices = rule instanceof AccessRule.WithKey || rule instanceof AccessRule.PinOrKey;
            requireRead(card, file, false, key, keySuffices);
            if (rule instanceof AccessRule.PinAndKey) {
                requireRead(card, file, true, key, true);
            }
        }
    }

    private static void requireRead(
            TestedCard card, CardFile file, boolean withPin, Optional<KeyDefinition> key, boolean allowed) {
        card.fresh();
        if (withPin) {
            card.verifyPin();
        }
        if (!file.ref().application().equals(TestedCard.ENVIRONMENT)) {
            card.enter(card.layout().application(file.ref().application()));
        }
        key.ifPresent(card::mustAuthenticate);
        StatusWord status = card.readFirst(file).status();
        String state = (withPin ? "PIN" : "")
                + (withPin && key.isPresent() ? " + " : "")
                + key.map(KeyDefinition::name).orElse("");
        String zh = "读 " + file.ref() + "，已验证：" + (state.isEmpty() ? "无" : state);
        String en = "read of " + file.ref() + " after " + (state.isEmpty() ? "nothing" : state);
        if (allowed) {
            boolean emptyCycle = file.structure() == FileStructure.CYCLIC && status.value() == RECORD_NOT_FOUND;
            require(status.isOk() || emptyCycle, say(zh, en), "9000", status.toString());
        } else {
            requireStatus(say(zh, en), status, REFUSED);
        }
    }
}
