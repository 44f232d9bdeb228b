package org.sscard.keys.hierarchy;

import java.util.Arrays;
import org.sscard.keys.KeyException;
import org.sscard.keys.KeyFault;
import org.sscard.spec.layout.KeyType;
import org.sscard.spec.layout.PinRule;

/** ASCII digits of a PIN → cn bytes. The digits are erased, whatever happens. */
final class PinBytes {

    static final int TYPE = KeyType.PIN.code();

    private PinBytes() {}

    /** As many bytes as the digits need, an odd last nibble is F. */
    static byte[] packed(byte[] digits) {
        return padded(digits, (digits.length + 1) / 2);
    }

    static byte[] padded(byte[] digits, int length) {
        try {
            requireDigits(digits);
            byte[] packed = new byte[length];
            Arrays.fill(packed, (byte) 0xFF);
            for (int i = 0; i < digits.length; i++) {
                int digit = digits[i] - '0';
                int other = i % 2 == 0 ? 0x0F : packed[i / 2] & 0xF0;
                packed[i / 2] = (byte) (i % 2 == 0 ? digit << 4 | other : other | digit);
            }
            return packed;
        } finally {
            Arrays.fill(digits, (byte) 0);
        }
    }

    private static void requireDigits(byte[] digits) {
        PinRule rule = KeyTable.pin();
        boolean decimal = true;
        for (byte digit : digits) {
            decimal &= digit >= '0' && digit <= '9';
        }
        if (!decimal || digits.length < rule.minDigits() || digits.length > rule.maxDigits()) {
            throw new KeyException(
                    KeyFault.KEY_INPUT_INVALID,
                    "a PIN has " + rule.minDigits() + " to " + rule.maxDigits() + " digits");
        }
    }
}
