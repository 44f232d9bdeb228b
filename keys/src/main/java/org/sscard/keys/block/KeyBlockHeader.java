package org.sscard.keys.block;

import org.sscard.keys.KeyException;
import org.sscard.keys.KeyFault;

/**
 * The header of a key block (ANSI X9.143 §5, TR-31): authenticated with the key, never encrypted.
 *
 * @param text the characters that the MAC covers, optional blocks included
 * @param version {@code B} or {@code D}
 * @param usage two characters, for instance {@code P0}
 * @param algorithm {@code A} AES, {@code T} 3DES, {@code D} DES
 * @param mode mode of use, for instance {@code E}
 * @param keyVersion two characters, {@code 00} when unused
 * @param exportability {@code E}, {@code N} or {@code S}
 */
public record KeyBlockHeader(
        String text, char version, String usage, char algorithm, char mode, String keyVersion, char exportability) {

    private static final int FIXED = 16;
    private static final int OPTIONAL_HEADER = 4;

    static KeyBlockHeader parse(String block) {
        if (block.length() < FIXED || !block.chars().allMatch(c -> c >= 0x20 && c < 0x7F)) {
            throw refused("no key block");
        }
        if (number(block, 1, 5, 10) != block.length()) {
            throw refused("its length field does not fit");
        }
        if (!block.startsWith("00", FIXED - 2)) {
            throw refused("reserved characters are set");
        }
        int end = FIXED;
        int optionalBlocks = number(block, 12, 14, 10);
        for (int i = 0; i < optionalBlocks; i++) {
            int length = number(block, end + 2, end + OPTIONAL_HEADER, 16);
            if (length < OPTIONAL_HEADER || end + length > block.length()) {
                throw refused("an optional block does not fit");
            }
            end += length;
        }
        return new KeyBlockHeader(
                block.substring(0, end),
                block.charAt(0),
                block.substring(5, 7),
                block.charAt(7),
                block.charAt(8),
                block.substring(9, 11),
                block.charAt(11));
    }

    private static int number(String block, int from, int to, int radix) {
        if (to > block.length()) {
            throw refused("it is cut");
        }
        int number = 0;
        for (int i = from; i < to; i++) {
            int digit = Character.digit(block.charAt(i), radix);
            if (digit < 0) {
                throw refused("a number field holds no number");
            }
            number = number * radix + digit;
        }
        return number;
    }

    static KeyException refused(String why) {
        return new KeyException(KeyFault.KEY_BLOCK_INVALID, why);
    }
}
