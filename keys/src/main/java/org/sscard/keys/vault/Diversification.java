package org.sscard.keys.vault;

import java.util.Arrays;
import java.util.List;
import org.sscard.keys.crypto.CipherSuite;
import org.sscard.keys.model.KeyMaterial;
import org.sscard.keys.model.MaterialAccess;

/** From a key of the hierarchy down, in memory (card-specification §5.1). */
final class Diversification {

    private Diversification() {}

    /**
     * @param key live material of the ancestor, which stays as it is
     * @param factors at least one
     */
    static KeyMaterial below(CipherSuite suite, byte[] key, List<byte[]> factors) {
        byte[] current = key;
        boolean ours = false;
        for (byte[] factor : factors) {
            byte[] child = suite.diversify(current, factor);
            if (ours) {
                Arrays.fill(current, (byte) 0);
            }
            current = child;
            ours = true;
        }
        return KeyMaterial.owning(current, MaterialAccess.GRANTED);
    }

    /** A card's key in the memory of this process. */
    static CardKey inMemory(CipherSuite suite, KeyMaterial material) {
        return new InMemory(suite, material);
    }

    private record InMemory(CipherSuite suite, KeyMaterial material) implements CardKey {

        @Override
        public KeyMaterial session(byte[] random) {
            byte[] session = suite.sessionKey(material.bytes(MaterialAccess.GRANTED), random);
            return KeyMaterial.owning(session, MaterialAccess.GRANTED);
        }

        @Override
        public void close() {
            material.close();
        }
    }
}
