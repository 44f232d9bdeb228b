package org.sscard.spec.layout;

/** The algorithm family of a card, as tag 86 of the SSSE's FCI and the card's key data name it (§2, §4). */
public enum CardAlgorithm {
    /** Single and two-key triple DES. */
    DES(0x01, 8),
    /** Secret algorithm: recognised, never supported (§10). */
    SSF33(0x02, 16),
    SM4(0x03, 16);

    private final int code;
    private final int blockBytes;

    CardAlgorithm(int code, int blockBytes) {
        this.code = code;
        this.blockBytes = blockBytes;
    }

    public int code() {
        return code;
    }

    public int blockBytes() {
        return blockBytes;
    }

    public boolean isSupported() {
        return this != SSF33;
    }

    /** @throws IllegalArgumentException for a code outside 01 to 03 */
    public static CardAlgorithm ofCode(int code) {
        for (CardAlgorithm algorithm : values()) {
            if (algorithm.code == code) {
                return algorithm;
            }
        }
        throw new IllegalArgumentException(String.format("algorithm code %02X is none of 01, 02, 03", code));
    }
}
