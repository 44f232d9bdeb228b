package org.sscard.keys.crypto;

import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CoderResult;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.bouncycastle.crypto.generators.Argon2BytesGenerator;
import org.bouncycastle.crypto.params.Argon2Parameters;
import org.sscard.keys.KeyException;
import org.sscard.keys.KeyFault;

/** Turns a passphrase into key bytes with Argon2id (RFC 9106). */
public final class Passphrases {

    /**
     * What one guess costs.
     *
     * @param memoryKiB 8 to 1,048,576
     */
    public record Cost(int memoryKiB, int iterations, int parallelism) {

        /** The second recommended option of RFC 9106 §4: 64 MiB, three passes. */
        public static final Cost STANDARD = new Cost(64 * 1024, 3, 4);

        private static final int MAX_MEMORY_KIB = 1024 * 1024;
        private static final int MAX_ITERATIONS = 64;
        private static final int MAX_PARALLELISM = 16;

        public Cost {
            boolean withinBounds = memoryKiB >= 8 * parallelism
                    && memoryKiB <= MAX_MEMORY_KIB
                    && iterations >= 1
                    && iterations <= MAX_ITERATIONS
                    && parallelism >= 1
                    && parallelism <= MAX_PARALLELISM;
            if (!withinBounds) {
                throw new KeyException(KeyFault.KEY_INPUT_INVALID, "Argon2id cost out of bounds");
            }
        }
    }

    private Passphrases() {}

    /** @return {@code length} bytes; the caller erases them and its passphrase */
    public static byte[] derive(char[] passphrase, byte[] salt, Cost cost, int length) {
        byte[] utf8 = utf8(passphrase);
        Argon2Parameters parameters = new Argon2Parameters.Builder(Argon2Parameters.ARGON2_id)
                .withVersion(Argon2Parameters.ARGON2_VERSION_13)
                .withMemoryAsKB(cost.memoryKiB())
                .withIterations(cost.iterations())
                .withParallelism(cost.parallelism())
                .withSalt(salt)
                .build();
        try {
            Argon2BytesGenerator generator = new Argon2BytesGenerator();
            generator.init(parameters);
            byte[] derived = new byte[length];
            generator.generateBytes(utf8, derived);
            return derived;
        } finally {
            Arrays.fill(utf8, (byte) 0);
        }
    }

    private static byte[] utf8(char[] passphrase) {
        ByteBuffer encoded = ByteBuffer.allocate(4 * passphrase.length);
        CoderResult result = StandardCharsets.UTF_8.newEncoder().encode(CharBuffer.wrap(passphrase), encoded, true);
        try {
            if (result.isError()) {
                throw new KeyException(KeyFault.KEY_INPUT_INVALID, "the passphrase is no Unicode text");
            }
            return Arrays.copyOf(encoded.array(), encoded.position());
        } finally {
            Arrays.fill(encoded.array(), (byte) 0);
        }
    }
}
