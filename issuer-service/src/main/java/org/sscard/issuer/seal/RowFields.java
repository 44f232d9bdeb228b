package org.sscard.issuer.seal;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;
import org.sscard.wire.error.CodedException;
import org.sscard.wire.error.ErrorCode;

/**
 * The fields of a row in one unambiguous form: each with its length in front (4 bytes, −1 for null), the table's name first.
 */
public final class RowFields {

    private final String table;
    private final ByteArrayOutputStream out = new ByteArrayOutputStream(256);

    private RowFields(String table) {
        this.table = table;
        text(table);
    }

    public static RowFields of(String table) {
        return new RowFields(table);
    }

    public RowFields bytes(byte @Nullable [] value) {
        out.writeBytes(ByteBuffer.allocate(Integer.BYTES)
                .putInt(value == null ? -1 : value.length)
                .array());
        if (value != null) {
            out.writeBytes(value);
        }
        return this;
    }

    public RowFields text(@Nullable String value) {
        return bytes(value == null ? null : value.getBytes(StandardCharsets.UTF_8));
    }

    public RowFields number(@Nullable Long value) {
        return bytes(
                value == null
                        ? null
                        : ByteBuffer.allocate(Long.BYTES).putLong(value).array());
    }

    public RowFields flag(boolean value) {
        return number(value ? 1L : 0L);
    }

    byte[] bytes() {
        return out.toByteArray();
    }

    CodedException tampered() {
        return new CodedException(ErrorCode.REGISTRY_ROW_TAMPERED, table);
    }
}
