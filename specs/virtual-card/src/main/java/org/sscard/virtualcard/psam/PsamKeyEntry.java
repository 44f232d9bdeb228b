package org.sscard.virtualcard.psam;

import java.util.List;
import org.sscard.virtualcard.crypto.CardCrypto;
import org.sscard.virtualcard.memory.CardKey;

/**
 * A key of a PSAM.
 *
 * @param type 2 purchase, 6 MAC, 7 encrypt, 8 MAC and encrypt; 6, 7 and 8 all permit both (§4)
 * @param levels diversification levels still to do, 0 for the PSAM's own keys
 */
public record PsamKeyEntry(int id, int type, int levels, CardKey key) {

    static final int PURCHASE = 2;
    private static final int TYPE_MASK = 0x1F;

    /** @param use levels &lt;&lt; 5 | type */
    public static PsamKeyEntry of(int use, int id, CardKey key) {
        return new PsamKeyEntry(id, typeOf(use), levelsOf(use), key);
    }

    /** The same key with another value. */
    public PsamKeyEntry withValue(byte[] value) {
        return new PsamKeyEntry(id, type, levels, new CardKey(key.algorithm(), value));
    }

    static int typeOf(int use) {
        return use & TYPE_MASK;
    }

    static int levelsOf(int use) {
        return use >> 5;
    }

    public int use() {
        return (levels << 5) | type;
    }

    /** The card key: the factors come as factor3[‖factor2[‖factor1]], the highest level is applied first (§5.1). */
    byte[] cardKey(List<byte[]> factorsCardFirst) {
        CardCrypto crypto = key.crypto();
        byte[] value = key.value();
        for (int i = factorsCardFirst.size() - 1; i >= 0; i--) {
            value = crypto.diversify(value, factorsCardFirst.get(i));
        }
        return value;
    }
}
