package org.sscard.spec.codec;

import java.util.Arrays;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.Map;
import org.sscard.spec.layout.CardFile;
import org.sscard.spec.layout.ElementFormat;
import org.sscard.spec.layout.Field;
import org.sscard.spec.layout.FileStructure;

/**
 * A bare record of a cyclic file: fields one after the other, no tags (§2). Binary fields are big-endian numbers. A
 * shorter record that ends where a field ends is accepted: account-only cards write DF04 EF08 with 20 bytes.
 */
public final class CyclicRecord {

    private final CardFile file;
    private final byte[] bytes;

    private CyclicRecord(CardFile file, byte[] bytes) {
        this.file = file;
        this.bytes = bytes;
    }

    /** @throws ValueCodecException when the length is neither the file's nor the end of one of its fields */
    public static CyclicRecord split(CardFile file, byte[] record) {
        requireFields(file);
        int end = 0;
        for (Field field : file.fields()) {
            end += field.length();
            if (end == record.length) {
                return new CyclicRecord(file, record.clone());
            }
        }
        throw ValueCodecException.malformed(
                "record of " + record.length + " bytes does not fit " + file.ref() + " of " + end);
    }

    /**
     * A full record from texts by field id (cn digits, an and GBK text, b hex); absent fields are padded.
     *
     * @throws ValueCodecException when a field is unknown or a value does not fit
     */
    public static CyclicRecord compose(CardFile file, Map<String, String> values) {
        requireFields(file);
        Map<String, String> left = new LinkedHashMap<>(values);
        byte[] bytes = new byte[file.fields().stream().mapToInt(Field::length).sum()];
        int at = 0;
        for (Field field : file.fields()) {
            String value = left.containsKey(field.id()) ? left.remove(field.id()) : "";
            byte[] encoded = ElementCodec.encode(field, value);
            System.arraycopy(encoded, 0, bytes, at, encoded.length);
            at += encoded.length;
        }
        if (!left.isEmpty()) {
            throw ValueCodecException.malformed(file.ref() + " has no field " + left.keySet());
        }
        return new CyclicRecord(file, bytes);
    }

    public byte[] bytes() {
        return bytes.clone();
    }

    public boolean has(String id) {
        return file.offsetOf(id) + file.field(id).length() <= bytes.length;
    }

    /** @throws IllegalArgumentException when the record is too short to hold the field */
    public byte[] bytes(String id) {
        int offset = file.offsetOf(id);
        if (!has(id)) {
            throw new IllegalArgumentException("this record of " + file.ref() + " has no field " + id);
        }
        return Arrays.copyOfRange(bytes, offset, offset + file.field(id).length());
    }

    public String text(String id) {
        return ElementCodec.decode(file.field(id), bytes(id));
    }

    /** A binary field as an unsigned number; amounts are fen. */
    public long number(String id) {
        if (file.field(id).format() != ElementFormat.B) {
            throw new IllegalArgumentException(file.ref() + " " + id + " is not binary");
        }
        return Long.parseUnsignedLong(HexFormat.of().formatHex(bytes(id)), 16);
    }

    /** All fields that the record holds, by id in order. */
    public Map<String, String> texts() {
        Map<String, String> values = new LinkedHashMap<>();
        for (Field field : file.fields()) {
            if (has(field.id())) {
                values.put(field.id(), text(field.id()));
            }
        }
        return values;
    }

    private static void requireFields(CardFile file) {
        if (file.structure() != FileStructure.CYCLIC) {
            throw new IllegalArgumentException(file.ref() + " is not cyclic");
        }
    }
}
