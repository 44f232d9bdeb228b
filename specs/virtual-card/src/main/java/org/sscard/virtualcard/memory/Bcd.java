package org.sscard.virtualcard.memory;

import java.util.Optional;

/** Decimal digits, two a byte (format cn). */
public final class Bcd {

    private Bcd() {}

    /** Empty when a nibble is not a digit. At most 4 bytes. */
    public static Optional<Integer> number(byte[] digits) {
        int value = 0;
        for (byte pair : digits) {
            int high = pair >> 4 & 0x0F;
            int low = pair & 0x0F;
            if (high > 9 || low > 9) {
                return Optional.empty();
            }
            value = value * 100 + high * 10 + low;
        }
        return Optional.of(value);
    }

    public static boolean isDecimal(byte[] digits) {
        for (byte pair : digits) {
            if ((pair >> 4 & 0x0F) > 9 || (pair & 0x0F) > 9) {
                return false;
            }
        }
        return true;
    }

    public static byte[] bytes(int value, int length) {
        byte[] result = new byte[length];
        int rest = value;
        for (int i = length - 1; i >= 0; i--) {
            result[i] = (byte) (rest / 10 % 10 << 4 | rest % 10);
            rest /= 100;
        }
        return result;
    }
}
