package org.sscard.spec.apdu;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** A response APDU: 0 to 256 bytes of data and the status word. Immutable. */
public final class ResponseApdu {

    private static final int MAX_LENGTH = 258;

    private final byte[] bytes;

    private ResponseApdu(byte[] bytes) {
        this.bytes = bytes;
    }

    public static ResponseApdu of(StatusWord status, byte... data) {
        byte[] bytes = Arrays.copyOf(data, data.length + 2);
        bytes[data.length] = (byte) (status.value() >> 8);
        bytes[data.length + 1] = (byte) status.value();
        return parse(bytes);
    }

    /** @throws IllegalArgumentException when there is no status word or too much data */
    public static ResponseApdu parse(byte[] response) {
        if (response.length < 2 || response.length > MAX_LENGTH) {
            throw new IllegalArgumentException("response APDU of " + response.length + " bytes");
        }
        return new ResponseApdu(response.clone());
    }

    public StatusWord status() {
        return StatusWord.of(((bytes[bytes.length - 2] & 0xFF) << 8) | (bytes[bytes.length - 1] & 0xFF));
    }

    public byte[] data() {
        return Arrays.copyOf(bytes, bytes.length - 2);
    }

    public int dataLength() {
        return bytes.length - 2;
    }

    public byte[] bytes() {
        return bytes.clone();
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof ResponseApdu that && Arrays.equals(bytes, that.bytes);
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(bytes);
    }

    /** Length and status word only: the data may be personal. */
    @Override
    public String toString() {
        return dataLength() + " bytes, " + status();
    }
}
