package org.sscard.terminal.pin;

import java.util.Arrays;
import java.util.function.Function;

/** A PIN on its way from the pad to the card: 4 to 16 digits, gone when closed. It never becomes a String. */
public final class Pin implements AutoCloseable {

    public static final int MIN_DIGITS = 4;
    public static final int MAX_DIGITS = 16;

    private final byte[] digits;

    /** Takes over the digits, 0 to 9 each; they are wiped with this PIN. */
    Pin(byte[] digits) {
        this.digits = digits;
    }

    /**
     * Hands out the PIN as VERIFY takes it: two digits a byte, an odd last one filled with F (card specification §6), 2 to 8
     * bytes that are wiped when {@code use} returns.
     */
    public <T> T encoded(Function<byte[], T> use) {
        byte[] packed = new byte[(digits.length + 1) / 2];
        try {
            Arrays.fill(packed, (byte) 0xFF);
            for (int at = 0; at < digits.length; at++) {
                boolean high = at % 2 == 0;
                int kept = packed[at / 2] & (high ? 0x0F : 0xF0);
                packed[at / 2] = (byte) (kept | (high ? digits[at] << 4 : digits[at]));
            }
            return use.apply(packed);
        } finally {
            Arrays.fill(packed, (byte) 0);
        }
    }

    @Override
    public void close() {
        Arrays.fill(digits, (byte) 0);
    }

    @Override
    public String toString() {
        return "PIN";
    }
}
