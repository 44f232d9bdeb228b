package org.sscard.virtualcard.fault;

import java.util.Arrays;
import java.util.Optional;

/** A half-loaded key: its left half is new, its right half old, or empty where there was no key. */
final class TornKey {

    private TornKey() {}

    static byte[] halfLoaded(Optional<byte[]> before, byte[] after) {
        byte[] half = after.clone();
        byte[] old = Arrays.copyOf(before.orElseGet(() -> new byte[0]), half.length);
        int middle = half.length / 2;
        System.arraycopy(old, middle, half, middle, half.length - middle);
        return half;
    }
}
