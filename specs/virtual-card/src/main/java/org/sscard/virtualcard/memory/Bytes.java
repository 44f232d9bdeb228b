package org.sscard.virtualcard.memory;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** Bytes that never change. */
final class Bytes {

    private final byte[] value;

    private Bytes(byte[] value) {
        this.value = value;
    }

    static Bytes of(byte[] value) {
        return new Bytes(value.clone());
    }

    int at(int index) {
        return value[index] & 0xFF;
    }

    byte[] copy() {
        return value.clone();
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof Bytes that && Arrays.equals(value, that.value);
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(value);
    }

    /** The length alone: the content may be personal. */
    @Override
    public String toString() {
        return value.length + " bytes";
    }
}
