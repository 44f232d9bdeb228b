package org.sscard.keys.custody;

import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.HexFormat;
import org.sscard.keys.KeyException;
import org.sscard.keys.KeyFault;
import org.sscard.keys.model.KeyMaterial;
import org.sscard.keys.model.MaterialAccess;

/**
 * One custodian's part of a protection key, with what tells it from every other: ceremony, threshold, number, and a
 * check value over all of it. On paper: 21 groups of four hex digits. {@link #close} erases it.
 */
final class Share implements AutoCloseable {

    static final int SECRET_BYTES = 32;

    private static final int CEREMONY_BYTES = 4;
    private static final int CHECK_BYTES = 4;
    private static final int HEAD_BYTES = CEREMONY_BYTES + 2;
    private static final int BYTES = HEAD_BYTES + SECRET_BYTES + CHECK_BYTES;
    private static final int GROUP = 4;
    private static final char[] DIGITS = "0123456789ABCDEF".toCharArray();
    private static final HexFormat HEX = HexFormat.of().withUpperCase();

    private final String ceremony;
    private final int threshold;
    private final int number;
    private final KeyMaterial value;

    /** Owns the value. */
    Share(String ceremony, int threshold, int number, KeyMaterial value) {
        this.ceremony = ceremony;
        this.threshold = threshold;
        this.number = number;
        this.value = value;
    }

    String ceremony() {
        return ceremony;
    }

    int threshold() {
        return threshold;
    }

    int number() {
        return number;
    }

    KeyMaterial value() {
        return value;
    }

    /** 8 hex digits: a mistyped share has another one. It says nothing about the value that could be used. */
    String checkValue() {
        byte[] content = content();
        try {
            return HEX.formatHex(check(content));
        } finally {
            Arrays.fill(content, (byte) 0);
        }
    }

    /** Groups of four digits with dashes between; the caller erases the array. */
    char[] text() {
        byte[] content = content();
        byte[] check = check(content);
        char[] text = new char[2 * BYTES + 2 * BYTES / GROUP - 1];
        int at = 0;
        for (int digit = 0; digit < 2 * BYTES; digit++) {
            if (digit > 0 && digit % GROUP == 0) {
                text[at++] = '-';
            }
            int index = digit / 2;
            int octet = index < content.length ? content[index] : check[index - content.length];
            text[at++] = DIGITS[digit % 2 == 0 ? octet >> 4 & 0xF : octet & 0xF];
        }
        Arrays.fill(content, (byte) 0);
        return text;
    }

    /**
     * Reads what {@link #text} wrote; spaces, dashes and line ends may stand anywhere. The caller erases the typed text.
     *
     * @throws KeyException SHARE_INVALID when it is not a share, or mistyped
     */
    static Share parse(char[] typed) {
        byte[] bytes = new byte[BYTES];
        try {
            if (digits(typed, bytes) != 2 * BYTES) {
                throw new KeyException(KeyFault.SHARE_INVALID, "a share has " + 2 * BYTES + " hex digits");
            }
            byte[] content = Arrays.copyOf(bytes, BYTES - CHECK_BYTES);
            byte[] check = Arrays.copyOfRange(bytes, BYTES - CHECK_BYTES, BYTES);
            boolean right = MessageDigest.isEqual(check(content), check);
            Arrays.fill(content, (byte) 0);
            if (!right) {
                throw new KeyException(KeyFault.SHARE_INVALID, "its check value does not fit");
            }
            byte[] value = Arrays.copyOfRange(bytes, HEAD_BYTES, HEAD_BYTES + SECRET_BYTES);
            return new Share(
                    HEX.formatHex(bytes, 0, CEREMONY_BYTES),
                    bytes[CEREMONY_BYTES] & 0xFF,
                    bytes[CEREMONY_BYTES + 1] & 0xFF,
                    KeyMaterial.owning(value, MaterialAccess.GRANTED));
        } finally {
            Arrays.fill(bytes, (byte) 0);
        }
    }

    @Override
    public void close() {
        value.close();
    }

    @Override
    public String toString() {
        return "Share[" + ceremony + " " + number + "]";
    }

    /** Fills in the digits that fit; answers how many there are, or −1 when another character is among them. */
    private static int digits(char[] typed, byte[] into) {
        int count = 0;
        for (char character : typed) {
            int digit = Character.digit(character, 16);
            if (digit >= 0) {
                if (count / 2 < into.length) {
                    into[count / 2] |= (byte) (count % 2 == 0 ? digit << 4 : digit);
                }
                count++;
            } else if (character != '-' && !Character.isWhitespace(character)) {
                return -1;
            }
        }
        return count;
    }

    private byte[] content() {
        return ByteBuffer.allocate(HEAD_BYTES + SECRET_BYTES)
                .put(HEX.parseHex(ceremony))
                .put((byte) threshold)
                .put((byte) number)
                .put(value.bytes(MaterialAccess.GRANTED))
                .array();
    }

    private static byte[] check(byte[] content) {
        try {
            return Arrays.copyOf(MessageDigest.getInstance("SHA-256").digest(content), CHECK_BYTES);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }
}
