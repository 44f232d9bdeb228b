package org.sscard.keys.model;

/**
 * How a check value is made. Three methods live side by side in the field, so a value never travels without its method.
 */
public enum CheckMethod {
    /** Leftmost 3 bytes of one zero block encrypted: DES, 3DES, SM4. */
    ZERO_BLOCK(3),
    /** Leftmost 3 bytes of one block of 01 bytes encrypted: AES in GlobalPlatform. */
    ONES_BLOCK(3),
    /** Leftmost 5 bytes of the CMAC over one zero block: AES in ANSI X9.24-1. */
    CMAC_ZERO_BLOCK(5);

    private final int lengthBytes;

    CheckMethod(int lengthBytes) {
        this.lengthBytes = lengthBytes;
    }

    public int lengthBytes() {
        return lengthBytes;
    }
}
