package org.sscard.spec.blacklist;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Instant;
import org.sscard.spec.identity.CardIdentificationCode;

/**
 * A full blacklist in a file, mapped and never loaded: the filters of all shards (about 2.3 bytes an entry) stay in memory by
 * use, the codes (16 bytes an entry) are looked at only when a filter says that a code may be listed. Form: docs/blacklist.md.
 * Safe for several threads.
 */
public final class BlacklistFile {

    static final long MAGIC = 0x5353424C49535431L;
    static final int HEADER = 40;
    static final int SHARD = 40;
    static final int CODE = CardIdentificationCode.LENGTH;

    private final ByteBuffer file;
    private final long version;
    private final long count;
    private final Instant madeAt;
    private final Shard[] shards;

    /** @param codesAt where the sorted codes begin */
    record Shard(BinaryFuseFilter filter, int filterAt, int codesAt, int codes) {}

    private BlacklistFile(ByteBuffer file, long version, long count, Instant madeAt, Shard[] shards) {
        this.file = file;
        this.version = version;
        this.count = count;
        this.madeAt = madeAt;
        this.shards = shards;
    }

    /** @throws IOException when it is not a blacklist, or cut */
    public static BlacklistFile open(Path path) throws IOException {
        try (FileChannel channel = FileChannel.open(path, StandardOpenOption.READ)) {
            if (channel.size() < HEADER || channel.size() > Integer.MAX_VALUE) {
                throw new IOException("not a blacklist: " + channel.size() + " bytes");
            }
            return read(channel.map(FileChannel.MapMode.READ_ONLY, 0, channel.size()));
        }
    }

    private static BlacklistFile read(ByteBuffer file) throws IOException {
        if (file.getLong(0) != MAGIC) {
            throw new IOException("not a blacklist");
        }
        int count = file.getInt(8);
        if (count < 1 || Integer.bitCount(count) != 1 || (long) count * SHARD + HEADER > file.limit()) {
            throw new IOException("a blacklist with " + count + " shards");
        }
        Shard[] shards = new Shard[count];
        for (int i = 0; i < count; i++) {
            shards[i] = shard(file, HEADER + i * SHARD);
        }
        return new BlacklistFile(
                file, file.getLong(16), file.getLong(24), Instant.ofEpochMilli(file.getLong(32)), shards);
    }

    private static Shard shard(ByteBuffer file, int at) throws IOException {
        Shard shard = new Shard(
                new BinaryFuseFilter(file.getLong(at), file.getInt(at + 8), file.getInt(at + 12)),
                file.getInt(at + 16),
                file.getInt(at + 20),
                file.getInt(at + 24));
        BinaryFuseFilter filter = shard.filter();
        boolean shaped = filter.segmentLength() > 0
                && Integer.bitCount(filter.segmentLength()) == 1
                && filter.segmentCountLength() >= 0
                && filter.fingerprints() > 0;
        if (!shaped
                || shard.codes() < 0
                || shard.filterAt() + 2L * filter.fingerprints() > file.limit()
                || shard.codesAt() + (long) CODE * shard.codes() > file.limit()
                || shard.filterAt() < HEADER
                || shard.codesAt() < HEADER) {
            throw new IOException("the blacklist is cut");
        }
        return shard;
    }

    /** The change of the issuer's feed up to which the list holds everything. */
    public long version() {
        return version;
    }

    public long count() {
        return count;
    }

    public Instant madeAt() {
        return madeAt;
    }

    /** What of the file has to be in memory for look-ups: everything but the codes. */
    public long residentBytes() {
        long bytes = HEADER + (long) SHARD * shards.length;
        for (Shard shard : shards) {
            bytes += 2L * shard.filter().fingerprints();
        }
        return bytes;
    }

    /** Never false for a listed card; true for one in 65,536 others. */
    public boolean mayContain(CardIdentificationCode code) {
        ByteBuffer bytes = ByteBuffer.wrap(code.bytes());
        return mayContain(bytes.getLong(0), bytes.getLong(8));
    }

    boolean mayContain(long high, long low) {
        Shard shard = shards[shardOf(high, low, shards.length)];
        return shard.codes() > 0
                && shard.filter()
                        .mayContain(
                                file,
                                shard.filterAt(),
                                BinaryFuseFilter.hash(high, low, shard.filter().seed()));
    }

    /** Exactly: what the filter lets through is looked up among the codes. */
    public boolean contains(CardIdentificationCode code) {
        ByteBuffer bytes = ByteBuffer.wrap(code.bytes());
        return contains(bytes.getLong(0), bytes.getLong(8));
    }

    boolean contains(long high, long low) {
        return mayContain(high, low) && listed(shards[shardOf(high, low, shards.length)], high, low);
    }

    private boolean listed(Shard shard, long high, long low) {
        int from = 0;
        int to = shard.codes() - 1;
        while (from <= to) {
            int middle = (from + to) >>> 1;
            int at = shard.codesAt() + CODE * middle;
            int order = compare(file.getLong(at), file.getLong(at + 8), high, low);
            if (order == 0) {
                return true;
            }
            if (order < 0) {
                from = middle + 1;
            } else {
                to = middle - 1;
            }
        }
        return false;
    }

    static int compare(long high, long low, long otherHigh, long otherLow) {
        int order = Long.compareUnsigned(high, otherHigh);
        return order != 0 ? order : Long.compareUnsigned(low, otherLow);
    }

    static int shardOf(long high, long low, int shards) {
        return (int) (BinaryFuseFilter.hash(high, low, 0) & (shards - 1));
    }
}
