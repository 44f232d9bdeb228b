package org.sscard.insurance.settlement;

import java.util.Arrays;

/** The bytes of an answer, stored as they were sent. */
public final class Reply {

    private final byte[] value;

    private Reply(byte[] value) {
        this.value = value;
    }

    public static Reply of(byte[] value) {
        return new Reply(value.clone());
    }

    public byte[] bytes() {
        return value.clone();
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Reply that && Arrays.equals(value, that.value);
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(value);
    }

    @Override
    public String toString() {
        return "Reply[" + value.length + " bytes]";
    }
}
