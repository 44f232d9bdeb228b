package org.sscard.keys.crypto;

import java.util.Arrays;
import org.sscard.keys.KeyException;
import org.sscard.keys.KeyFault;

/** PIN blocks of ISO 9564-1. Digits are ASCII bytes; the caller erases them and the block. */
public final class PinBlock {

    private static final int PAN_DIGITS_FORMAT_0 = 12;
    private static final int MAX_PAN = 19;

    private PinBlock() {}

    /** Format 0: bound to the account number, for transport under 3DES; 8 bytes. */
    public static byte[] format0(byte[] pin, String pan) {
        if (pan.length() <= PAN_DIGITS_FORMAT_0 || pan.length() > MAX_PAN) {
            throw new KeyException(KeyFault.KEY_INPUT_INVALID, "an account number has 13 to 19 digits here");
        }
        byte[] block = pinField(0, pin, 0xF, 8);
        String digits = pan.substring(pan.length() - 1 - PAN_DIGITS_FORMAT_0, pan.length() - 1);
        byte[] account = new byte[8];
        for (int i = 0; i < PAN_DIGITS_FORMAT_0; i++) {
            put(account, i + 4, Character.digit(digits.charAt(i), 10));
        }
        Blocks.xor(block, account, 0);
        return block;
    }

    /** Format 2: for VERIFY of a chip card; 8 bytes. */
    public static byte[] format2(byte[] pin) {
        return pinField(2, pin, 0xF, 8);
    }

    /**
     * Format 4: enciphered under AES; 16 bytes.
     *
     * @param fill 8 random bytes
     */
    public static byte[] format4(byte[] key, byte[] pin, String pan, byte[] fill) {
        byte[] field = pinField(4, pin, 0xA, 16);
        System.arraycopy(Blocks.requireLength("fill", fill, 8), 0, field, 8, 8);
        byte[] block = AesCipher.encrypt(key, field);
        Arrays.fill(field, (byte) 0);
        Blocks.xor(block, panField(pan), 0);
        return AesCipher.encrypt(key, block);
    }

    private static byte[] panField(String pan) {
        if (pan.isEmpty() || pan.length() > MAX_PAN) {
            throw new KeyException(KeyFault.KEY_INPUT_INVALID, "an account number has at most 19 digits");
        }
        String digits = "0".repeat(Math.max(0, 12 - pan.length())) + pan;
        byte[] field = new byte[16];
        put(field, 0, digits.length() - 12);
        for (int i = 0; i < digits.length(); i++) {
            put(field, i + 1, Character.digit(digits.charAt(i), 10));
        }
        return field;
    }

    private static byte[] pinField(int format, byte[] pin, int filler, int length) {
        boolean decimal = true;
        for (byte digit : pin) {
            decimal &= digit >= '0' && digit <= '9';
        }
        if (!decimal || pin.length < 4 || pin.length > 12) {
            throw new KeyException(KeyFault.KEY_INPUT_INVALID, "a PIN has 4 to 12 digits in a PIN block");
        }
        byte[] field = new byte[length];
        Arrays.fill(field, 0, 8, (byte) (filler << 4 | filler));
        field[0] = (byte) (format << 4 | pin.length);
        for (int i = 0; i < pin.length; i++) {
            put(field, i + 2, pin[i] - '0');
        }
        return field;
    }

    private static void put(byte[] field, int nibble, int digit) {
        if (digit < 0) {
            throw new KeyException(KeyFault.KEY_INPUT_INVALID, "an account number has digits only");
        }
        int at = nibble / 2;
        field[at] = (byte) (nibble % 2 == 0 ? (field[at] & 0x0F) | digit << 4 : (field[at] & 0xF0) | digit);
    }
}
