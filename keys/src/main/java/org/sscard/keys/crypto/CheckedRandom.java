package org.sscard.keys.crypto;

import java.security.SecureRandom;
import java.util.Arrays;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.Set;
import org.sscard.keys.KeyException;
import org.sscard.keys.KeyFault;

/**
 * A random source under a continuous health test (A14, after NIST SP 800-90B §4.4.1): a block that repeats the one before
 * it, or one byte only, is never handed out. When it is made, it draws a sample that must hold no block twice and about as many
 * ones as zeros.
 */
public final class CheckedRandom extends SecureRandom {

    private static final long serialVersionUID = 1L;
    /** Shorter draws repeat by chance. */
    private static final int SHORTEST = 8;

    private static final int SAMPLES = 256;
    private static final int SAMPLE = 16;
    /** Of 32,768 bits; six standard deviations. */
    private static final int TOLERANCE = 543;

    private final SecureRandom source;
    private byte[] last = new byte[0];

    /** @throws KeyException RANDOM_SOURCE_FAULTY */
    public CheckedRandom(SecureRandom source) {
        this.source = source;
        Set<String> seen = new HashSet<>();
        int ones = 0;
        byte[] block = new byte[SAMPLE];
        for (int i = 0; i < SAMPLES; i++) {
            nextBytes(block);
            seen.add(HexFormat.of().formatHex(block));
            for (byte octet : block) {
                ones += Integer.bitCount(octet & 0xFF);
            }
        }
        int half = SAMPLES * SAMPLE * Byte.SIZE / 2;
        if (seen.size() < SAMPLES || Math.abs(ones - half) > TOLERANCE) {
            throw faulty("its sample is not random");
        }
        Arrays.fill(block, (byte) 0);
    }

    @Override
    public synchronized void nextBytes(byte[] bytes) {
        source.nextBytes(bytes);
        if (bytes.length < SHORTEST) {
            return;
        }
        byte[] begin = Arrays.copyOf(bytes, SHORTEST);
        byte[] constant = new byte[SHORTEST];
        Arrays.fill(constant, begin[0]);
        byte[] mark = Sm3.hash(begin);
        if (Arrays.equals(begin, constant) || Arrays.equals(mark, last)) {
            Arrays.fill(bytes, (byte) 0);
            throw faulty("it is stuck");
        }
        last = mark;
        Arrays.fill(begin, (byte) 0);
    }

    private static KeyException faulty(String why) {
        return new KeyException(KeyFault.RANDOM_SOURCE_FAULTY, why);
    }
}
