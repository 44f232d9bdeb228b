package org.sscard.spec.codec;

import java.util.Arrays;
import java.util.HexFormat;

/** Format cn (§2): two digits a byte, left-justified, filled with nibble F; empty is all F. */
public final class CompressedNumeric {

    private static final HexFormat HEX = HexFormat.of().withUpperCase();

    private CompressedNumeric() {}

    /** @throws ValueCodecException for anything but digits, or more than two digits a byte */
    public static byte[] encode(String digits, int lengthBytes) {
        requireDigits(digits);
        int needed = (digits.length() + 1) / 2;
        if (needed > lengthBytes) {
            throw ValueCodecException.tooLong(needed, lengthBytes);
        }
        byte[] bytes = new byte[lengthBytes];
        Arrays.fill(bytes, (byte) 0xFF);
        for (int i = 0; i < digits.length(); i++) {
            int digit = digits.charAt(i) - '0';
            int kept = bytes[i / 2] & (i % 2 == 0 ? 0x0F : 0xF0);
            bytes[i / 2] = (byte) (kept | (i % 2 == 0 ? digit << 4 : digit));
        }
        return bytes;
    }

    /**
     * The nibbles without trailing F, in upper-case hex: digits on a well-written card, and whatever stands there
     * otherwise, because readers must not reject it (element 04 carries letters on real test cards, §3).
     */
    public static String decode(byte[] bytes) {
        String nibbles = HEX.formatHex(bytes);
        int end = nibbles.length();
        while (end > 0 && nibbles.charAt(end - 1) == 'F') {
            end--;
        }
        return nibbles.substring(0, end);
    }

    static void requireDigits(String digits) {
        for (int i = 0; i < digits.length(); i++) {
            char c = digits.charAt(i);
            if (c < '0' || c > '9') {
                throw ValueCodecException.illegalCharacter(CardText.describe(c), i + 1, "cn (digits)");
            }
        }
    }
}
