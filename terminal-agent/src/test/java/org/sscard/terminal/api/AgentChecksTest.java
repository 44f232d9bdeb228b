package org.sscard.terminal.api;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.sscard.terminal.card.BlacklistReplica;
import org.sscard.terminal.check.Check;
import org.sscard.terminal.reader.ReaderDesk;
import org.sscard.terminal.reader.RoleMap;
import org.sscard.wire.error.ErrorCode;

/** What is warned about, and when: the blacklist's age (faults F16, F20), the clock, the certificate. */
class AgentChecksTest {

    private static final Instant NOW = Instant.parse("2026-11-22T04:00:00Z");

    @TempDir
    Path directory;

    private final ReaderDesk readers = new ReaderDesk(List.of(), new RoleMap(List.of(), false), Duration.ofSeconds(1));

    @AfterEach
    void close() {
        readers.close();
    }

    private BlacklistReplica blacklist() {
        return BlacklistReplica.open(directory.resolve("blacklist"));
    }

    private Check check(String id, BlacklistReplica blacklist, Duration certificateLeft) {
        AgentChecks checks = new AgentChecks(
                new AgentChecks.Setting(
                        false, true, Duration.ofHours(24), Map.of("https 127.0.0.1", NOW.plus(certificateLeft))),
                readers,
                blacklist,
                List.of(),
                Optional::empty,
                Clock.fixed(NOW, ZoneOffset.UTC));
        return checks.run().stream()
                .filter(check -> check.id().equals(id))
                .findFirst()
                .orElseThrow();
    }

    private static ErrorCode code(Check check) {
        assertThat(check.state()).isEqualTo(Check.State.BAD);
        return check.problem().code();
    }

    @Test
    void blacklistThatNobodyConfirmed_isBad() {
        assertThat(code(check("blacklist", blacklist(), Duration.ofDays(100)))).isEqualTo(ErrorCode.BLACKLIST_STALE);
    }

    @Test
    void blacklistsAge_countsFromTheLastConfirmationAcrossARestart() {
        blacklist().confirm(NOW.minus(Duration.ofHours(23)));
        Check fresh = check("blacklist", blacklist(), Duration.ofDays(100));
        assertThat(fresh.state()).isEqualTo(Check.State.GOOD);
        assertThat(fresh.detail()).contains("23 小时 h");
        blacklist().confirm(NOW.minus(Duration.ofHours(25)));
        assertThat(code(check("blacklist", blacklist(), Duration.ofDays(100)))).isEqualTo(ErrorCode.BLACKLIST_STALE);
    }

    @Test
    void confirmationFromTheFuture_meansAWrongClock() {
        BlacklistReplica blacklist = blacklist();
        blacklist.confirm(NOW.plus(Duration.ofHours(1)));
        assertThat(code(check("clock", blacklist, Duration.ofDays(100)))).isEqualTo(ErrorCode.CLOCK_WRONG);
    }

    @Test
    void certificateAboutToExpire_isNoticedAndThenBad() {
        assertThat(check("certificate", blacklist(), Duration.ofDays(10)).state())
                .isEqualTo(Check.State.NOTICE);
        assertThat(code(check("certificate", blacklist(), Duration.ofDays(-1))))
                .isEqualTo(ErrorCode.CERTIFICATE_EXPIRED);
    }
}
