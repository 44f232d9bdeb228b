package org.sscard.keys.hierarchy;

import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.List;
import org.sscard.keys.KeyException;
import org.sscard.keys.KeyFault;
import org.sscard.keys.model.Environment;
import org.sscard.keys.model.Key;
import org.sscard.keys.model.KeyMaterial;
import org.sscard.keys.model.MaterialAccess;
import org.sscard.keys.vault.KeyVault;
import org.sscard.keys.vault.KeyVault.KeyImport;

/** Draws every root of a ministry anew. */
public final class RootGeneration {

    private RootGeneration() {}

    /** @throws KeyException KEY_ALREADY_EXISTS when the vault holds a root already */
    public static void requireNoRoots(KeyVault vault) {
        RootSlot.all().stream()
                .map(RootSlot::id)
                .filter(id -> vault.find(id).isPresent())
                .findFirst()
                .ifPresent(id -> {
                    throw new KeyException(KeyFault.KEY_ALREADY_EXISTS, id.toString());
                });
    }

    /**
     * Fresh roots, every one another; the caller erases them.
     *
     * @throws KeyException RANDOM_SOURCE_FAULTY when two of them are equal: no random source does that by chance
     */
    public static List<KeyImport> draw(Environment environment, Key.Origin origin, SecureRandom random) {
        List<KeyImport> roots = new ArrayList<>();
        for (RootSlot slot : RootSlot.all()) {
            byte[] bytes = new byte[slot.id().algorithm().lengthBytes()];
            random.nextBytes(bytes);
            KeyMaterial material = KeyMaterial.owning(bytes, MaterialAccess.GRANTED);
            boolean repeats = roots.stream().anyMatch(root -> root.material().sameAs(material));
            roots.add(slot.holding(material, environment, origin));
            if (repeats) {
                roots.forEach(root -> root.material().close());
                throw new KeyException(KeyFault.RANDOM_SOURCE_FAULTY, "drew the same key twice");
            }
        }
        return roots;
    }
}
