package org.sscard.audit;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * Finds records, newest first, while the log is being written. It proves nothing: that the chain is whole, says
 * {@link AuditVerifier}.
 */
public final class AuditSearch {

    private static final int RECORD_FIELDS = RecordLine.FIELDS;

    private AuditSearch() {}

    /**
     * @param limit no more than so many records
     * @param reachBytes how far back the file is read from its end
     * @throws AuditException AUDIT_LOG_READ_FAILED
     */
    public static List<AuditRecord> newest(Path log, Predicate<AuditRecord> wanted, int limit, long reachBytes) {
        List<AuditRecord> found = new ArrayList<>();
        String[] lines = tail(log, reachBytes).split("\n", -1);
        for (int at = lines.length - 1; at >= 0 && found.size() < limit; at--) {
            AuditRecord entry = record(lines[at]);
            if (entry != null && wanted.test(entry)) {
                found.add(entry);
            }
        }
        return found;
    }

    private static String tail(Path log, long reachBytes) {
        try (FileChannel file = FileChannel.open(log, StandardOpenOption.READ)) {
            long size = file.size();
            long from = Math.max(0, size - reachBytes);
            ByteBuffer bytes = ByteBuffer.allocate(Math.toIntExact(size - from));
            while (bytes.hasRemaining() && file.read(bytes, from + bytes.position()) >= 0) {
                // until the whole of it is there
            }
            return new String(bytes.array(), 0, bytes.position(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new AuditException(AuditFault.AUDIT_LOG_READ_FAILED, String.valueOf(log.getFileName()), e);
        }
    }

    /** Null for the head of the file, and for a line that is cut or still being written. */
    private static @Nullable AuditRecord record(String line) {
        String[] fields = line.split("\t", -1);
        if (fields.length != RECORD_FIELDS || !fields[0].matches("[0-9]{1,18}")) {
            return null;
        }
        try {
            AuditEntry entry = new AuditEntry(
                    RecordLine.unescaped(fields[2]),
                    RecordLine.unescaped(fields[3]),
                    RecordLine.unescaped(fields[4]),
                    RecordLine.unescaped(fields[5]),
                    RecordLine.unescaped(fields[6]));
            return new AuditRecord(Long.parseLong(fields[0]), Instant.parse(fields[1]), entry, fields[7], fields[8]);
        } catch (DateTimeException e) {
            return null;
        }
    }
}
