package org.sscard.keys.hierarchy;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.sscard.keys.KeyException;
import org.sscard.keys.KeyFault;
import org.sscard.keys.crypto.AuthenticationCode;
import org.sscard.keys.crypto.CipherSuite;
import org.sscard.keys.crypto.Diversifier;
import org.sscard.keys.model.DerivationPath;
import org.sscard.keys.model.KeyAlgorithm;
import org.sscard.keys.model.KeyId;
import org.sscard.keys.model.KeyMaterial;
import org.sscard.keys.model.KeyRef;
import org.sscard.keys.model.MaterialAccess;
import org.sscard.keys.model.RegionProfile;
import org.sscard.keys.model.Scope;
import org.sscard.keys.vault.CardKey;
import org.sscard.keys.vault.KeyVault;
import org.sscard.spec.layout.CardAlgorithm;
import org.sscard.spec.layout.KeyDefinition;

/**
 * The keys of many cards of one region, for the preparation of a batch: the steps from the root to the region are taken
 * once, not once a card. {@link #close} erases the region's keys. One thread at a time.
 */
public final class BatchKeys implements AutoCloseable {

    private static final KeyRef IRK = KeyRef.of("IRK");

    private final KeyVault vault;
    private final CipherSuite suite;
    private final RegionProfile profile;
    private final List<Way> ways = new ArrayList<>();
    private final int lengthBytes;

    /** How one key of a card is come by: below the region's key in memory, or in the vault when that key may not leave it. */
    private record Way(KeyRef ref, KeyId ancestor, Diversifier region, int at, int length) {}

    BatchKeys(Hierarchy hierarchy, KeyVault vault, CardAlgorithm algorithm, RegionProfile profile, List<KeyRef> order) {
        this.vault = vault;
        this.suite = CipherSuite.of(algorithm);
        this.profile = profile;
        int at = 0;
        for (KeyRef ref : order) {
            KeyDefinition definition = KeyTable.definition(ref);
            KeyId ancestor = hierarchy.ancestor(definition, ref.version(), algorithm, profile.region());
            int length = KeyAlgorithm.on(algorithm, definition.lengthBytes(algorithm))
                    .lengthBytes();
            ways.add(new Way(ref, ancestor, below(ancestor), at, length));
            at += length;
        }
        lengthBytes = at;
    }

    private Diversifier below(KeyId ancestor) {
        if (ancestor.scope().tier() == Scope.Tier.CITY) {
            return Diversifier.none();
        }
        try (KeyMaterial key = vault.childKey(ancestor, Scope.city(profile.region()), profile)) {
            return suite.diversifier(key.bytes(MaterialAccess.GRANTED));
        }
    }

    /** Bytes of one card's keys, one after the other. */
    public int lengthBytes() {
        return lengthBytes;
    }

    /**
     * The keys of one card, in order; the caller erases them.
     *
     * @param historicalBytes 13 bytes
     */
    public byte[] of(byte[] historicalBytes) {
        DerivationPath path = DerivationPath.toCard(profile, historicalBytes);
        byte[] factor = path.cardFactor();
        byte[] keys = new byte[lengthBytes];
        for (Way way : ways) {
            if (way.region().exists()) {
                way.region().diversify(factor, keys, way.at());
            } else {
                try (CardKey key = vault.cardKey(way.ancestor(), path)) {
                    System.arraycopy(key.material().bytes(MaterialAccess.GRANTED), 0, keys, way.at(), way.length());
                }
            }
        }
        return keys;
    }

    /**
     * The last 4 bytes of the card identification code, element 01 (§3).
     *
     * @param keys of the card, as {@link #of} gave them
     * @param first12Bytes region ‖ D156000005 ‖ serial
     */
    public byte[] authenticationCode(byte[] keys, byte[] first12Bytes) {
        Way irk = ways.stream()
                .filter(way -> way.ref().equals(IRK))
                .findFirst()
                .orElseThrow(() -> new KeyException(KeyFault.KEY_NOT_FOUND, IRK.toString()));
        byte[] key = Arrays.copyOfRange(keys, irk.at(), irk.at() + irk.length());
        try (KeyMaterial material = KeyMaterial.owning(key, MaterialAccess.GRANTED)) {
            return AuthenticationCode.of(suite, material, first12Bytes);
        }
    }

    @Override
    public void close() {
        ways.forEach(way -> way.region().close());
        suite.forgetKeys();
    }

    @Override
    public String toString() {
        return "BatchKeys[" + profile.region() + "]";
    }
}
