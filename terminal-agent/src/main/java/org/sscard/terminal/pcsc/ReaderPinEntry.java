package org.sscard.terminal.pcsc;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.time.Duration;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.sscard.spec.command.SecurityCommands;

/**
 * The structures of PC/SC part 10 (PIN_VERIFY_STRUCTURE, PIN_MODIFY_STRUCTURE) for VERIFY and CHANGE PIN of card specification
 * §6. The reader puts the digits as BCD from the left into the command. Their number is fixed: a card takes exactly the bytes
 * of its PIN, and the place of the new PIN follows from the length of the present one.
 *
 * @param digits 4 to 16, even
 * @param limit for one entry; a reader takes at most 255 s
 */
record ReaderPinEntry(int digits, Duration limit) {

    /** SCARD_CTL_CODE(3400) of pcsclite; Windows counts 0x00313520. */
    static final int GET_FEATURE_REQUEST = 0x42000000 + 3400;

    static final int GET_FEATURE_REQUEST_WINDOWS = 0x00310000 + (3400 << 2);
    private static final int FEATURE_LENGTH = 4;
    private static final int LONGEST_ENTRY_SECONDS = 255;

    /** System units are bytes, position 0, left, BCD. */
    private static final int FORMAT = 0x81;

    private static final int NO_LENGTH_FIELD = 0x00;
    private static final int BY_VALIDATION_KEY = 0x02;
    private static final int NEW_PIN_TWICE_AND_PRESENT_PIN = 0x03;
    private static final int ONE_MESSAGE = 0x01;
    private static final int THREE_MESSAGES = 0x03;
    private static final short CHINESE = 0x0804;
    /** FF between the PINs of CHANGE PIN. */
    private static final int SEPARATOR = 1;

    /** Bytes before the command. */
    private static final int VERIFY_STRUCTURE = 19;

    private static final int MODIFY_STRUCTURE = 24;

    /** What part 10 numbers. */
    enum Feature {
        VERIFY_PIN_DIRECT(0x06),
        MODIFY_PIN_DIRECT(0x07);

        private final int tag;

        Feature(int tag) {
            this.tag = tag;
        }
    }

    ReaderPinEntry {
        if (digits < 4 || digits > 16 || digits % 2 != 0) {
            throw new IllegalArgumentException("4 to 16 digits, even");
        }
    }

    /** tag ‖ 04 ‖ control code, the code's highest byte first; what is malformed is no offer. */
    static Map<Feature, Integer> features(byte[] answer) {
        Map<Feature, Integer> features = new HashMap<>();
        ByteBuffer in = ByteBuffer.wrap(answer);
        while (in.remaining() >= 2 + FEATURE_LENGTH) {
            int tag = in.get();
            if (in.get() != FEATURE_LENGTH) {
                return Map.of();
            }
            int code = in.getInt();
            feature(tag).ifPresent(feature -> features.put(feature, code));
        }
        return in.hasRemaining() ? Map.of() : features;
    }

    private static Optional<Feature> feature(int tag) {
        return Arrays.stream(Feature.values())
                .filter(feature -> feature.tag == tag)
                .findFirst();
    }

    private byte[] room() {
        byte[] pin = new byte[digits / 2];
        Arrays.fill(pin, (byte) 0xFF);
        return pin;
    }

    byte[] verifyStructure() {
        byte[] command = SecurityCommands.verify(room()).bytes();
        return ByteBuffer.allocate(VERIFY_STRUCTURE + command.length)
                .order(ByteOrder.LITTLE_ENDIAN)
                .put(seconds())
                .put(seconds())
                .put((byte) FORMAT)
                .put((byte) (digits / 2))
                .put((byte) NO_LENGTH_FIELD)
                .putShort(lengths())
                .put((byte) BY_VALIDATION_KEY)
                .put((byte) ONE_MESSAGE)
                .putShort(CHINESE)
                .put((byte) 0)
                .put(new byte[3])
                .putInt(command.length)
                .put(command)
                .array();
    }

    byte[] modifyStructure() {
        byte[] command = SecurityCommands.changePin(room(), room()).bytes();
        return ByteBuffer.allocate(MODIFY_STRUCTURE + command.length)
                .order(ByteOrder.LITTLE_ENDIAN)
                .put(seconds())
                .put(seconds())
                .put((byte) FORMAT)
                .put((byte) (digits / 2))
                .put((byte) NO_LENGTH_FIELD)
                .put((byte) 0)
                .put((byte) (digits / 2 + SEPARATOR))
                .putShort(lengths())
                .put((byte) NEW_PIN_TWICE_AND_PRESENT_PIN)
                .put((byte) BY_VALIDATION_KEY)
                .put((byte) THREE_MESSAGES)
                .putShort(CHINESE)
                .put(new byte[] {0, 1, 2})
                .put(new byte[3])
                .putInt(command.length)
                .put(command)
                .array();
    }

    private byte seconds() {
        return (byte) Math.min(LONGEST_ENTRY_SECONDS, Math.max(1, limit.toSeconds()));
    }

    /** wPINMaxExtraDigit: the fewest digits in the upper byte, the most in the lower. */
    private short lengths() {
        return (short) (digits << 8 | digits);
    }
}
