package org.sscard.keys.hierarchy;

import org.sscard.keys.KeyException;
import org.sscard.keys.KeyFault;
import org.sscard.keys.crypto.CipherSuite;
import org.sscard.keys.model.DerivationPath;
import org.sscard.keys.model.KeyId;
import org.sscard.keys.model.KeyRef;
import org.sscard.keys.vault.CardKey;
import org.sscard.keys.vault.KeyVault;
import org.sscard.spec.layout.CardAlgorithm;

/** Keys of a card that a vault derives when they are asked for. */
record DerivedKeys(Hierarchy hierarchy, KeyVault vault, CardAlgorithm algorithm, DerivationPath path)
        implements CardKeySource {

    @Override
    public CardKey cardKey(KeyRef ref) {
        return vault.cardKey(ancestor(ref), path);
    }

    @Override
    public TransportSession transportSession(byte[] random) {
        KeyId id = hierarchy.transportKey(algorithm);
        return new TransportSession(CipherSuite.of(id.algorithm().family()), vault.transportSession(id, random));
    }

    @Override
    public boolean holds(KeyRef ref) {
        try {
            ancestor(ref);
            return true;
        } catch (KeyException e) {
            if (e.fault() == KeyFault.KEY_NOT_FOUND) {
                return false;
            }
            throw e;
        }
    }

    private KeyId ancestor(KeyRef ref) {
        return hierarchy.ancestor(KeyTable.definition(ref), ref.version(), algorithm, path.region());
    }

    @Override
    public String toString() {
        return "DerivedKeys[" + path.region() + "]";
    }
}
