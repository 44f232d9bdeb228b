package org.sscard.keys.vault;

import java.util.Arrays;
import org.sscard.keys.crypto.CipherSuite;
import org.sscard.keys.model.DerivationPath;
import org.sscard.keys.model.KeyId;
import org.sscard.keys.model.KeyMaterial;
import org.sscard.keys.model.MaterialAccess;

/** From a key of the hierarchy down to a card's, in memory (card-specification §5.1). */
final class Diversification {

    private Diversification() {}

    /** @param key live material of the ancestor, which stays as it is */
    static KeyMaterial cardKey(KeyId ancestor, byte[] key, DerivationPath path) {
        CipherSuite suite = CipherSuite.of(ancestor.algorithm().family());
        byte[] current = key;
        boolean ours = false;
        for (byte[] factor : path.factorsBelow(ancestor.scope())) {
            byte[] child = suite.diversify(current, factor);
            if (ours) {
                Arrays.fill(current, (byte) 0);
            }
            current = child;
            ours = true;
        }
        return KeyMaterial.owning(current, MaterialAccess.GRANTED);
    }
}
