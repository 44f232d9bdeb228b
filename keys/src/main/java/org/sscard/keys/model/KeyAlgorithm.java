package org.sscard.keys.model;

import org.sscard.keys.KeyException;
import org.sscard.keys.KeyFault;
import org.sscard.spec.layout.CardAlgorithm;

/** What a key's bytes are for: cipher and length in bytes. */
public enum KeyAlgorithm {
    /** The 8-byte STK of the DES family (card-specification §4). */
    DES(8),
    /** Two-key 3DES: every other key of the DES family. */
    DESEDE(16),
    SM4(16);

    private final int lengthBytes;

    KeyAlgorithm(int lengthBytes) {
        this.lengthBytes = lengthBytes;
    }

    public int lengthBytes() {
        return lengthBytes;
    }

    public CardAlgorithm family() {
        return this == SM4 ? CardAlgorithm.SM4 : CardAlgorithm.DES;
    }

    /**
     * The algorithm of a key of the key table on a card of this family.
     *
     * @param tableLength bytes in the key table, 8 or 16; an 8-byte key has 16 bytes outside the DES family (§4)
     */
    public static KeyAlgorithm on(CardAlgorithm family, int tableLength) {
        if (family == CardAlgorithm.SM4) {
            return SM4;
        }
        if (family == CardAlgorithm.DES && tableLength == DES.lengthBytes) {
            return DES;
        }
        if (family == CardAlgorithm.DES && tableLength == DESEDE.lengthBytes) {
            return DESEDE;
        }
        throw new KeyException(KeyFault.KEY_ALGORITHM_NOT_SUPPORTED, family + " with " + tableLength + " bytes");
    }
}
