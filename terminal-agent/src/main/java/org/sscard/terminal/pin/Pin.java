package org.sscard.terminal.pin;

import java.security.MessageDigest;
import java.util.Arrays;
import java.util.function.Function;
import org.sscard.spec.command.PinBlock;

/** A PIN on its way from the pad to the card: 4 to 16 digits, gone when closed. It never becomes a String. */
public final class Pin implements AutoCloseable {

    private final byte[] digits;

    private Pin(byte[] digits) {
        this.digits = digits;
    }

    /** Takes over 4 to 16 ASCII digits; they are wiped with this PIN. */
    public static Pin taking(byte[] digits) {
        return new Pin(digits);
    }

    /**
     * Hands out the PIN as VERIFY takes it, 2 to 8 bytes that are wiped when {@code use} returns.
     */
    public <T> T encoded(Function<byte[], T> use) {
        byte[] block = PinBlock.encode(digits);
        try {
            return use.apply(block);
        } finally {
            Arrays.fill(block, (byte) 0);
        }
    }

    /** Hands out the digits in ASCII, for the key service alone; the copy is wiped when {@code use} returns. */
    public <T> T digits(Function<byte[], T> use) {
        byte[] copy = digits.clone();
        try {
            return use.apply(copy);
        } finally {
            Arrays.fill(copy, (byte) 0);
        }
    }

    /** Whether the holder entered the same digits twice. */
    public boolean isSame(Pin other) {
        return MessageDigest.isEqual(digits, other.digits);
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
