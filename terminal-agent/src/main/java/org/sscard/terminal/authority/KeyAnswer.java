package org.sscard.terminal.authority;

import java.util.HexFormat;

/**
 * The answer to a {@link KeyQuestion}.
 *
 * @param cryptogram 8 bytes in hexadecimal
 * @param data the 8 bytes that it encrypts, in hexadecimal
 */
public record KeyAnswer(String cryptogram, String data) {

    public byte[] cryptogramBytes() {
        return HexFormat.of().parseHex(cryptogram);
    }

    public byte[] dataBytes() {
        return HexFormat.of().parseHex(data);
    }
}
