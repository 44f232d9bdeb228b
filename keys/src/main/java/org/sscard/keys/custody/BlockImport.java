package org.sscard.keys.custody;

import java.util.ArrayList;
import java.util.List;
import org.sscard.keys.KeyException;
import org.sscard.keys.block.HierarchyKeyBlock;
import org.sscard.keys.block.HierarchyKeyBlock.Received;
import org.sscard.keys.model.Key;
import org.sscard.keys.model.KeyMaterial;
import org.sscard.keys.model.KeyState;
import org.sscard.keys.vault.KeyVault;
import org.sscard.keys.vault.KeyVault.KeyImport;

/** Brings keys that came in key blocks into a vault. */
public final class BlockImport {

    private BlockImport() {}

    /**
     * All or none. An activated origin makes the keys ACTIVE, any other PLANNED.
     *
     * @return the keys as the vault now holds them
     * @throws KeyException KEY_BLOCK_INVALID, KEY_CHECK_VALUE_WRONG (recomputed here and in the vault),
     *     KEY_ALREADY_EXISTS (never overwrites), KEY_ENVIRONMENT_MISMATCH
     */
    public static List<Key> into(KeyVault vault, List<String> blocks, KeyMaterial protectionKey, Key.Origin origin) {
        List<KeyImport> imports = new ArrayList<>();
        try {
            for (String block : blocks) {
                imports.add(imported(HierarchyKeyBlock.unwrap(protectionKey, block), origin));
            }
            vault.importKeys(imports);
            return imports.stream().map(KeyImport::key).toList();
        } finally {
            imports.forEach(imported -> imported.material().close());
        }
    }

    private static KeyImport imported(Received received, Key.Origin origin) {
        Key key = new Key(
                received.id(),
                received.usage(),
                received.environment(),
                origin.activatedBy() == null ? KeyState.PLANNED : KeyState.ACTIVE,
                received.checkValue(),
                origin,
                received.parent(),
                received.exportability());
        return new KeyImport(key, received.material());
    }
}
