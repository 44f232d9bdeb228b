package org.sscard.virtualcard.memory;

import java.security.MessageDigest;
import java.util.Arrays;
import java.util.Optional;

/** The holder's PIN: 4 to 16 digits as cn, filled with nibble F to 8 bytes, with its retry counter (§4). */
public final class Pin {

    public static final int LENGTH = 8;
    private static final int MIN_DIGITS = 4;
    private static final int FILLER = 0x0F;

    private final byte[] digits;
    private final RetryCounter counter;

    public Pin(byte[] digits, RetryCounter counter) {
        this.digits = digits.clone();
        this.counter = counter;
    }

    /** The 8 stored bytes for a PIN as a command carries it; empty when it is not 4 to 16 digits and fillers. */
    public static Optional<byte[]> normalised(byte[] entered) {
        if (entered.length > LENGTH) {
            return Optional.empty();
        }
        byte[] stored = Arrays.copyOf(entered, LENGTH);
        Arrays.fill(stored, entered.length, LENGTH, (byte) 0xFF);
        return digitCount(stored) >= MIN_DIGITS ? Optional.of(stored) : Optional.empty();
    }

    /** Digits before the filler; 0 when anything but fillers follows the first filler, or a nibble is A to E. */
    private static int digitCount(byte[] stored) {
        int count = 0;
        boolean filling = false;
        for (int i = 0; i < 2 * LENGTH; i++) {
            int nibble = i % 2 == 0 ? stored[i / 2] >> 4 & 0x0F : stored[i / 2] & 0x0F;
            if (nibble <= 9 && !filling) {
                count++;
            } else if (nibble == FILLER) {
                filling = true;
            } else {
                return 0;
            }
        }
        return count;
    }

    public boolean matches(byte[] normalised) {
        return MessageDigest.isEqual(digits, normalised);
    }

    public RetryCounter counter() {
        return counter;
    }

    /** Another PIN with all its tries. */
    public Pin replacedBy(byte[] normalised) {
        return new Pin(normalised, new RetryCounter(counter.limit()));
    }

    /** The stored bytes, for the export of the card. */
    public byte[] stored() {
        return digits.clone();
    }

    Pin copy() {
        return new Pin(digits, counter.copy());
    }

    @Override
    public String toString() {
        return "PIN, " + counter.left() + " tries left";
    }
}
