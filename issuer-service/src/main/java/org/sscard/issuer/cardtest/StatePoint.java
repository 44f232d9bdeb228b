package org.sscard.issuer.cardtest;

import static org.sscard.issuer.cardtest.TestedCard.REFUSED;
import static org.sscard.issuer.cardtest.TestedCard.requireStatus;
import static org.sscard.issuer.cardtest.TestedCard.say;

import java.util.Optional;
import org.sscard.spec.apdu.CommandApdu;
import org.sscard.spec.command.FileCommands;
import org.sscard.spec.layout.AccessRule;
import org.sscard.spec.layout.CardElements;
import org.sscard.spec.layout.CardFile;
import org.sscard.spec.layout.KeyDefinition;

/** Point 27: what was proved holds as long as it should and no longer (§2, §4, §6). */
final class StatePoint {

    private static final int OK = 0x9000;

    private StatePoint() {}

    static void stateIsLost(TestedCard card) {
        pinState(card);
        globalKeyState(card);
        applicationKeyState(card);
    }

    private static CardFile fileReadWithPin(TestedCard card) {
        return card.files()
                .filter(file -> file.read() instanceof AccessRule.Pin || file.read() instanceof AccessRule.PinOrKey)
                .filter(file -> file.structure().isTlv())
                .findFirst()
                .orElseThrow(() -> new PointSkipped(say("没有 PIN 保护的文件", "no file is protected by the PIN")));
    }

    private static void pinState(TestedCard card) {
        CardFile file = fileReadWithPin(card);
        card.fresh();
        card.verifyPin();
        requireReadable(card, file, "PIN 状态在应用之间保持", "the PIN state holds among applications", OK);
        card.reset();
        card.enterEnvironment();
        requireReadable(card, file, "复位后 PIN 状态消失", "the PIN state is lost on reset", REFUSED);
        card.fresh();
        card.verifyPin();
        card.expectOk(say("选择 MF", "SELECT MF"), FileCommands.selectMasterFile());
        card.enterEnvironment();
        requireReadable(card, file, "离开 SSSE 后 PIN 状态消失", "the PIN state is lost on leaving the SSSE", REFUSED);
    }

    private static void requireReadable(TestedCard card, CardFile file, String zh, String en, int status) {
        card.enter(card.layout().application(file.ref().application()));
        requireStatus(say(zh, en), card.readFirst(file).status(), status);
    }

    private static void globalKeyState(TestedCard card) {
        CardFile file = card.layout().file(CardElements.ISSUER_DATA);
        KeyDefinition key = card.layout().key(file.update().key().orElseThrow());
        Optional<CommandApdu> same = AccessPoints.sameContent(card, file);
        if (!card.holds(key) || same.isEmpty()) {
            card.remark("没有 " + key.name(), key.name() + " is not held: its state was not tested");
            return;
        }
        card.fresh();
        card.mustAuthenticate(key);
        card.reset();
        card.enterEnvironment();
        requireStatus(
                say("复位后全局密钥状态消失", "the state of a global key is lost on reset"),
                card.send(same.get()).status(),
                REFUSED);
    }

    /** The state of a key with id 80 and above goes when another application is selected. */
    private static void applicationKeyState(TestedCard card) {
        CardFile file = fileReadWithPin(card);
        KeyDefinition key = file.update().key().map(card.layout()::key).orElse(null);
        Optional<CommandApdu> same = AccessPoints.sameContent(card, file);
        if (key == null || !card.holds(key) || same.isEmpty()) {
            card.remark("应用密钥状态未测", "the state of an application key was not tested");
            return;
        }
        String own = file.ref().application();
        String other = card.applications().stream()
                .map(application -> application.name())
                .filter(name -> !name.equals(own) && !name.equals(TestedCard.ENVIRONMENT))
                .findFirst()
                .orElse(TestedCard.ENVIRONMENT);
        card.freshIn(own);
        card.mustAuthenticate(key);
        requireStatus(
                say("用 " + key.name() + " 写", "update with " + key.name()),
                card.send(same.get()).status(),
                OK);
        card.enter(card.layout().application(other));
        card.enter(card.layout().application(own));
        requireStatus(
                say("离开应用后密钥状态消失", "the state of an application key is lost on leaving it"),
                card.send(same.get()).status(),
                REFUSED);
    }
}
