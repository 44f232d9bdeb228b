package org.sscard.issuer.console;

import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import org.sscard.issuer.lifecycle.BankState;
import org.sscard.issuer.lifecycle.CardAction;
import org.sscard.issuer.lifecycle.CardState;
import org.sscard.issuer.lifecycle.Channel;
import org.sscard.issuer.lifecycle.LifeCycle;
import org.sscard.issuer.lifecycle.Reason;
import org.sscard.issuer.registry.CardRecord;
import org.sscard.issuer.registry.HolderCard.HistoryEntry;
import org.sscard.servicekit.pages.Chip;
import org.sscard.servicekit.pages.Tone;

/** Cards as the pages speak of them; the names themselves are the life-cycle table's. */
final class CardWords {

    private static final LifeCycle TABLE = LifeCycle.table();

    private static final Map<String, String> MACHINES = Map.of(
            "read-back equals what was expected", "回读与预期一致",
            "chip bound", "芯片已绑定",
            "all checks of the roster passed", "名册各项检查通过",
            "roster import", "名册导入",
            "batch", "批次");

    private CardWords() {}

    static Chip chip(CardRecord card) {
        return chip(card.state());
    }

    static Chip chip(CardState state) {
        return new Chip(tone(state), TABLE.nameZh(state));
    }

    static Tone tone(CardState state) {
        return switch (state) {
            case ACTIVE, QC_PASSED, ISSUED -> Tone.GOOD;
            case APPLIED, REVIEWED, IN_BATCH, PERSONALISING, IN_TRANSIT, AT_BRANCH, REPLACING -> Tone.WAITING;
            case UNKNOWN, PIN_BLOCKED, TEMP_LOST, RETURNED -> Tone.WARNING;
            case LOST, LOST_IN_TRANSIT, SPOILED, REJECTED -> Tone.BAD;
            case CANCELLED, DESTROYED, WITHDRAWN -> Tone.NEUTRAL;
        };
    }

    static Chip chip(BankState state) {
        Tone tone = switch (state) {
            case ACTIVE -> Tone.GOOD;
            case FROZEN -> Tone.WARNING;
            case INACTIVE -> Tone.WAITING;
            case NOT_OPENED, CLOSED -> Tone.NEUTRAL;
        };
        return new Chip(tone, TABLE.name(state).zh());
    }

    /** What was done: the action's name, or where the card went. */
    static String did(HistoryEntry entry) {
        for (CardAction action : CardAction.values()) {
            if (action.name().equals(entry.action())) {
                return TABLE.action(action).zh();
            }
        }
        return entry.from().isEmpty()
                ? "登记"
                : entry.from().get() == entry.to() ? "记录" : "转为" + TABLE.nameZh(entry.to());
    }

    private static String channel(HistoryEntry entry) {
        for (Channel channel : Channel.values()) {
            if (channel.name().equals(entry.channel())) {
                return TABLE.channel(channel).name().zh();
            }
        }
        return entry.channel();
    }

    /** The reason of the table and what was said beside it. */
    static String why(HistoryEntry entry) {
        String reason = "";
        for (Reason one : Reason.values()) {
            if (one.name().equals(entry.reason())) {
                reason = TABLE.name(one).zh();
            }
        }
        String said = inChinese(entry.why());
        return reason.isEmpty() || said.isEmpty() ? reason + said : reason + "；" + said;
    }

    /** What machines write into the history. */
    private static String inChinese(String why) {
        for (Map.Entry<String, String> said : MACHINES.entrySet()) {
            if (why.startsWith(said.getKey())) {
                return said.getValue() + why.substring(said.getKey().length());
            }
        }
        return why;
    }

    /** Who did it, and by which channel. */
    static String by(HistoryEntry entry) {
        String channel = channel(entry);
        return channel.isEmpty() ? entry.who() : entry.who() + " · " + channel;
    }

    /** How long it still is: 3 天, 5 小时, 不到 1 小时. */
    static String left(Instant until, Instant now) {
        Duration left = Duration.between(now, until);
        return left.toDays() > 0
                ? "还剩 " + left.toDays() + " 天"
                : left.toHours() > 0 ? "还剩 " + left.toHours() + " 小时" : left.isNegative() ? "已到期" : "不到 1 小时";
    }

    /** How long ago: 刚刚, 5 分钟前, 3 小时前, 2 天前. */
    static String ago(Instant at, Instant now) {
        Duration past = Duration.between(at, now);
        return past.toDays() > 0
                ? past.toDays() + " 天前"
                : past.toHours() > 0
                        ? past.toHours() + " 小时前"
                        : past.toMinutes() > 0 ? past.toMinutes() + " 分钟前" : "刚刚";
    }

    /** A length of time in words: 7 天, 90 分钟. */
    static String length(Duration length) {
        return length.toDays() > 0 && length.equals(Duration.ofDays(length.toDays()))
                ? length.toDays() + " 天"
                : length.toHours() > 0 && length.equals(Duration.ofHours(length.toHours()))
                        ? length.toHours() + " 小时"
                        : length.toMinutes() > 0 ? length.toMinutes() + " 分钟" : length.toSeconds() + " 秒";
    }
}
