package org.sscard.keys.block;

/** What the wrapped key is used with (ANSI X9.143 §5). */
public enum KeyBlockAlgorithm {
    AES('A'),
    DES('D'),
    ELLIPTIC_CURVE('E'),
    HMAC('H'),
    RSA('R'),
    DSA('S'),
    TRIPLE_DES('T'),
    /** X9.143 has no code for SM4; digits are left to proprietary use. */
    SM4('4');

    private final char code;

    KeyBlockAlgorithm(char code) {
        this.code = code;
    }

    public char code() {
        return code;
    }

    static KeyBlockAlgorithm of(char code) {
        for (KeyBlockAlgorithm algorithm : values()) {
            if (algorithm.code == code) {
                return algorithm;
            }
        }
        throw KeyBlockHeader.refused("its algorithm is not known");
    }
}
