package org.sscard.sdk.journal;

import com.google.protobuf.ByteString;
import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Optional;
import java.util.zip.CRC32C;
import org.sscard.sdk.TransactionId;

/**
 * A journal record (docs/sdk.md, "journal format"); all numbers big-endian.
 *
 * <pre>
 * mark 4 "SSJ1" ‖ length 4 (of the body) ‖ CRC-32C 4 (over length and body) ‖ body
 * body: kind 1 ‖ state 1 ‖ changed-at 8 (ms since 1970 UTC) ‖ visit 16 ‖ subject 16
 *       ‖ id length 1 ‖ id ‖ code length 1 ‖ code ‖ request length 2 ‖ request
 * </pre>
 */
final class RecordCodec {
    static final int MARK = 0x53534A31;
    static final int HEADER_BYTES = 12;
    private static final int MAX_BODY_BYTES = 0x11000;
    private static final int MAX_REQUEST_BYTES = 0xFFFF;

    /** What stands at an offset: an entry and where the next record begins. */
    record Decoded(JournalEntry entry, int end) {}

    private RecordCodec() {}

    static ByteBuffer encode(JournalEntry entry) {
        byte[] id = entry.id().value().getBytes(StandardCharsets.US_ASCII);
        byte[] code = entry.code().getBytes(StandardCharsets.US_ASCII);
        ByteString request = entry.request();
        if (request.size() > MAX_REQUEST_BYTES) {
            throw new IllegalArgumentException("a request of " + request.size() + " bytes does not fit the journal");
        }
        int bodyBytes = 10 + 2 * Fingerprint.LENGTH_BYTES + 1 + id.length + 1 + code.length + 2 + request.size();
        ByteBuffer record = ByteBuffer.allocate(HEADER_BYTES + bodyBytes);
        record.putInt(MARK).putInt(bodyBytes).putInt(0);
        record.put((byte) entry.kind().number).put((byte) entry.state().number);
        record.putLong(entry.changedAt().toEpochMilli())
                .put(entry.visit().bytes())
                .put(entry.subject().bytes());
        record.put((byte) id.length).put(id).put((byte) code.length).put(code);
        record.putShort((short) request.size());
        request.copyTo(record);
        record.putInt(8, crc(record, 0, bodyBytes));
        return record.flip();
    }

    /** Empty when no whole, undamaged record stands at the offset. */
    static Optional<Decoded> decode(ByteBuffer file, int offset) {
        if (file.limit() - offset < HEADER_BYTES || file.getInt(offset) != MARK) {
            return Optional.empty();
        }
        int bodyBytes = file.getInt(offset + 4);
        if (bodyBytes < 0 || bodyBytes > MAX_BODY_BYTES || file.limit() - offset - HEADER_BYTES < bodyBytes) {
            return Optional.empty();
        }
        if (file.getInt(offset + 8) != crc(file, offset, bodyBytes)) {
            return Optional.empty();
        }
        try {
            return Optional.of(
                    new Decoded(body(file.slice(offset + HEADER_BYTES, bodyBytes)), offset + HEADER_BYTES + bodyBytes));
        } catch (BufferUnderflowException | IllegalArgumentException e) {
            return Optional.empty();
        }
    }

    private static JournalEntry body(ByteBuffer body) {
        EntryKind kind = EntryKind.ofNumber(body.get());
        EntryState state = EntryState.ofNumber(body.get());
        Instant changedAt = Instant.ofEpochMilli(body.getLong());
        Fingerprint visit = Fingerprint.ofBytes(take(body, Fingerprint.LENGTH_BYTES));
        Fingerprint subject = Fingerprint.ofBytes(take(body, Fingerprint.LENGTH_BYTES));
        String id = new String(take(body, Byte.toUnsignedInt(body.get())), StandardCharsets.US_ASCII);
        String code = new String(take(body, Byte.toUnsignedInt(body.get())), StandardCharsets.US_ASCII);
        ByteString request = ByteString.copyFrom(take(body, Short.toUnsignedInt(body.getShort())));
        return new JournalEntry(new TransactionId(id), kind, visit, subject, state, changedAt, request, code);
    }

    private static byte[] take(ByteBuffer from, int lengthBytes) {
        byte[] bytes = new byte[lengthBytes];
        from.get(bytes);
        return bytes;
    }

    private static int crc(ByteBuffer file, int offset, int bodyBytes) {
        CRC32C crc = new CRC32C();
        crc.update(file.slice(offset + 4, 4));
        crc.update(file.slice(offset + HEADER_BYTES, bodyBytes));
        return (int) crc.getValue();
    }
}
