package org.sscard.spec.codec;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * A record of a TLV file, or an inner element of a nested one: 1-byte tag, 1-byte length, value (§2). The length byte
 * is plain, 00 to FF, not BER.
 */
public final class TlvRecord {

    private static final int HEADER = 2;

    private final int tag;
    private final byte[] value;

    public TlvRecord(int tag, byte[] value) {
        if (tag < 0 || tag > 0xFF || value.length > 0xFF) {
            throw new IllegalArgumentException("tag " + tag + " with " + value.length + " bytes is no record");
        }
        this.tag = tag;
        this.value = value.clone();
    }

    public int tag() {
        return tag;
    }

    public byte[] value() {
        return value.clone();
    }

    public byte[] encode() {
        byte[] bytes = new byte[HEADER + value.length];
        bytes[0] = (byte) tag;
        bytes[1] = (byte) value.length;
        System.arraycopy(value, 0, bytes, HEADER, value.length);
        return bytes;
    }

    /** @throws ValueCodecException when the bytes are not exactly one record */
    public static TlvRecord decode(byte[] bytes) {
        List<TlvRecord> records = decodeAll(bytes);
        if (records.size() != 1) {
            throw ValueCodecException.malformed("expected one record, found " + records.size());
        }
        return records.get(0);
    }

    /**
     * Records one after the other, as READ RECORD modes 5 and 6 return them.
     *
     * @throws ValueCodecException when the last record is cut
     */
    public static List<TlvRecord> decodeAll(byte[] bytes) {
        List<TlvRecord> records = new ArrayList<>();
        int at = 0;
        while (at < bytes.length) {
            if (at + HEADER > bytes.length || at + HEADER + (bytes[at + 1] & 0xFF) > bytes.length) {
                throw ValueCodecException.malformed("record at offset " + at + " is longer than the data");
            }
            int end = at + HEADER + (bytes[at + 1] & 0xFF);
            records.add(new TlvRecord(bytes[at] & 0xFF, Arrays.copyOfRange(bytes, at + HEADER, end)));
            at = end;
        }
        return records;
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof TlvRecord that && tag == that.tag && Arrays.equals(value, that.value);
    }

    @Override
    public int hashCode() {
        return 31 * tag + Arrays.hashCode(value);
    }

    /** Tag and length only: the value may be personal. */
    @Override
    public String toString() {
        return String.format(Locale.ROOT, "%02X, %d bytes", tag, value.length);
    }
}
