package org.sscard.spec.command;

import java.nio.ByteBuffer;
import java.util.HexFormat;
import org.sscard.spec.layout.CardAlgorithm;

/** Answer to INITIALIZE FOR LOAD, 16 bytes: balance4 ‖ seq2 ‖ version1 ‖ algorithm1 ‖ rand4 ‖ MAC1 4 (§6). Random
 * and MAC as upper-case hex. */
public record LoadInitialisation(
        long balance, int sequence, int keyVersion, CardAlgorithm algorithm, String random, String mac1) {

    static final int LENGTH = 16;

    /** @throws IllegalArgumentException when the answer is not 16 bytes or names no algorithm */
    public static LoadInitialisation parse(byte[] answer) {
        ByteBuffer in = ByteBuffer.wrap(Parameter.exactly("answer to INITIALIZE FOR LOAD", answer, LENGTH));
        return new LoadInitialisation(
                in.getInt() & 0xFFFF_FFFFL,
                in.getShort() & 0xFFFF,
                in.get() & 0xFF,
                CardAlgorithm.ofCode(in.get()),
                hex(answer, 8),
                hex(answer, 12));
    }

    public byte[] randomBytes() {
        return HexFormat.of().parseHex(random);
    }

    public byte[] mac1Bytes() {
        return HexFormat.of().parseHex(mac1);
    }

    private static String hex(byte[] answer, int from) {
        return HexFormat.of().withUpperCase().formatHex(answer, from, from + 4);
    }

    /** Without the balance, which is personal. */
    @Override
    public String toString() {
        return "load " + sequence + " with key version " + keyVersion + ", " + algorithm;
    }
}
