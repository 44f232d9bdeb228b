package org.sscard.terminal.card;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.zip.CRC32;
import org.jspecify.annotations.Nullable;
import org.sscard.spec.identity.CardIdentificationCode;
import org.sscard.wire.error.CodedException;
import org.sscard.wire.error.ErrorCode;

/**
 * Changes of the blacklist since its full list, in a file that only grows until the next full list: version (8 bytes), code
 * (16), what (1), CRC-32 (4). A last record that was cut is dropped: its change is heard again.
 */
final class BlacklistChanges {

    private static final int RECORD = 29;
    private static final byte OFF = 0;
    private static final byte ON = 1;
    private static final byte SEEN = 2;
    private static final int MANY = 100_000;
    /** Changes that touch no listed card are written down only now and then; hearing them again does no harm. */
    private static final long SEEN_EVERY = 100;

    private static final CardIdentificationCode NOBODY =
            CardIdentificationCode.ofBytes(new byte[CardIdentificationCode.LENGTH]);

    private final Path file;
    private final Map<CardIdentificationCode, Change> changes = new ConcurrentHashMap<>();
    private long version;

    private record Change(long version, boolean blacklisted) {}

    private BlacklistChanges(Path file) {
        this.file = file;
    }

    static BlacklistChanges open(Path file) {
        BlacklistChanges changes = new BlacklistChanges(file);
        if (Files.exists(file)) {
            changes.load();
        }
        return changes;
    }

    private void load() {
        try {
            byte[] all = Files.readAllBytes(file);
            ByteBuffer bytes = ByteBuffer.wrap(all);
            while (bytes.remaining() >= RECORD) {
                take(all, bytes);
            }
            if (bytes.hasRemaining()) {
                try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
                    channel.truncate(bytes.position());
                }
            }
        } catch (IOException e) {
            throw new CodedException(e, ErrorCode.BLACKLIST_DAMAGED, file);
        }
    }

    private void take(byte[] all, ByteBuffer bytes) {
        int at = bytes.position();
        long recorded = bytes.getLong();
        byte[] code = new byte[CardIdentificationCode.LENGTH];
        bytes.get(code);
        byte what = bytes.get();
        if (bytes.getInt() != crc(all, at) || what < OFF || what > SEEN || recorded < version) {
            throw new CodedException(ErrorCode.BLACKLIST_DAMAGED, file);
        }
        version = recorded;
        if (what != SEEN) {
            changes.put(CardIdentificationCode.ofBytes(code), new Change(recorded, what == ON));
        }
    }

    /** What the newest change said of this card; null when none spoke of it. */
    @Nullable
    Boolean of(CardIdentificationCode card) {
        Change change = changes.get(card);
        return change == null ? null : change.blacklisted();
    }

    long version() {
        return version;
    }

    boolean many() {
        return changes.size() > MANY;
    }

    int balance() {
        return changes.values().stream()
                .mapToInt(change -> change.blacklisted() ? 1 : -1)
                .sum();
    }

    /** Durable when it returns. */
    void add(long changed, CardIdentificationCode card, boolean blacklisted) {
        append(record(changed, card, blacklisted ? ON : OFF));
        changes.put(card, new Change(changed, blacklisted));
        version = changed;
    }

    void seen(long changed) {
        if (changed % SEEN_EVERY == 0) {
            append(record(changed, NOBODY, SEEN));
            version = changed;
        }
    }

    /** Keeps what is newer than a full list. */
    void forgetUpTo(long fullVersion) {
        changes.values().removeIf(change -> change.version() <= fullVersion);
        Path fresh = file.resolveSibling(file.getFileName() + ".new");
        try (FileChannel out = FileChannel.open(
                fresh, StandardOpenOption.CREATE, StandardOpenOption.TRUNCATE_EXISTING, StandardOpenOption.WRITE)) {
            changes.entrySet().stream()
                    .sorted((a, b) ->
                            Long.compare(a.getValue().version(), b.getValue().version()))
                    .map(entry -> record(
                            entry.getValue().version(),
                            entry.getKey(),
                            entry.getValue().blacklisted() ? ON : OFF))
                    .forEach(record -> write(out, record));
            out.force(true);
            Files.move(fresh, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        } catch (IOException e) {
            throw new CodedException(e, ErrorCode.DATA_DIRECTORY_NOT_WRITABLE, file);
        }
        version = Math.max(version, fullVersion);
    }

    private void append(ByteBuffer record) {
        try (FileChannel out = FileChannel.open(
                file, StandardOpenOption.CREATE, StandardOpenOption.APPEND, StandardOpenOption.WRITE)) {
            write(out, record);
            out.force(false);
        } catch (IOException e) {
            throw new CodedException(e, ErrorCode.DATA_DIRECTORY_NOT_WRITABLE, file);
        }
    }

    private void write(FileChannel out, ByteBuffer record) {
        try {
            while (record.hasRemaining()) {
                out.write(record);
            }
        } catch (IOException e) {
            throw new CodedException(e, ErrorCode.DATA_DIRECTORY_NOT_WRITABLE, file);
        }
    }

    private static ByteBuffer record(long changed, CardIdentificationCode card, byte what) {
        ByteBuffer record =
                ByteBuffer.allocate(RECORD).putLong(changed).put(card.bytes()).put(what);
        return record.putInt(crc(record.array(), 0)).flip();
    }

    private static int crc(byte[] bytes, int at) {
        CRC32 crc = new CRC32();
        crc.update(bytes, at, RECORD - Integer.BYTES);
        return (int) crc.getValue();
    }
}
