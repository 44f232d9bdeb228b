package org.sscard.audit;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.lifecycle.AfterContainer;
import net.jqwik.api.lifecycle.BeforeContainer;

/** A8: whatever single thing is changed in a log, verification names where. */
class AnyMutationTest {

    private static final int RECORDS = 12;
    private static Path folder;
    private static byte[] original;

    @BeforeContainer
    static void writeLog() throws IOException {
        folder = Files.createTempDirectory("audit-mutation");
        Path file = folder.resolve("original.log");
        Clock clock = Clock.fixed(Instant.parse("2026-11-22T08:00:00Z"), ZoneOffset.UTC);
        try (AuditLog log = AuditLog.open(file, clock)) {
            for (int i = 1; i <= RECORDS; i++) {
                log.append(new AuditEntry("操作员 " + i, "10.0.0." + i, "KEY_IMPORT", "UKSSSE@" + i, "OK"));
            }
        }
        original = Files.readAllBytes(file);
    }

    @AfterContainer
    static void removeLog() throws IOException {
        try (var files = Files.list(folder)) {
            for (Path file : files.toList()) {
                Files.delete(file);
            }
        }
        Files.delete(folder);
    }

    @Property(tries = 2000)
    void anyChangedByte_isFoundAtItsRecord(@ForAll @IntRange(max = 100_000) int place, @ForAll byte value)
            throws IOException {
        byte[] changed = original.clone();
        int at = place % changed.length;
        if (changed[at] == value) {
            return;
        }
        changed[at] = value;
        AuditVerification found = verify(changed);
        assertThat(found.isIntact()).isFalse();
        assertThat(found.firstBad().orElseThrow()).isEqualTo(recordAt(at));
    }

    @Property(tries = 500)
    void anyRemovedByte_isFound(@ForAll @IntRange(max = 100_000) int place) throws IOException {
        int at = place % original.length;
        byte[] changed = new byte[original.length - 1];
        System.arraycopy(original, 0, changed, 0, at);
        System.arraycopy(original, at + 1, changed, at, changed.length - at);
        assertThat(verify(changed).isIntact()).isFalse();
    }

    @Property(tries = 500)
    void anyInsertedByte_isFound(@ForAll @IntRange(max = 100_000) int place, @ForAll byte value) throws IOException {
        int at = place % (original.length + 1);
        byte[] changed = new byte[original.length + 1];
        System.arraycopy(original, 0, changed, 0, at);
        changed[at] = value;
        System.arraycopy(original, at, changed, at + 1, original.length - at);
        assertThat(verify(changed).isIntact()).isFalse();
    }

    @Property
    void anyDeletedRecordBeforeTheLast_isFound(@ForAll @IntRange(min = 0, max = RECORDS - 1) int index)
            throws IOException {
        List<String> lines = lines();
        lines.remove(index);
        assertThat(verify(lines).firstBad()).hasValue(index);
    }

    @Property
    void anyRepeatedRecord_isFound(
            @ForAll @IntRange(min = 1, max = RECORDS) int index, @ForAll @IntRange(min = 1, max = RECORDS + 1) int to)
            throws IOException {
        List<String> lines = lines();
        lines.add(to, lines.get(index));
        // Before itself or behind itself it is the copy behind that is bad.
        assertThat(verify(lines).firstBad()).hasValue(to == index ? index + 1L : to);
    }

    @Property
    void anyTwoRecordsExchanged_areFound(
            @ForAll @IntRange(min = 1, max = RECORDS) int one, @ForAll @IntRange(min = 1, max = RECORDS) int other)
            throws IOException {
        if (one == other) {
            return;
        }
        List<String> lines = lines();
        Collections.swap(lines, one, other);
        assertThat(verify(lines).firstBad()).hasValue(Math.min(one, other));
    }

    /** A record that is recomputed with the right hash of its own breaks the next one. */
    @Property
    void anyRecordForgedWithItsOwnHash_breaksTheNext(@ForAll @IntRange(min = 1, max = RECORDS - 1) int index)
            throws IOException {
        List<String> lines = lines();
        String previous = lines.get(index).split("\t", -1)[7];
        AuditEntry forged = new AuditEntry("nobody", "10.0.0.9", "KEY_IMPORT", "UKSSSE@9", "OK");
        String line = RecordLine.record(index, Instant.EPOCH, forged, previous, AuditDigest.sha256())
                .text();
        lines.set(index, line.stripTrailing());
        assertThat(verify(lines).firstBad()).hasValue(index + 1L);
    }

    private static List<String> lines() {
        return new ArrayList<>(
                new String(original, StandardCharsets.UTF_8).lines().toList());
    }

    private static AuditVerification verify(List<String> lines) throws IOException {
        return verify((String.join("\n", lines) + "\n").getBytes(StandardCharsets.UTF_8));
    }

    private static AuditVerification verify(byte[] content) throws IOException {
        Path file = folder.resolve("changed.log");
        Files.write(file, content);
        return AuditVerifier.verify(file);
    }

    private static long recordAt(int place) {
        long record = 0;
        for (int at = 0; at < place; at++) {
            record += original[at] == '\n' ? 1 : 0;
        }
        return record;
    }
}
