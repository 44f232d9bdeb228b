package org.sscard.spec.layout;

import java.util.Locale;

/** What a key may be used for, with its type byte in LOAD KEY (§7.1, convention). */
public enum KeyType {
    /** Master key of a directory: creates files and loads keys. */
    MK(0x00),
    /** External authentication: update, read, lock and unblock keys. */
    EA(0x01),
    /** Internal authentication. */
    IA(0x02),
    /** Secure messaging. */
    STK(0x03),
    /** Medical purchase. */
    DPK(0x04),
    /** Account load. */
    DLK(0x05),
    /** TAC. */
    DTK(0x06),
    /** The holder's PIN, stored like a key. */
    PIN(0x07);

    private final int code;

    KeyType(int code) {
        this.code = code;
    }

    public int code() {
        return code;
    }

    /** @throws IllegalArgumentException for an unknown type byte */
    public static KeyType ofCode(int code) {
        for (KeyType type : values()) {
            if (type.code == code) {
                return type;
            }
        }
        throw new IllegalArgumentException(String.format(Locale.ROOT, "no key type has code %02X", code));
    }
}
