package org.sscard.spec.command;

import java.util.HexFormat;

/** Checks of command parameters. Messages name the parameter and its length, never its content. */
final class Parameter {

    private Parameter() {}

    static byte[] exactly(String what, byte[] bytes, int length) {
        if (bytes.length != length) {
            throw new IllegalArgumentException(what + " has " + length + " bytes, not " + bytes.length);
        }
        return bytes;
    }

    static byte[] between(String what, byte[] bytes, int min, int max) {
        if (bytes.length < min || bytes.length > max) {
            throw new IllegalArgumentException(what + " has " + min + " to " + max + " bytes, not " + bytes.length);
        }
        return bytes;
    }

    static int between(String what, int value, int min, int max) {
        if (value < min || value > max) {
            throw new IllegalArgumentException(what + " outside " + min + ".." + max + ": " + value);
        }
        return value;
    }

    /** Digits as BCD, an even number of them. */
    static byte[] digits(String what, String digits, int count) {
        if (digits.length() != count || !digits.chars().allMatch(c -> c >= '0' && c <= '9')) {
            throw new IllegalArgumentException(what + " has " + count + " digits");
        }
        return HexFormat.of().parseHex(digits);
    }

    /** An amount in fen as 4 bytes, big-endian (§3). */
    static byte[] amount(String what, long fen) {
        if (fen < 0 || fen > 0xFFFF_FFFFL) {
            throw new IllegalArgumentException(what + " does not fit 4 bytes");
        }
        return new byte[] {(byte) (fen >> 24), (byte) (fen >> 16), (byte) (fen >> 8), (byte) fen};
    }

    static byte[] concat(byte[]... parts) {
        int length = 0;
        for (byte[] part : parts) {
            length += part.length;
        }
        byte[] all = new byte[length];
        int at = 0;
        for (byte[] part : parts) {
            System.arraycopy(part, 0, all, at, part.length);
            at += part.length;
        }
        return all;
    }

    static byte[] octet(String what, int value) {
        return new byte[] {(byte) between(what, value, 0, 0xFF)};
    }
}
