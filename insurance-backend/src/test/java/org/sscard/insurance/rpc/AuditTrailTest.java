package org.sscard.insurance.rpc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.time.Clock;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.sscard.audit.AuditLog;
import org.sscard.servicekit.security.Principal;
import org.sscard.servicekit.security.Role;
import org.sscard.wire.error.CodedException;
import org.sscard.wire.error.ErrorCode;

/** A log that cannot be written, as on a full disk, has its own code; a refusal keeps its own. */
class AuditTrailTest {
    private static final Principal CALLER = new Principal("H1", "H1", Set.of(Role.INSTITUTION), true);

    private AuditTrail trail;

    @BeforeEach
    void aLogThatTakesNothing(@TempDir Path directory) throws Exception {
        AuditLog log = AuditLog.open(directory.resolve("audit.log"), Clock.systemUTC());
        log.close();
        trail = new AuditTrail(log);
    }

    @Test
    void whatCannotBeRecorded_isRefusedByCode() {
        assertCode(() -> trail.recorded("CANCEL", "x", () -> "done"), ErrorCode.AUDIT_LOG_CLOSED);
        assertCode(() -> trail.record("a", "p", "CANCEL", "x", "OK"), ErrorCode.AUDIT_LOG_CLOSED);
    }

    @Test
    void aRefusalThatCannotBeRecorded_staysTheAnswer() {
        assertCode(
                () -> trail.recorded("CANCEL", "x", () -> {
                    throw new CodedException(ErrorCode.DISK_FULL, "PostgreSQL");
                }),
                ErrorCode.DISK_FULL);
    }

    private static void assertCode(Runnable work, ErrorCode code) {
        assertThatThrownBy(() -> CALLER.calling(() -> {
                    work.run();
                    return "";
                }))
                .isInstanceOfSatisfying(
                        CodedException.class,
                        failure -> assertThat(failure.code()).isEqualTo(code));
    }
}
