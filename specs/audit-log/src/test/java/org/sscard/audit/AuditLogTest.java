package org.sscard.audit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.LongStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.sscard.audit.AuditVerification.Defect;

class AuditLogTest {

    private static final Clock CLOCK = Clock.fixed(Instant.parse("2026-11-22T08:00:00Z"), ZoneOffset.UTC);

    @TempDir
    Path folder;

    private Path file;

    @BeforeEach
    void nameFile() {
        file = folder.resolve("audit.log");
    }

    @Test
    void recordsChainAcrossReopening() {
        write("first");
        write("second");
        AuditVerification found = AuditVerifier.verify(file);
        assertThat(found.isIntact()).isTrue();
        assertThat(found.goodRecords()).isEqualTo(2);
    }

    @Test
    void anySpecialCharacter_staysInItsField() throws IOException {
        String awkward = "制卡\t员\n\\n\r";
        write(awkward);
        String line = Files.readAllLines(file).get(1);
        String[] fields = RecordLine.fields(
                line.getBytes(StandardCharsets.UTF_8), 0, line.getBytes(StandardCharsets.UTF_8).length);
        assertThat(fields).hasSize(RecordLine.FIELDS);
        assertThat(RecordLine.unescaped(fields[5])).isEqualTo(awkward);
        assertThat(AuditVerifier.verify(file).isIntact()).isTrue();
    }

    @Test
    void tornLastRecord_isRemovedAndReported() throws IOException {
        write("kept");
        Files.writeString(file, "2\t2026-11-22T08:0", StandardOpenOption.APPEND);
        assertThat(AuditVerifier.verify(file).defect()).isEqualTo(Defect.TORN_TAIL);
        write("after the crash");
        assertThat(AuditVerifier.verify(file).isIntact()).isTrue();
        assertThat(Files.readAllLines(file)).hasSize(4);
        assertThat(Files.readAllLines(file).get(2)).contains(AuditLog.RECOVERED, "17 bytes after record 1");
    }

    @Test
    void tornHeader_startsAnew() throws IOException {
        Files.writeString(file, "sscard-audit\t1\tSHA");
        write("first");
        assertThat(AuditVerifier.verify(file).isIntact()).isTrue();
    }

    @Test
    void changedTail_isRefusedAtOpening() throws IOException {
        write("one");
        write("two");
        Files.writeString(file, Files.readString(file).replace("two", "twp"));
        assertThatThrownBy(() -> AuditLog.open(file, CLOCK))
                .isInstanceOfSatisfying(
                        AuditException.class, e -> assertThat(e.fault()).isEqualTo(AuditFault.AUDIT_LOG_DAMAGED));
    }

    @Test
    void tailBeyondTheWindow_isJoinedInTheMiddle() {
        try (AuditLog log = AuditLog.open(file, CLOCK)) {
            String long4k = "x".repeat(AuditEntry.MAX_FIELD_CHARS);
            for (int i = 0; i < 300; i++) {
                log.append(new AuditEntry("a", "p", "A", long4k, "OK"));
            }
        }
        write("joined");
        assertThat(AuditVerifier.verify(file).goodRecords()).isEqualTo(301);
    }

    @Test
    void secondWriter_isRefused() {
        try (AuditLog first = AuditLog.open(file, CLOCK)) {
            assertThatThrownBy(() -> AuditLog.open(file, CLOCK))
                    .isInstanceOfSatisfying(
                            AuditException.class, e -> assertThat(e.fault()).isEqualTo(AuditFault.AUDIT_LOG_IN_USE));
            assertThat(first.size()).isZero();
        }
    }

    @Test
    void fullDisk_isToldAndNothingIsAcknowledged() {
        Path full = Path.of("/dev/full");
        assumeTrue(Files.exists(full));
        assertThatThrownBy(() -> AuditLog.open(full, CLOCK))
                .isInstanceOfSatisfying(
                        AuditException.class, e -> assertThat(e.fault()).isEqualTo(AuditFault.AUDIT_LOG_WRITE_FAILED));
    }

    @Test
    void concurrentWriters_allGetTheirOwnRecord() throws Exception {
        int writers = 16;
        int each = 20;
        ExecutorService threads = Executors.newFixedThreadPool(writers);
        List<Long> sequences = new ArrayList<>();
        try (AuditLog log = AuditLog.open(file, CLOCK)) {
            Callable<List<Long>> writer = () -> LongStream.range(0, each)
                    .map(i -> log.append(new AuditEntry("a", "p", "A", "s" + i, "OK"))
                            .sequence())
                    .boxed()
                    .toList();
            List<Future<List<Long>>> results = threads.invokeAll(Collections.nCopies(writers, writer));
            for (Future<List<Long>> result : results) {
                sequences.addAll(result.get());
            }
        } finally {
            threads.shutdownNow();
        }
        assertThat(sequences).doesNotHaveDuplicates().hasSize(writers * each);
        assertThat(AuditVerifier.verify(file).goodRecords()).isEqualTo(sequences.size());
    }

    @Test
    void interruptedCaller_doesNotBreakTheLogForOthers() {
        try (AuditLog log = AuditLog.open(file, CLOCK)) {
            Thread.currentThread().interrupt();
            log.append(new AuditEntry("a", "p", "A", "interrupted", "OK"));
            assertThat(Thread.interrupted()).isTrue();
            log.append(new AuditEntry("a", "p", "A", "after", "OK"));
        }
        assertThat(AuditVerifier.verify(file).goodRecords()).isEqualTo(2);
    }

    @Test
    void cutTail_isFoundWithTheCheckpointOnly() throws Exception {
        KeyPair keys = KeyPairGenerator.getInstance("Ed25519").generateKeyPair();
        Checkpoint kept;
        try (AuditLog log = AuditLog.open(file, CLOCK)) {
            log.append(new AuditEntry("a", "p", "A", "one", "OK"));
            log.append(new AuditEntry("a", "p", "A", "two", "OK"));
            kept = log.checkpoint(Ed25519Checkpoints.signer(keys.getPrivate()));
        }
        CheckpointVerifier signatures = Ed25519Checkpoints.verifier(keys.getPublic());
        Checkpoint read = Checkpoint.parse(kept.toLine());
        assertThat(AuditVerifier.verify(file, AuditDigest.sha256(), read, signatures)
                        .isIntact())
                .isTrue();

        List<String> lines = Files.readAllLines(file);
        Files.writeString(file, String.join("\n", lines.subList(0, 2)) + "\n");
        assertThat(AuditVerifier.verify(file).isIntact()).isTrue();
        AuditVerification found = AuditVerifier.verify(file, AuditDigest.sha256(), read, signatures);
        assertThat(found.defect()).isEqualTo(Defect.CUT_TAIL);
        assertThat(found.firstBad()).hasValue(2);

        Checkpoint forged =
                new Checkpoint(read.logId(), 1, read.hash(), read.time(), read.algorithm(), read.signature());
        assertThatThrownBy(() -> AuditVerifier.verify(file, AuditDigest.sha256(), forged, signatures))
                .isInstanceOf(AuditException.class)
                .hasMessageStartingWith("AUDIT_CHECKPOINT_INVALID");
    }

    @Test
    void logWrittenAnew_isNotTheOneOfTheCheckpoint() throws Exception {
        KeyPair keys = KeyPairGenerator.getInstance("Ed25519").generateKeyPair();
        Checkpoint kept;
        try (AuditLog log = AuditLog.open(file, CLOCK)) {
            log.append(new AuditEntry("a", "p", "A", "one", "OK"));
            kept = log.checkpoint(Ed25519Checkpoints.signer(keys.getPrivate()));
        }
        Files.delete(file);
        write("another");
        AuditVerification found =
                AuditVerifier.verify(file, AuditDigest.sha256(), kept, Ed25519Checkpoints.verifier(keys.getPublic()));
        assertThat(found.defect()).isEqualTo(Defect.REWRITTEN);
    }

    private void write(String subject) {
        try (AuditLog log = AuditLog.open(file, CLOCK)) {
            log.append(new AuditEntry("operator", "127.0.0.1", "TEST", subject, "OK"));
        }
    }
}
