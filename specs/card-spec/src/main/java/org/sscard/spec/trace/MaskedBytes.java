package org.sscard.spec.trace;

import java.util.Arrays;
import java.util.HexFormat;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Bytes of which some are hidden. As text, upper-case hex with {@code **} for a hidden byte. Immutable. */
public final class MaskedBytes {

    private static final String HIDDEN = "**";

    private final byte[] bytes;
    private final boolean[] hidden;

    private MaskedBytes(byte[] bytes, boolean[] hidden) {
        this.bytes = bytes;
        this.hidden = hidden;
    }

    static MaskedBytes open(byte[] bytes) {
        return new MaskedBytes(bytes.clone(), new boolean[bytes.length]);
    }

    /** @throws IllegalArgumentException when the text is not pairs of hex digits or stars */
    public static MaskedBytes parse(String text) {
        if (text.length() % 2 != 0) {
            throw new IllegalArgumentException("odd number of characters in traced bytes");
        }
        byte[] bytes = new byte[text.length() / 2];
        boolean[] hidden = new boolean[bytes.length];
        for (int i = 0; i < bytes.length; i++) {
            String pair = text.substring(2 * i, 2 * i + 2);
            hidden[i] = pair.equals(HIDDEN);
            bytes[i] = hidden[i] ? 0 : (byte) HexFormat.fromHexDigits(pair);
        }
        return new MaskedBytes(bytes, hidden);
    }

    /** Hides the bytes from {@code from} to before {@code to}, as far as they exist. */
    MaskedBytes hide(int from, int to) {
        byte[] kept = bytes.clone();
        boolean[] mask = hidden.clone();
        for (int i = Math.max(from, 0); i < Math.min(to, kept.length); i++) {
            kept[i] = 0;
            mask[i] = true;
        }
        return new MaskedBytes(kept, mask);
    }

    MaskedBytes slice(int from, int to) {
        return new MaskedBytes(Arrays.copyOfRange(bytes, from, to), Arrays.copyOfRange(hidden, from, to));
    }

    public int length() {
        return bytes.length;
    }

    public boolean isOpen() {
        for (boolean b : hidden) {
            if (b) {
                return false;
            }
        }
        return true;
    }

    /** The bytes with 00 where they are hidden. */
    public byte[] withZeros() {
        return bytes.clone();
    }

    /** Whether these are the same bytes as far as they are visible. */
    boolean matches(byte[] actual) {
        if (actual.length != bytes.length) {
            return false;
        }
        for (int i = 0; i < bytes.length; i++) {
            if (!hidden[i] && bytes[i] != actual[i]) {
                return false;
            }
        }
        return true;
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof MaskedBytes that
                && Arrays.equals(bytes, that.bytes)
                && Arrays.equals(hidden, that.hidden);
    }

    @Override
    public int hashCode() {
        return 31 * Arrays.hashCode(bytes) + Arrays.hashCode(hidden);
    }

    @Override
    public String toString() {
        StringBuilder text = new StringBuilder(2 * bytes.length);
        for (int i = 0; i < bytes.length; i++) {
            text.append(hidden[i] ? HIDDEN : String.format(Locale.ROOT, "%02X", bytes[i] & 0xFF));
        }
        return text.toString();
    }
}
