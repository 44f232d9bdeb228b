package org.sscard.spec.apdu;

import java.util.Arrays;
import org.apache.commons.codec.binary.Hex;
import org.jspecify.annotations.Nullable;

/**
 * A short command APDU (ISO/IEC 7816-4 cases 1 to 4): header, at most 255 bytes of data, an optional Le of 1 to 256.
 * The card specification knows no extended length, so neither does this type. Immutable
 * but for {@link #erase()}.
 */
public final class CommandApdu {

    private static final int HEADER_LENGTH = 4;
    private static final int MAX_DATA_LENGTH = 255;
    private static final int MAX_EXPECTED_LENGTH = 256;

    private final byte[] bytes;
    private final int dataLength;
    private final @Nullable Integer expectedLength;

    private CommandApdu(byte[] bytes, int dataLength, @Nullable Integer expectedLength) {
        this.bytes = bytes;
        this.dataLength = dataLength;
        this.expectedLength = expectedLength;
    }

    /** Case 1 or 3: no answer data asked for. */
    public static CommandApdu of(int cla, int ins, int p1, int p2, byte... data) {
        return build(cla, ins, p1, p2, data, null);
    }

    /** Case 2 or 4: {@code le} from 1 to 256 (256 is encoded as 00). */
    public static CommandApdu expecting(int le, int cla, int ins, int p1, int p2, byte... data) {
        return build(cla, ins, p1, p2, data, le);
    }

    /**
     * Reads a complete command.
     *
     * @throws IllegalArgumentException when the bytes are not exactly one short command APDU
     */
    public static CommandApdu parse(byte[] apdu) {
        if (apdu.length < HEADER_LENGTH) {
            throw new IllegalArgumentException("command APDU shorter than its header: " + apdu.length + " bytes");
        }
        int length = apdu.length;
        if (length == HEADER_LENGTH) {
            return new CommandApdu(apdu.clone(), 0, null);
        }
        int third = apdu[HEADER_LENGTH] & 0xFF;
        if (length == HEADER_LENGTH + 1) {
            return new CommandApdu(apdu.clone(), 0, third == 0 ? MAX_EXPECTED_LENGTH : third);
        }
        if (third > 0 && length == HEADER_LENGTH + 1 + third) {
            return new CommandApdu(apdu.clone(), third, null);
        }
        if (third > 0 && length == HEADER_LENGTH + 2 + third) {
            int le = apdu[length - 1] & 0xFF;
            return new CommandApdu(apdu.clone(), third, le == 0 ? MAX_EXPECTED_LENGTH : le);
        }
        throw new IllegalArgumentException("Lc " + third + " does not fit a command of " + length + " bytes");
    }

    private static CommandApdu build(int cla, int ins, int p1, int p2, byte[] data, @Nullable Integer le) {
        if (data.length > MAX_DATA_LENGTH) {
            throw new IllegalArgumentException("command data longer than 255 bytes: " + data.length);
        }
        if (le != null && (le < 1 || le > MAX_EXPECTED_LENGTH)) {
            throw new IllegalArgumentException("Le outside 1..256: " + le);
        }
        int length = HEADER_LENGTH + (data.length > 0 ? 1 + data.length : 0) + (le != null ? 1 : 0);
        byte[] bytes = new byte[length];
        bytes[0] = octet("CLA", cla);
        bytes[1] = octet("INS", ins);
        bytes[2] = octet("P1", p1);
        bytes[3] = octet("P2", p2);
        if (data.length > 0) {
            bytes[HEADER_LENGTH] = (byte) data.length;
            System.arraycopy(data, 0, bytes, HEADER_LENGTH + 1, data.length);
        }
        if (le != null) {
            bytes[length - 1] = (byte) le.intValue();
        }
        return new CommandApdu(bytes, data.length, le);
    }

    private static byte octet(String field, int value) {
        if (value < 0 || value > 0xFF) {
            throw new IllegalArgumentException(field + " outside 00..FF: " + value);
        }
        return (byte) value;
    }

    public int cla() {
        return bytes[0] & 0xFF;
    }

    public int ins() {
        return bytes[1] & 0xFF;
    }

    public int p1() {
        return bytes[2] & 0xFF;
    }

    public int p2() {
        return bytes[3] & 0xFF;
    }

    /** Lc: 0 to 255 bytes. */
    public int dataLength() {
        return dataLength;
    }

    public byte[] data() {
        int from = HEADER_LENGTH + 1;
        return dataLength == 0 ? new byte[0] : Arrays.copyOfRange(bytes, from, from + dataLength);
    }

    /** Le, 1 to 256; {@code null} when the command carries none. */
    public @Nullable Integer expectedLength() {
        return expectedLength;
    }

    /** The same command with another Le, as a 6Cxx answer asks for. */
    public CommandApdu withExpectedLength(int le) {
        return build(cla(), ins(), p1(), p2(), data(), le);
    }

    public byte[] bytes() {
        return bytes.clone();
    }

    /**
     * Overwrites the data with 00, for commands that carried a PIN or a key. The command must not be sent afterwards;
     * copies that {@link #data()} and {@link #bytes()} gave away are the caller's to erase.
     */
    public void erase() {
        if (dataLength > 0) {
            Arrays.fill(bytes, HEADER_LENGTH + 1, HEADER_LENGTH + 1 + dataLength, (byte) 0);
        }
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof CommandApdu that && Arrays.equals(bytes, that.bytes);
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(bytes);
    }

    /** Header and lengths only: command data may hold a PIN, a key or personal data. */
    @Override
    public String toString() {
        String header = Hex.encodeHexString(Arrays.copyOf(bytes, HEADER_LENGTH), false);
        return header + " Lc=" + dataLength + (expectedLength == null ? "" : " Le=" + expectedLength);
    }
}
