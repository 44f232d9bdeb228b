package org.sscard.keys.pkcs11;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** One attribute of an object's template. A value that is a key is erased by whoever made it. */
public final class Attribute {

    private final long type;
    private final byte[] value;

    private Attribute(long type, byte[] value) {
        this.type = type;
        this.value = value;
    }

    public static Attribute flag(long type, boolean value) {
        return new Attribute(type, new byte[] {(byte) (value ? 1 : 0)});
    }

    /** CK_ULONG of 8 bytes in the machine's order. */
    public static Attribute number(long type, long value) {
        return new Attribute(
                type,
                ByteBuffer.allocate(Long.BYTES)
                        .order(ByteOrder.nativeOrder())
                        .putLong(value)
                        .array());
    }

    public static Attribute text(long type, String value) {
        return new Attribute(type, value.getBytes(StandardCharsets.UTF_8));
    }

    /** Keeps the array itself. */
    public static Attribute bytes(long type, byte[] value) {
        return new Attribute(type, value);
    }

    public long type() {
        return type;
    }

    byte[] value() {
        return value;
    }

    void erase() {
        Arrays.fill(value, (byte) 0);
    }

    @Override
    public String toString() {
        return "Attribute[" + Long.toHexString(type) + ", " + value.length + " bytes]";
    }
}
