package org.sscard.issuer.cardtest;

import static org.sscard.issuer.cardtest.TestedCard.REFUSED;
import static org.sscard.issuer.cardtest.TestedCard.require;
import static org.sscard.issuer.cardtest.TestedCard.requireStatus;
import static org.sscard.issuer.cardtest.TestedCard.say;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.sscard.keys.model.KeyRef;
import org.sscard.spec.apdu.CommandApdu;
import org.sscard.spec.apdu.ResponseApdu;
import org.sscard.spec.apdu.StatusWord;
import org.sscard.spec.command.PinBlock;
import org.sscard.spec.command.SecurityCommands;
import org.sscard.spec.layout.AccessRule;
import org.sscard.spec.layout.CardFile;
import org.sscard.spec.layout.KeyDefinition;

/** The holder's PIN: points 11 to 13. Each leaves the PIN and its tries as they were. */
final class PinPoints {

    private static final int OK = 0x9000;
    private static final int WRONG_LENGTH = 0x6700;
    private static final int SECURE_MESSAGING_WRONG = 0x6988;
    /** An odd number of digits, so that the filling is tested too. */
    private static final byte[] OTHER_PIN = "2468135".getBytes(StandardCharsets.US_ASCII);

    private PinPoints() {}

    private static int limit(TestedCard card) {
        return card.layout().pin().retryLimit();
    }

    private static StatusWord tries(int left) {
        return StatusWord.of(0x63C0 | left);
    }

    private static StatusWord query(TestedCard card) {
        return card.send(SecurityCommands.queryPinTries()).status();
    }

    private static void requireTries(String zh, String en, StatusWord status, int left) {
        requireStatus(say(zh, en), status, tries(left).value());
    }

    /** Point 11. */
    static void formatAndLimit(TestedCard card) {
        card.fresh();
        card.verifyPin();
        int limit = limit(card);
        requireTries("正确 PIN 后的剩余次数", "tries after a right PIN", query(card), limit);
        CommandApdu tooShort = CommandApdu.of(0x00, 0x20, 0x00, 0x00, (byte) 0x12);
        requireStatus(say("1 字节 PIN", "a PIN of 1 byte"), card.send(tooShort).status(), WRONG_LENGTH);
        CommandApdu tooLong = CommandApdu.of(0x00, 0x20, 0x00, 0x00, new byte[9]);
        requireStatus(say("9 字节 PIN", "a PIN of 9 bytes"), card.send(tooLong).status(), WRONG_LENGTH);
        try {
            wrongEntries(card, limit);
        } finally {
            TestPin.present(card, card.pin().digits());
        }
        requireTries("再次输入正确 PIN 后的剩余次数", "tries after the right PIN again", query(card), limit);
    }

    private static void wrongEntries(TestedCard card, int limit) {
        byte[] wrong = card.pin().wrong();
        requireTries("第一次错误 PIN", "first wrong PIN", TestPin.present(card, wrong), limit - 1);
        requireTries("查询不减次数", "a query costs no try", query(card), limit - 1);
        card.files()
                .filter(file -> file.read() instanceof AccessRule.Pin || file.read() instanceof AccessRule.PinOrKey)
                .findFirst()
                .ifPresent(file -> requireNotVerified(card, file));
        card.enterEnvironment();
        requireTries("第二次错误 PIN", "second wrong PIN", TestPin.present(card, wrong), limit - 2);
    }

    /** A wrong PIN takes back what a right one gave (§4, convention). */
    private static void requireNotVerified(TestedCard card, CardFile file) {
        card.enter(card.layout().application(file.ref().application()));
        requireStatus(
                say("错误 PIN 清除已验证状态", "a wrong PIN clears the verified state"),
                card.readFirst(file).status(),
                REFUSED);
    }

    /** Point 12. */
    static void change(TestedCard card) {
        card.fresh();
        card.verifyPin();
        byte[] own = card.pin().digits();
        try {
            requireTries(
                    "原 PIN 错误的修改",
                    "a change with a wrong current PIN",
                    change(card, card.pin().wrong(), OTHER_PIN),
                    limit(card) - 1);
            requireStatus(say("修改 PIN", "CHANGE PIN"), change(card, own, OTHER_PIN), OK);
            card.fresh();
            requireStatus(say("验证新 PIN", "VERIFY with the new PIN"), TestPin.present(card, OTHER_PIN), OK);
            requireTries("原 PIN 不再有效", "the old PIN is no longer right", TestPin.present(card, own), limit(card) - 1);
            requireStatus(say("改回原 PIN", "change back"), change(card, OTHER_PIN, own), OK);
            requireStatus(say("验证原 PIN", "VERIFY with the own PIN"), TestPin.present(card, own), OK);
        } finally {
            restore(card, own);
            Arrays.fill(own, (byte) 0);
        }
    }

    /**
     * The card leaves with its own PIN and all tries, however the point ended. The change comes first: a faulty card may
     * take both PINs. Where there is nothing to change back it costs one try, which the right PIN returns.
     */
    private static void restore(TestedCard card, byte[] own) {
        card.fresh();
        change(card, OTHER_PIN, own);
        TestPin.present(card, own);
    }

    private static StatusWord change(TestedCard card, byte[] current, byte[] replacement) {
        byte[] from = PinBlock.encode(current);
        byte[] to = PinBlock.encode(replacement);
        try {
            return card.send(SecurityCommands.changePin(from, to)).status();
        } finally {
            Arrays.fill(from, (byte) 0);
            Arrays.fill(to, (byte) 0);
        }
    }

    /** Point 13: PUK opens the way, STK protects it (§5.3). */
    static void reloadAndUnblock(TestedCard card) {
        KeyDefinition puk = card.layout().key("PUK");
        KeyDefinition stk = card.layout().key("STK");
        if (!card.holds(puk) || !card.holds(stk)) {
            throw new PointSkipped(say("没有 PUK 或 STK", "PUK or STK is not held"));
        }
        card.fresh();
        card.verifyPin();
        byte[] own = card.pin().digits();
        try {
            unblock(card, puk, stk);
            reload(card, puk, stk, own);
        } finally {
            card.fresh();
            if (card.authenticate(puk).isOk()) {
                card.send(reloadCommand(card, stk, own));
            }
            TestPin.present(card, own);
            Arrays.fill(own, (byte) 0);
        }
    }

    private static void unblock(TestedCard card, KeyDefinition puk, KeyDefinition stk) {
        card.fresh();
        ResponseApdu withoutKey = card.sendSecured(stk, SecurityCommands.unblockPin());
        requireStatus(say("未认证 PUK 的解锁", "unblock without PUK"), withoutKey.status(), REFUSED);
        TestPin.present(card, card.pin().wrong());
        TestPin.present(card, card.pin().wrong());
        card.mustAuthenticate(puk);
        requireStatus(
                say("MAC 错误的解锁", "unblock with a wrong MAC"),
                card.sendWronglySecured(stk, SecurityCommands.unblockPin()).status(),
                SECURE_MESSAGING_WRONG);
        requireStatus(
                say("解锁", "unblock"),
                card.sendSecured(stk, SecurityCommands.unblockPin()).status(),
                OK);
        requireTries("解锁后的剩余次数", "tries after unblocking", query(card), limit(card));
    }

    private static void reload(TestedCard card, KeyDefinition puk, KeyDefinition stk, byte[] own) {
        card.fresh();
        card.mustAuthenticate(puk);
        requireStatus(
                say("重装 PIN", "PIN reload"),
                card.send(reloadCommand(card, stk, OTHER_PIN)).status(),
                OK);
        requireStatus(say("验证重装的 PIN", "VERIFY with the reloaded PIN"), TestPin.present(card, OTHER_PIN), OK);
        requireTries("重装后原 PIN 无效", "the PIN before the reload is wrong", TestPin.present(card, own), limit(card) - 1);
        requireStatus(
                say("重装回原 PIN", "reload of the own PIN"),
                card.send(reloadCommand(card, stk, own)).status(),
                OK);
        StatusWord back = TestPin.present(card, own);
        require(back.isOk(), say("验证原 PIN", "VERIFY with the own PIN"), "9000", back.toString());
    }

    private static CommandApdu reloadCommand(TestedCard card, KeyDefinition stk, byte[] digits) {
        byte[] challenge = card.challenge();
        return card.keys().reloadPin(KeyRef.of(stk.name()), challenge, digits);
    }
}
