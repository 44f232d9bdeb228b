package org.sscard.spec.command;

import java.util.Arrays;

/**
 * The PIN as the card takes it: digits as cn, an odd one filled with nibble F (§4, §6). The caller erases what it gave
 * and what it got.
 */
public final class PinBlock {

    public static final int MIN_DIGITS = 4;
    public static final int MAX_DIGITS = 16;
    private static final int STORED_LENGTH = 8;

    private PinBlock() {}

    /**
     * For VERIFY, CHANGE PIN and PIN CHANGE/UNBLOCK: 2 to 8 bytes.
     *
     * @param digits 4 to 16 ASCII digits
     * @throws IllegalArgumentException when there are fewer or more, or other characters; the message shows none
     */
    public static byte[] encode(byte[] digits) {
        if (digits.length < MIN_DIGITS || digits.length > MAX_DIGITS) {
            throw new IllegalArgumentException("a PIN has " + MIN_DIGITS + " to " + MAX_DIGITS + " digits");
        }
        byte[] block = new byte[(digits.length + 1) / 2];
        Arrays.fill(block, (byte) 0xFF);
        for (int i = 0; i < digits.length; i++) {
            int digit = digits[i] - '0';
            if (digit < 0 || digit > 9) {
                Arrays.fill(block, (byte) 0);
                throw new IllegalArgumentException("a PIN consists of digits");
            }
            block[i / 2] = (byte) (i % 2 == 0 ? (digit << 4) | 0x0F : (block[i / 2] & 0xF0) | digit);
        }
        return block;
    }

    /** For LOAD KEY: 8 bytes filled with F (§7.1). */
    public static byte[] stored(byte[] digits) {
        byte[] block = encode(digits);
        byte[] stored = Arrays.copyOf(block, STORED_LENGTH);
        Arrays.fill(stored, block.length, STORED_LENGTH, (byte) 0xFF);
        Arrays.fill(block, (byte) 0);
        return stored;
    }
}
