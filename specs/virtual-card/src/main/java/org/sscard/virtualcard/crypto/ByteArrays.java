package org.sscard.virtualcard.crypto;

import java.util.Arrays;

/** The byte arithmetic of the specification: ‖, ⊕ and ~. */
public final class ByteArrays {

    private ByteArrays() {}

    /** a ‖ b ‖ … */
    public static byte[] concat(byte[]... parts) {
        int length = 0;
        for (byte[] part : parts) {
            length += part.length;
        }
        byte[] whole = new byte[length];
        int at = 0;
        for (byte[] part : parts) {
            System.arraycopy(part, 0, whole, at, part.length);
            at += part.length;
        }
        return whole;
    }

    /** a ⊕ b, of equal lengths. */
    static byte[] xor(byte[] a, byte[] b) {
        byte[] result = a.clone();
        for (int i = 0; i < result.length; i++) {
            result[i] ^= b[i];
        }
        return result;
    }

    /** ~a */
    static byte[] invert(byte[] a) {
        byte[] result = a.clone();
        for (int i = 0; i < result.length; i++) {
            result[i] = (byte) ~result[i];
        }
        return result;
    }

    /** The last bytes of an array. */
    public static byte[] tail(byte[] data, int length) {
        return Arrays.copyOfRange(data, data.length - length, data.length);
    }

    public static byte[] slice(byte[] data, int from, int length) {
        return Arrays.copyOfRange(data, from, from + length);
    }

    /** Big-endian, {@code length} bytes. */
    public static byte[] number(long value, int length) {
        byte[] result = new byte[length];
        for (int i = length - 1; i >= 0; i--) {
            result[i] = (byte) value;
            value >>>= 8;
        }
        return result;
    }

    /** Big-endian, unsigned, at most 7 bytes. */
    public static long number(byte[] data) {
        long value = 0;
        for (byte b : data) {
            value = value << 8 | (b & 0xFF);
        }
        return value;
    }
}
