package org.sscard.spec.blacklist;

import java.nio.ByteBuffer;

/**
 * A 3-wise binary fuse filter with 16-bit fingerprints (Graf, Lemire: Binary Fuse Filters: Fast and Smaller Than Xor Filters,
 * ACM JEA 27, 2022): about 18 bits an entry; of codes that are not in it one in 65,536 seems to be.
 *
 * @param seed of the hash
 * @param segmentLength a power of two
 * @param segmentCountLength where the first of the three places may lie
 */
record BinaryFuseFilter(long seed, int segmentLength, int segmentCountLength) {

    private static final int ARITY = 3;
    private static final int LONGEST_SEGMENT = 1 << 18;
    private static final int TRIES = 100;

    /** A filter's shape and its fingerprints. */
    static final class Built {
        final BinaryFuseFilter shape;
        final short[] fingerprints;

        Built(BinaryFuseFilter shape, short[] fingerprints) {
            this.shape = shape;
            this.fingerprints = fingerprints;
        }
    }

    int fingerprints() {
        return segmentCountLength + (ARITY - 1) * segmentLength;
    }

    /** Murmur's finaliser over both halves of a code and the seed. */
    static long hash(long high, long low, long seed) {
        return mix(high ^ mix(low + seed));
    }

    private static long mix(long value) {
        long h = value;
        h ^= h >>> 33;
        h *= 0xff51afd7ed558ccdL;
        h ^= h >>> 33;
        h *= 0xc4ceb9fe1a85ec53L;
        h ^= h >>> 33;
        return h;
    }

    private int place(long hash, int which) {
        long h = high(hash, segmentCountLength) + (long) which * segmentLength;
        long bits = hash & ((1L << 36) - 1);
        return (int) (h ^ ((bits >>> (36 - 18 * which)) & (segmentLength - 1)));
    }

    /** The upper 64 bits of an unsigned product. */
    private static long high(long hash, long factor) {
        return Math.multiplyHigh(hash, factor) + ((hash >> 63) & factor);
    }

    private static short fingerprint(long hash) {
        return (short) (hash ^ (hash >>> 32));
    }

    /** @param at where this filter's fingerprints begin, in bytes */
    boolean mayContain(ByteBuffer file, int at, long hash) {
        int found = fingerprint(hash)
                ^ file.getShort(at + 2 * place(hash, 0))
                ^ file.getShort(at + 2 * place(hash, 1))
                ^ file.getShort(at + 2 * place(hash, 2));
        return (short) found == 0;
    }

    /** @param codes pairs of high and low halves, none of them twice */
    static Built build(long[] codes) {
        int size = codes.length / 2;
        BinaryFuseFilter shape = shape(size, 0);
        for (int attempt = 0; attempt < TRIES; attempt++) {
            BinaryFuseFilter tried =
                    new BinaryFuseFilter(mix(attempt + 1L), shape.segmentLength, shape.segmentCountLength);
            short[] fingerprints = tried.peel(codes, size);
            if (fingerprints.length > 0) {
                return new Built(tried, fingerprints);
            }
        }
        throw new IllegalStateException("the same code stands twice in the list");
    }

    private static BinaryFuseFilter shape(int size, long seed) {
        int segment = size == 0
                ? 4
                : Math.min(LONGEST_SEGMENT, 1 << (int) Math.floor(Math.log(size) / Math.log(3.33) + 2.25));
        double factor = size <= 1 ? 0 : Math.max(1.125, 0.875 + 0.25 * Math.log(1_000_000) / Math.log(size));
        int capacity = (int) Math.round(size * factor);
        int count = Math.max(1, (capacity + segment - 1) / segment - (ARITY - 1));
        return new BinaryFuseFilter(seed, segment, count * segment);
    }

    /** Takes away, one after the other, codes that alone hold a place; empty when some are left over with this seed. */
    private short[] peel(long[] codes, int size) {
        int places = fingerprints();
        int[] count = new int[places];
        long[] sum = new long[places];
        for (int i = 0; i < size; i++) {
            long hash = hash(codes[2 * i], codes[2 * i + 1], seed);
            for (int which = 0; which < ARITY; which++) {
                int place = place(hash, which);
                count[place]++;
                sum[place] ^= hash;
            }
        }
        long[] order = new long[size];
        int[] owned = new int[size];
        int[] queue = new int[places];
        int waiting = 0;
        for (int place = 0; place < places; place++) {
            if (count[place] == 1) {
                queue[waiting++] = place;
            }
        }
        int taken = 0;
        while (waiting > 0) {
            int place = queue[--waiting];
            if (count[place] != 1) {
                continue;
            }
            long hash = sum[place];
            order[taken] = hash;
            owned[taken++] = place;
            for (int which = 0; which < ARITY; which++) {
                int other = place(hash, which);
                sum[other] ^= hash;
                if (--count[other] == 1) {
                    queue[waiting++] = other;
                }
            }
        }
        return taken == size ? assign(order, owned) : new short[0];
    }

    private short[] assign(long[] order, int[] owned) {
        short[] fingerprints = new short[fingerprints()];
        for (int i = order.length - 1; i >= 0; i--) {
            long hash = order[i];
            int value = fingerprint(hash);
            for (int which = 0; which < ARITY; which++) {
                int place = place(hash, which);
                if (place != owned[i]) {
                    value ^= fingerprints[place];
                }
            }
            fingerprints[owned[i]] = (short) value;
        }
        return fingerprints;
    }
}
