package org.sscard.spec.blacklist;

import java.io.BufferedOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.sscard.spec.identity.CardIdentificationCode;

/**
 * Makes a blacklist file from codes in any order. The codes of each shard wait in a file of their own, so that memory does
 * not grow with the list: one shard at a time is sorted and gets its filter.
 */
public final class BlacklistWriter implements AutoCloseable {

    private static final int CODES_OF_A_SHARD = 1 << 18;
    private static final int BUFFER = 1 << 13;

    private final Path folder;
    private final List<Path> parts = new ArrayList<>();
    private final List<DataOutputStream> spools = new ArrayList<>();
    private long count;

    /**
     * @param folder where the parts may wait
     * @param expected about how many codes will come; decides the number of shards
     */
    public BlacklistWriter(Path folder, long expected) throws IOException {
        this.folder = folder;
        int shards = Integer.highestOneBit((int) Math.max(1, expected / CODES_OF_A_SHARD));
        for (int i = 0; i < shards; i++) {
            Path part = Files.createTempFile(folder, "blacklist-", ".part");
            parts.add(part);
            spools.add(new DataOutputStream(new BufferedOutputStream(Files.newOutputStream(part), BUFFER)));
        }
    }

    public void add(CardIdentificationCode code) throws IOException {
        ByteBuffer bytes = ByteBuffer.wrap(code.bytes());
        add(bytes.getLong(0), bytes.getLong(8));
    }

    void add(long high, long low) throws IOException {
        DataOutputStream spool = spools.get(BlacklistFile.shardOf(high, low, spools.size()));
        spool.writeLong(high);
        spool.writeLong(low);
    }

    /**
     * Writes the file, durably; a code that came twice stands in it once.
     *
     * @param version the change of the feed up to which the codes are everything
     */
    public void write(Path file, long version, Instant madeAt) throws IOException {
        for (OutputStream spool : spools) {
            spool.close();
        }
        int shards = parts.size();
        ByteBuffer directory = ByteBuffer.allocate(BlacklistFile.HEADER + shards * BlacklistFile.SHARD);
        try (FileChannel out = FileChannel.open(
                file, StandardOpenOption.CREATE, StandardOpenOption.TRUNCATE_EXISTING, StandardOpenOption.WRITE)) {
            // The filters first and side by side: what stays in memory is one piece of the file.
            long at = directory.capacity();
            out.position(at);
            List<Path> sorted = new ArrayList<>();
            int[] codes = new int[shards];
            for (int i = 0; i < shards; i++) {
                long[] shard = unique(load(parts.get(i)));
                codes[i] = shard.length / 2;
                count += codes[i];
                BinaryFuseFilter.Built filter = BinaryFuseFilter.build(shard);
                directory.position(BlacklistFile.HEADER + i * BlacklistFile.SHARD);
                directory
                        .putLong(filter.shape.seed())
                        .putInt(filter.shape.segmentLength())
                        .putInt(filter.shape.segmentCountLength())
                        .putInt(offset(at));
                at += write(out, filter.fingerprints);
                Path codesOfShard = Files.createTempFile(folder, "blacklist-", ".sorted");
                sorted.add(codesOfShard);
                parts.add(codesOfShard);
                store(codesOfShard, shard);
            }
            for (int i = 0; i < shards; i++) {
                directory.position(BlacklistFile.HEADER + i * BlacklistFile.SHARD + 20);
                directory.putInt(offset(at)).putInt(codes[i]);
                at += append(out, sorted.get(i));
            }
            header(directory, shards, version, madeAt);
            directory.rewind();
            out.write(directory, 0);
            out.force(true);
        }
    }

    private void header(ByteBuffer directory, int shards, long version, Instant madeAt) {
        directory
                .putLong(0, BlacklistFile.MAGIC)
                .putInt(8, shards)
                .putLong(16, version)
                .putLong(24, count)
                .putLong(32, madeAt.toEpochMilli());
    }

    public long count() {
        return count;
    }

    private static int offset(long at) throws IOException {
        if (at > Integer.MAX_VALUE) {
            throw new IOException("a blacklist of more than 2 GiB");
        }
        return (int) at;
    }

    private static long[] load(Path part) throws IOException {
        ByteBuffer bytes = ByteBuffer.wrap(Files.readAllBytes(part));
        long[] codes = new long[bytes.capacity() / Long.BYTES];
        bytes.asLongBuffer().get(codes);
        return codes;
    }

    /** Sorted by value, unsigned, each once. */
    private static long[] unique(long[] codes) {
        long[] sorted = PairSort.sorted(codes);
        int kept = 0;
        for (int i = 0; i < sorted.length; i += 2) {
            boolean again = kept > 0 && sorted[kept - 2] == sorted[i] && sorted[kept - 1] == sorted[i + 1];
            if (!again) {
                sorted[kept++] = sorted[i];
                sorted[kept++] = sorted[i + 1];
            }
        }
        return Arrays.copyOf(sorted, kept);
    }

    private static long write(FileChannel out, short[] fingerprints) throws IOException {
        ByteBuffer bytes = ByteBuffer.allocate(2 * fingerprints.length);
        bytes.asShortBuffer().put(fingerprints);
        return drained(out, bytes);
    }

    private static void store(Path file, long[] codes) throws IOException {
        ByteBuffer bytes = ByteBuffer.allocate(Long.BYTES * codes.length);
        bytes.asLongBuffer().put(codes);
        Files.write(file, bytes.array());
    }

    private static long append(FileChannel out, Path part) throws IOException {
        return drained(out, ByteBuffer.wrap(Files.readAllBytes(part)));
    }

    private static long drained(FileChannel out, ByteBuffer bytes) throws IOException {
        long length = bytes.remaining();
        while (bytes.hasRemaining()) {
            out.write(bytes);
        }
        return length;
    }

    /** Deletes what waited. */
    @Override
    public void close() throws IOException {
        for (OutputStream spool : spools) {
            spool.close();
        }
        for (Path part : parts) {
            Files.deleteIfExists(part);
        }
    }
}
