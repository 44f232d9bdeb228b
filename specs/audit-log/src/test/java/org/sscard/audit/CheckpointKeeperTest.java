package org.sscard.audit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** F22: a log that was cut or put back is noticed against a checkpoint kept elsewhere. */
class CheckpointKeeperTest {

    private static final Clock CLOCK = Clock.fixed(Instant.parse("2026-11-22T08:00:00Z"), ZoneOffset.UTC);
    private static final SecureRandom RANDOM = new SecureRandom();

    @TempDir
    Path folder;

    @Test
    void cutTailAtARecordsEnd_isNoticed() throws Exception {
        write(5);
        List<String> lines = Files.readAllLines(log());
        Files.writeString(log(), String.join("\n", lines.subList(0, 4)) + "\n");
        assertThat(AuditVerifier.verify(log()).isIntact()).isTrue();
        refused(AuditFault.AUDIT_LOG_ROLLED_BACK);
    }

    @Test
    void logThatWentOn_isAccepted_andSoIsATornRecordBehindTheCheckpoint() throws Exception {
        write(2);
        try (AuditLog log = AuditLog.open(log(), CLOCK)) {
            log.append(entry(3));
        }
        keeper().requireNotBehind(log(), AuditDigest.sha256());
        Files.writeString(log(), Files.readString(log()) + "4\t2026");
        keeper().requireNotBehind(log(), AuditDigest.sha256());
    }

    @Test
    void logWrittenAnewOrGone_isNoticed() throws Exception {
        write(2);
        Files.delete(log());
        refused(AuditFault.AUDIT_LOG_ROLLED_BACK);
        try (AuditLog log = AuditLog.open(log(), CLOCK)) {
            for (int i = 0; i < 9; i++) {
                log.append(entry(i));
            }
        }
        refused(AuditFault.AUDIT_LOG_ROLLED_BACK);
    }

    @Test
    void changedRecord_isDamage_andAForgedCheckpointIsNone() throws Exception {
        write(3);
        String text = Files.readString(log());
        Files.writeString(log(), text.replace("READ\tcard 1\t", "READ\tcard 9\t"));
        refused(AuditFault.AUDIT_LOG_DAMAGED);
        Files.writeString(log(), text);
        Path checkpoint = folder.resolve("elsewhere");
        Files.writeString(checkpoint, Files.readString(checkpoint).replace("\t3\t", "\t2\t"));
        refused(AuditFault.AUDIT_CHECKPOINT_INVALID);
    }

    private void write(int records) {
        try (AuditLog log = AuditLog.open(log(), CLOCK)) {
            for (int i = 0; i < records; i++) {
                log.append(entry(i));
            }
            assertThat(keeper().keep(log).sequence()).isEqualTo(records);
        }
        keeper().requireNotBehind(log(), AuditDigest.sha256());
    }

    private void refused(AuditFault fault) {
        assertThatThrownBy(() -> keeper().requireNotBehind(log(), AuditDigest.sha256()))
                .isInstanceOfSatisfying(
                        AuditException.class, e -> assertThat(e.code()).isEqualTo(fault.name()));
    }

    private Path log() {
        return folder.resolve("audit.log");
    }

    private CheckpointKeeper keeper() {
        return CheckpointKeeper.open(folder.resolve("elsewhere"), folder, RANDOM);
    }

    private static AuditEntry entry(int number) {
        return new AuditEntry("operator", "here", "READ", "card " + number, "OK");
    }
}
