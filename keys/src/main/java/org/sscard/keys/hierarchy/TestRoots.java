package org.sscard.keys.hierarchy;

import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import org.apache.commons.codec.DecoderException;
import org.apache.commons.codec.binary.Hex;
import org.sscard.keys.KeyException;
import org.sscard.keys.KeyFault;
import org.sscard.keys.crypto.CheckValues;
import org.sscard.keys.model.Environment;
import org.sscard.keys.model.Exportability;
import org.sscard.keys.model.Key;
import org.sscard.keys.model.KeyAlgorithm;
import org.sscard.keys.model.KeyId;
import org.sscard.keys.model.KeyMaterial;
import org.sscard.keys.model.KeyState;
import org.sscard.keys.model.KeyUsage;
import org.sscard.keys.model.MaterialAccess;
import org.sscard.keys.model.Scope;
import org.sscard.keys.vault.KeyVault;
import org.sscard.keys.vault.KeyVault.KeyImport;

/**
 * The published test hierarchy: one 16-byte and one 8-byte root for every key of the table, the same as the defaults
 * of test card images, so that any virtual card and PSAM agree with it. Known to everybody; never for real cards.
 */
public final class TestRoots {

    private static final String ROOT_16 = "00112233445566778899AABBCCDDEEFF";
    private static final String ROOT_8 = "0123456789ABCDEF";
    private static final String TRANSPORT = "404142434445464748494A4B4C4D4E4F";
    private static final String MADE_BY = "published test roots";

    private TestRoots() {}

    /**
     * Puts every root that is not there yet into the vault; done twice, it changes nothing.
     *
     * @throws KeyException KEY_ENVIRONMENT_MISMATCH for a production vault, KEY_ALREADY_EXISTS when the vault holds
     *     other roots
     */
    public static void load(KeyVault vault, Clock clock) {
        load(vault, clock, ROOT_16, ROOT_8);
    }

    /** The published roots as a rehearsed ceremony makes them; the caller erases them. */
    public static List<KeyImport> published(Key.Origin origin) {
        return roots(origin, ROOT_16, ROOT_8);
    }

    /** With other roots, for vectors. */
    static void load(KeyVault vault, Clock clock, String root16, String root8) {
        if (vault.environment() != Environment.TEST) {
            throw new KeyException(
                    KeyFault.KEY_ENVIRONMENT_MISMATCH, "test roots in a vault of " + vault.environment());
        }
        List<KeyImport> roots = roots(Key.Origin.createdAndActivated(MADE_BY, clock.instant()), root16, root8);
        List<KeyImport> missing = new ArrayList<>();
        try {
            for (KeyImport root : roots) {
                Key key = root.key();
                Key present = vault.find(key.id()).orElse(null);
                if (present == null) {
                    missing.add(root);
                } else if (!present.checkValue().equals(key.checkValue())) {
                    throw new KeyException(KeyFault.KEY_ALREADY_EXISTS, key.id() + " with another value");
                }
            }
            if (!missing.isEmpty()) {
                vault.importKeys(missing);
            }
        } finally {
            roots.forEach(root -> root.material().close());
        }
    }

    private static List<KeyImport> roots(Key.Origin origin, String root16, String root8) {
        List<KeyImport> roots = new ArrayList<>();
        for (RootSlot slot : RootSlot.all()) {
            String value = slot.id().algorithm() == KeyAlgorithm.DES ? root8 : root16;
            String hex = slot.usage() == KeyUsage.TRANSPORT ? TRANSPORT : value;
            KeyMaterial material = KeyMaterial.owning(bytes(hex), MaterialAccess.GRANTED);
            Exportability exportability =
                    PsamKeys.store(slot.id().name()) ? Exportability.EXPORTABLE : Exportability.NOT_EXPORTABLE;
            roots.add(holding(slot.id(), slot.usage(), exportability, material, origin));
        }
        for (KeyAlgorithm algorithm : List.of(KeyAlgorithm.DESEDE, KeyAlgorithm.SM4)) {
            KeyId own = new KeyId(PsamKeys.OWN, 1, algorithm, Scope.MINISTRY);
            KeyMaterial material = KeyMaterial.owning(bytes(root16), MaterialAccess.GRANTED);
            roots.add(holding(own, KeyUsage.PSAM_OWN, Exportability.NOT_EXPORTABLE, material, origin));
        }
        return roots;
    }

    private static KeyImport holding(
            KeyId id, KeyUsage usage, Exportability exportability, KeyMaterial material, Key.Origin origin) {
        Key key = new Key(
                id,
                usage,
                Environment.TEST,
                KeyState.ACTIVE,
                CheckValues.of(id.algorithm(), material),
                origin,
                null,
                exportability);
        return new KeyImport(key, material);
    }

    private static byte[] bytes(String hex) {
        try {
            return Hex.decodeHex(hex);
        } catch (DecoderException e) {
            throw new IllegalStateException(e);
        }
    }
}
