package org.sscard.terminal.api;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.sscard.terminal.card.Blacklist;
import org.sscard.terminal.check.Check;
import org.sscard.terminal.check.MachineChecks;
import org.sscard.terminal.reader.ReaderDesk;
import org.sscard.terminal.reader.ReaderRole;
import org.sscard.terminal.reader.ReaderStatus;
import org.sscard.wire.error.CodedException;
import org.sscard.wire.error.ErrorCode;

/** All that can be said of a running agent, for its page, its JSON, {@code sscard doctor} and the metrics. */
public final class AgentChecks {

    private static final Instant BUILT_AFTER = Instant.parse("2026-01-01T00:00:00Z");
    private static final Duration CLOCK_TOLERANCE = Duration.ofMinutes(5);
    private static final Duration CERTIFICATE_NOTICE = Duration.ofDays(30);

    private final Setting setting;
    private final ReaderDesk readers;
    private final Blacklist blacklist;
    private final List<StatusPage.Line> lines;
    private final Supplier<Optional<LastFailure.Seen>> lastFailure;
    private final Clock clock;

    /**
     * @param pcsc whether the machine's readers are used
     * @param feed whether an issuer feeds the blacklist
     * @param blacklistAge after which it is warned about
     * @param certificates of https on loopback and of this agent as a client, by what they serve
     */
    public record Setting(boolean pcsc, boolean feed, Duration blacklistAge, Map<String, Instant> certificates) {}

    public AgentChecks(
            Setting setting,
            ReaderDesk readers,
            Blacklist blacklist,
            List<StatusPage.Line> lines,
            Supplier<Optional<LastFailure.Seen>> lastFailure,
            Clock clock) {
        this.setting = setting;
        this.readers = readers;
        this.blacklist = blacklist;
        this.lines = List.copyOf(lines);
        this.lastFailure = lastFailure;
        this.clock = clock;
    }

    public List<Check> run() {
        List<ReaderStatus> present = readers.readers();
        List<Check> checks = new ArrayList<>();
        if (setting.pcsc()) {
            checks.addAll(
                    MachineChecks.of(readers.problems().stream().findFirst().orElse(null)));
        }
        checks.add(reader(present));
        checks.add(card(present));
        checks.add(psam(present));
        lines.forEach(line -> checks.add(line(line)));
        if (lines.isEmpty()) {
            checks.add(Check.unused("line", "线路", "line", "没有配置 not configured"));
        }
        checks.add(queue(present));
        checks.add(blacklist());
        checks.add(clock());
        setting.certificates().forEach((serves, until) -> checks.add(certificate(serves, until)));
        checks.add(lastFailure());
        return checks;
    }

    private static Check reader(List<ReaderStatus> present) {
        List<String> names = present.stream()
                .filter(AgentChecks::isHolders)
                .map(ReaderStatus::name)
                .toList();
        return names.isEmpty()
                ? Check.bad(
                        "reader",
                        "读卡器",
                        "reader",
                        "",
                        new CodedException(ErrorCode.READER_NOT_FOUND, ReaderRole.USER_CONTACT))
                : Check.good("reader", "读卡器", "reader", String.join("；", names));
    }

    private static boolean isHolders(ReaderStatus reader) {
        return reader.role() == ReaderRole.USER_CONTACT || reader.role() == ReaderRole.USER_CONTACTLESS;
    }

    private static Check card(List<ReaderStatus> present) {
        boolean lies = present.stream()
                .anyMatch(reader -> isHolders(reader) && reader.presence().cardPresent());
        return Check.good("card", "卡片", "card", lies ? "有卡 present" : "无卡 none");
    }

    private static Check psam(List<ReaderStatus> present) {
        boolean lies = present.stream()
                .anyMatch(reader ->
                        reader.role() == ReaderRole.PSAM && reader.presence().cardPresent());
        return lies
                ? Check.good("psam", "PSAM 卡", "PSAM", "有卡 present")
                : Check.notice("psam", "PSAM 卡", "PSAM", "", new CodedException(ErrorCode.PSAM_ABSENT));
    }

    private static Check line(StatusPage.Line line) {
        return line.up().getAsBoolean()
                ? Check.good("line", "线路", "line", line.name())
                : Check.bad(
                        "line",
                        "线路",
                        "line",
                        line.name(),
                        new CodedException(ErrorCode.SERVICE_UNAVAILABLE, line.name()));
    }

    /** Nothing waits for a reader: a second caller is told at once that it is in use. */
    private static Check queue(List<ReaderStatus> present) {
        long running = present.stream().filter(ReaderStatus::leased).count();
        return Check.good("queue", "进行中的操作", "operations under way", Long.toString(running));
    }

    private Check blacklist() {
        String content = "版本 version " + blacklist.version() + "，" + blacklist.size() + " 张 cards";
        if (!setting.feed()) {
            return Check.notice("blacklist", "黑名单", "blacklist", content + "，没有配置制卡中心 no issuer configured", null);
        }
        Optional<Duration> age = blacklistAge();
        String told = age.map(AgentChecks::told).orElse("从未 never");
        boolean fresh =
                age.filter(old -> old.compareTo(setting.blacklistAge()) <= 0).isPresent();
        String detail = content + "，" + told;
        return fresh
                ? Check.good("blacklist", "黑名单", "blacklist", detail)
                : Check.bad(
                        "blacklist", "黑名单", "blacklist", detail, new CodedException(ErrorCode.BLACKLIST_STALE, told));
    }

    /** Since the issuer last confirmed the list; empty while it never did. */
    public Optional<Duration> blacklistAge() {
        return blacklist
                .confirmed()
                .map(confirmed -> Duration.between(confirmed, clock.instant()))
                .map(age -> age.isNegative() ? Duration.ZERO : age);
    }

    private static String told(Duration age) {
        if (age.toHours() >= 48) {
            return age.toDays() + " 天 days";
        }
        if (age.toMinutes() >= 120) {
            return age.toHours() + " 小时 h";
        }
        return age.toSeconds() >= 120 ? age.toMinutes() + " 分钟 min" : age.toSeconds() + " 秒 s";
    }

    private Check clock() {
        Instant now = clock.instant();
        String wrong = "";
        if (now.isBefore(BUILT_AFTER)) {
            wrong = now + " < " + BUILT_AFTER;
        } else if (blacklist
                .confirmed()
                .filter(confirmed -> confirmed.isAfter(now.plus(CLOCK_TOLERANCE)))
                .isPresent()) {
            wrong = "黑名单的确认时间在将来 the blacklist was confirmed in the future";
        }
        return wrong.isEmpty()
                ? Check.good("clock", "时钟", "clock", now.toString())
                : Check.bad("clock", "时钟", "clock", now.toString(), new CodedException(ErrorCode.CLOCK_WRONG, wrong));
    }

    private Check certificate(String serves, Instant until) {
        Duration left = Duration.between(clock.instant(), until);
        String detail = serves + "，" + Math.max(0, left.toDays()) + " 天 days";
        if (left.isNegative()) {
            return Check.bad(
                    "certificate",
                    "证书",
                    "certificate",
                    detail,
                    new CodedException(ErrorCode.CERTIFICATE_EXPIRED, serves));
        }
        return left.compareTo(CERTIFICATE_NOTICE) < 0
                ? Check.notice("certificate", "证书", "certificate", detail, null)
                : Check.good("certificate", "证书", "certificate", detail);
    }

    private Check lastFailure() {
        LastFailure.@Nullable Seen seen = lastFailure.get().orElse(null);
        return seen == null
                ? Check.good("lastError", "最近的错误", "last error", "无 none")
                : Check.notice("lastError", "最近的错误", "last error", seen.at().toString(), seen.failure());
    }
}
