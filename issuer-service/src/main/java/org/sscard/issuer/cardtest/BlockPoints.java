package org.sscard.issuer.cardtest;

import static org.sscard.issuer.cardtest.TestedCard.REFUSED;
import static org.sscard.issuer.cardtest.TestedCard.requireStatus;
import static org.sscard.issuer.cardtest.TestedCard.say;

import java.util.List;
import org.sscard.spec.command.FileCommands;
import org.sscard.spec.command.SecurityCommands;
import org.sscard.spec.layout.Application;
import org.sscard.spec.layout.KeyDefinition;
import org.sscard.spec.layout.KeyType;

/** For ever: points 24 and 25. */
final class BlockPoints {

    private static final int OK = 0x9000;
    private static final int WRONG_MAC = 0x6988;
    private static final int APPLICATION_BLOCKED = 0x9303;
    private static final int CARD_BLOCKED = 0x6A81;
    private static final int SAMPLE_SFI = 5;

    private BlockPoints() {}

    /** Point 24: every application that has a lock key. */
    static void applicationBlock(TestedCard card) {
        List<Application> lockable = card.applications().stream()
                .filter(application -> application.lockKey().isPresent())
                .toList();
        boolean tried = false;
        for (Application application : lockable) {
            KeyDefinition lock = card.layout().key(application.lockKey().orElseThrow());
            KeyDefinition stk = secureMessagingKey(card, application);
            if (card.holds(lock) && card.holds(stk)) {
                tried = true;
                blockApplication(card, application, lock, stk);
            } else {
                card.remark(
                        "没有 " + lock.name() + " 或 " + stk.name(), lock.name() + " or " + stk.name() + " is not held");
            }
        }
        if (!tried) {
            throw new PointSkipped(say("没有应用锁定密钥", "no lock key is held"));
        }
    }

    private static KeyDefinition secureMessagingKey(TestedCard card, Application application) {
        return card.layout().keysOf(application.name()).stream()
                .filter(key -> key.type() == KeyType.STK)
                .findFirst()
                .orElseThrow(() -> new IllegalStateException(application.name() + " has no STK"));
    }

    private static void blockApplication(
            TestedCard card, Application application, KeyDefinition lock, KeyDefinition stk) {
        String name = application.name();
        card.freshIn(name);
        requireStatus(
                say("未认证锁定密钥锁定 " + name, "block of " + name + " without its lock key"),
                card.sendSecured(stk, SecurityCommands.applicationBlock()).status(),
                REFUSED);
        card.freshIn(name);
        card.mustAuthenticate(lock);
        requireStatus(
                say("MAC 错误的锁定 " + name, "block of " + name + " with a wrong MAC"),
                card.sendWronglySecured(stk, SecurityCommands.applicationBlock())
                        .status(),
                WRONG_MAC);
        requireStatus(
                say("锁定 " + name, "block of " + name),
                card.sendSecured(stk, SecurityCommands.applicationBlock()).status(),
                OK);
        card.expect(
                say("锁定后的命令", "a command after the block"),
                FileCommands.readRecord(SAMPLE_SFI, 1),
                APPLICATION_BLOCKED);
        card.fresh();
        card.expect(
                say("选择已锁定的 " + name, "SELECT of the blocked " + name),
                FileCommands.selectByName(application.aidBytes()),
                APPLICATION_BLOCKED);
        card.expect(say("其他应用不受影响", "other applications go on"), FileCommands.readRecord(SAMPLE_SFI, 1), OK);
    }

    /** Point 25: the last one of a run. */
    static void cardBlock(TestedCard card) {
        KeyDefinition lock = card.layout().key("BK");
        KeyDefinition stk = card.layout().key("STK");
        if (!card.holds(lock) || !card.holds(stk)) {
            throw new PointSkipped(say("没有 BK 或 STK", "BK or STK is not held"));
        }
        card.fresh();
        requireStatus(
                say("未认证 BK 锁卡", "card block without BK"),
                card.sendSecured(stk, SecurityCommands.cardBlock()).status(),
                REFUSED);
        card.fresh();
        card.mustAuthenticate(lock);
        requireStatus(
                say("MAC 错误的锁卡", "card block with a wrong MAC"),
                card.sendWronglySecured(stk, SecurityCommands.cardBlock()).status(),
                WRONG_MAC);
        requireStatus(
                say("锁卡", "card block"),
                card.sendSecured(stk, SecurityCommands.cardBlock()).status(),
                OK);
        card.reset();
        card.expect(
                say("锁卡后选择 SSSE", "SELECT after the block"),
                FileCommands.selectByName(
                        card.layout().application(TestedCard.ENVIRONMENT).aidBytes()),
                CARD_BLOCKED);
        card.expect(say("锁卡后取随机数", "GET CHALLENGE after the block"), SecurityCommands.getChallenge(8), CARD_BLOCKED);
    }
}
