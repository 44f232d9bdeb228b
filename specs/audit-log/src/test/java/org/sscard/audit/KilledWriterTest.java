package org.sscard.audit;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Clock;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** F26: a writing process is killed at any instant; what it was told is written is there. */
class KilledWriterTest {

    private static final int ROUNDS = 3;

    @TempDir
    Path folder;

    @Test
    void everyAcknowledgedRecord_survivesTheKill() throws Exception {
        Path file = folder.resolve("audit.log");
        long written = 0;
        for (int round = 0; round < ROUNDS; round++) {
            long acknowledged = writeUntilKilled(file, 50 + 37 * round);
            try (AuditLog reopened = AuditLog.open(file, Clock.systemUTC())) {
                assertThat(reopened.size()).isGreaterThanOrEqualTo(acknowledged).isGreaterThan(written);
                written = reopened.size();
            }
            assertThat(AuditVerifier.verify(file).isIntact()).isTrue();
        }
    }

    /** The last sequence number that the process had printed before it died. */
    private static long writeUntilKilled(Path file, int records) throws IOException, InterruptedException {
        Process writer = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-XX:TieredStopAtLevel=1",
                        "-cp",
                        System.getProperty("java.class.path"),
                        Writer.class.getName(),
                        file.toString())
                .redirectErrorStream(true)
                .start();
        long last = 0;
        try (BufferedReader lines = writer.inputReader(StandardCharsets.US_ASCII)) {
            for (int i = 0; i < records; i++) {
                last = Long.parseLong(lines.readLine());
            }
            writer.toHandle().destroyForcibly();
            for (String line = complete(lines); line != null; line = complete(lines)) {
                last = Long.parseLong(line);
            }
        }
        assertThat(writer.waitFor(30, TimeUnit.SECONDS)).isTrue();
        return last;
    }

    /** A line that the kill cut short acknowledges nothing. */
    private static String complete(BufferedReader lines) throws IOException {
        StringBuilder line = new StringBuilder();
        for (int c = lines.read(); c >= 0; c = lines.read()) {
            if (c == '\n') {
                return line.toString();
            }
            line.append((char) c);
        }
        return null;
    }

    /** The process that dies. */
    static final class Writer {

        public static void main(String[] arguments) {
            try (AuditLog log = AuditLog.open(Path.of(arguments[0]), Clock.systemUTC())) {
                while (true) {
                    AuditRecord record = log.append(new AuditEntry("a", "p", "A", "s", "OK"));
                    System.out.println(record.sequence());
                }
            }
        }
    }
}
