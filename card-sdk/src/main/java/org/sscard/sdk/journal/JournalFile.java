package org.sscard.sdk.journal;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.sscard.sdk.TransactionId;
import org.sscard.wire.error.CodedException;
import org.sscard.wire.error.ErrorCode;

/** Reads and writes the file: a header of 8 bytes, then {@linkplain RecordCodec records}; the last one of an id counts. */
final class JournalFile {
    private static final byte[] HEADER = "SSCJRNL1".getBytes(StandardCharsets.US_ASCII);

    /** In the order in which the ids were drawn. */
    record Content(Map<TransactionId, JournalEntry> entries, long endOfWholeRecords) {}

    private JournalFile() {}

    static Content read(Path path) throws IOException {
        Map<TransactionId, JournalEntry> entries = new LinkedHashMap<>();
        if (!Files.exists(path)) {
            return new Content(entries, 0);
        }
        ByteBuffer file = ByteBuffer.wrap(Files.readAllBytes(path));
        if (!startsWithHeader(file)) {
            throw new CodedException(ErrorCode.JOURNAL_DAMAGED, path);
        }
        int end = Math.min(HEADER.length, file.limit());
        while (true) {
            Optional<RecordCodec.Decoded> record = RecordCodec.decode(file, end);
            if (record.isEmpty()) {
                break;
            }
            JournalEntry entry = record.get().entry();
            entries.put(entry.id(), entry);
            end = record.get().end();
        }
        refuseDamageBeforeTheEnd(file, end, path);
        return new Content(entries, end);
    }

    static void writeHeader(RandomAccessFile file) throws IOException {
        file.write(HEADER);
    }

    static void write(RandomAccessFile file, JournalEntry entry) throws IOException {
        file.write(RecordCodec.encode(entry).array());
    }

    /** A file cut inside its header is a journal that never came to hold anything. */
    private static boolean startsWithHeader(ByteBuffer file) {
        int present = Math.min(HEADER.length, file.limit());
        return file.slice(0, present).equals(ByteBuffer.wrap(HEADER, 0, present));
    }

    /** Only the last record can be torn by a crash: a whole record behind an unreadable one means damage. */
    private static void refuseDamageBeforeTheEnd(ByteBuffer file, int end, Path path) {
        for (int offset = end + 1; offset <= file.limit() - RecordCodec.HEADER_BYTES; offset++) {
            if (RecordCodec.decode(file, offset).isPresent()) {
                throw new CodedException(ErrorCode.JOURNAL_DAMAGED, path);
            }
        }
    }
}
