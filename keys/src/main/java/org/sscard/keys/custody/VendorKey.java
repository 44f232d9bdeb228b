package org.sscard.keys.custody;

import java.util.List;
import org.sscard.keys.KeyException;
import org.sscard.keys.KeyFault;
import org.sscard.keys.block.KeyBlock;
import org.sscard.keys.block.KeyBlockAlgorithm;
import org.sscard.keys.block.KeyBlockHeader;
import org.sscard.keys.crypto.CheckValues;
import org.sscard.keys.model.CheckValue;
import org.sscard.keys.model.Exportability;
import org.sscard.keys.model.Key;
import org.sscard.keys.model.KeyId;
import org.sscard.keys.model.KeyMaterial;
import org.sscard.keys.model.KeyState;
import org.sscard.keys.model.KeyUsage;
import org.sscard.keys.vault.KeyVault;
import org.sscard.keys.vault.KeyVault.KeyImport;

/**
 * A key that a vendor of cards or PSAMs chose: it comes in components on paper, or in a key block whose protection key
 * does. Active at once; nothing is overwritten, and its check value is the one that the vendor told.
 *
 * @param checkValue as the vendor told it, by a zero block
 * @param block the vendor's key block of version B or D; empty when the components are the key's own
 */
public record VendorKey(KeyId id, KeyUsage usage, CheckValue checkValue, String block) {

    /** X9.143: a key that encrypts and wraps keys. What another vault of this kind wrapped says the usage itself. */
    private static final List<String> BLOCK_USAGES = List.of("K0", "08", "09");

    public VendorKey {
        if (!usage.isVendors()) {
            throw new KeyException(KeyFault.KEY_USAGE_REFUSED, id + " is no vendor's key");
        }
    }

    /** How its components are entered. */
    public ComponentEntry entry(List<CheckValue> components) {
        return block.isEmpty()
                ? ComponentEntry.ofKey(id.algorithm(), components)
                : ComponentEntry.ofProtectionKey(block, components);
    }

    /**
     * Puts the key into the vault.
     *
     * @param entered the key itself, or the protection key of its block; the caller erases it
     * @throws KeyException KEY_CHECK_VALUE_WRONG, KEY_BLOCK_INVALID, KEY_ALREADY_EXISTS, KEY_INPUT_INVALID
     */
    public Key bringInto(KeyVault vault, KeyMaterial entered, Key.Origin origin) {
        if (block.isEmpty()) {
            return imported(vault, entered, origin);
        }
        KeyBlock.Unwrapped unwrapped = KeyBlock.unwrap(entered, block);
        try (KeyMaterial key = unwrapped.key()) {
            requireFits(unwrapped.header());
            return imported(vault, key, origin);
        }
    }

    private Key imported(KeyVault vault, KeyMaterial material, Key.Origin origin) {
        if (material.lengthBytes() != id.algorithm().lengthBytes()) {
            throw new KeyException(
                    KeyFault.KEY_INPUT_INVALID, id + " has " + id.algorithm().lengthBytes() + " bytes");
        }
        if (!CheckValues.of(id.algorithm(), material).equals(checkValue)) {
            throw new KeyException(KeyFault.KEY_CHECK_VALUE_WRONG, id.toString());
        }
        Key key = new Key(
                id,
                usage,
                vault.environment(),
                KeyState.ACTIVE,
                checkValue,
                origin,
                null,
                Exportability.NOT_EXPORTABLE);
        vault.importKeys(List.of(new KeyImport(key, material)));
        return key;
    }

    private void requireFits(KeyBlockHeader header) {
        KeyBlockAlgorithm algorithm = switch (id.algorithm()) {
            case DES -> KeyBlockAlgorithm.DES;
            case DESEDE -> KeyBlockAlgorithm.TRIPLE_DES;
            case SM4 -> KeyBlockAlgorithm.SM4;
        };
        if (header.algorithm() != algorithm || !BLOCK_USAGES.contains(header.usage())) {
            throw new KeyException(
                    KeyFault.KEY_BLOCK_INVALID, "a key of usage " + header.usage() + " for " + header.algorithm());
        }
    }
}
