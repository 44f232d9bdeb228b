package org.sscard.keys.vault;

import java.time.LocalDate;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.sscard.keys.KeyException;
import org.sscard.keys.model.DerivationPath;
import org.sscard.keys.model.Environment;
import org.sscard.keys.model.Exportability;
import org.sscard.keys.model.Key;
import org.sscard.keys.model.KeyId;
import org.sscard.keys.model.KeyMaterial;
import org.sscard.keys.model.KeyState;
import org.sscard.keys.model.KeyUsage;
import org.sscard.keys.model.RegionProfile;
import org.sscard.keys.model.Scope;

/**
 * Where keys live. What comes out is a key of one card or a session key; a key of the hierarchy leaves it in two ways
 * only, both for a key block: as the key of a lower tier, and when it may be exported. Safe for use by several threads.
 *
 * <p>Every method throws {@link KeyException} with VAULT_CLOSED after {@link #close}, and HSM_… when keys lie in a token
 * that does not answer.
 */
public interface KeyVault extends AutoCloseable {

    Environment environment();

    /** Every key that the vault knows, without material, sorted by name, version, algorithm and scope. */
    List<Key> keys();

    Optional<Key> find(KeyId id);

    /** @throws KeyException KEY_NOT_FOUND */
    KeyHome homeOf(KeyId id);

    /**
     * Adds keys, all or none, durably. Copies the material; the caller erases its own.
     *
     * @throws KeyException KEY_ALREADY_EXISTS (import never overwrites), KEY_ENVIRONMENT_MISMATCH,
     *     KEY_CHECK_VALUE_WRONG (recomputed here), KEY_INPUT_INVALID, VAULT_WRITE_FAILED
     */
    void importKeys(List<KeyImport> keys);

    /**
     * Draws keys where they will live, all or none, durably: in a token they never were anywhere else.
     *
     * @throws KeyException KEY_ALREADY_EXISTS, VAULT_WRITE_FAILED
     */
    List<Key> generate(List<KeyPlan> plans, Key.Origin origin);

    /**
     * Moves a key to another state, durably. DESTROYED erases the material and keeps the record.
     *
     * @param by who does it; stays with the key when it is its first activation
     * @throws KeyException KEY_NOT_FOUND, KEY_STATE_REFUSED
     */
    Key changeState(KeyId id, KeyState next, String by);

    /**
     * Ends the crypto-period of a key, durably.
     *
     * @param end the first day on which it works no more
     * @throws KeyException KEY_NOT_FOUND, KEY_STATE_REFUSED for a destroyed key
     */
    Key endCryptoPeriod(KeyId id, LocalDate end);

    /**
     * The key of one card below this key of the hierarchy.
     *
     * @throws KeyException KEY_NOT_FOUND, KEY_NOT_ACTIVE, KEY_SCOPE_REFUSED, KEY_USAGE_REFUSED for a transport key
     */
    CardKey cardKey(KeyId ancestor, DerivationPath path);

    /**
     * The key of a province or city below this key of the hierarchy, to be handed down in a key block or to a PSAM. The
     * caller erases it.
     *
     * @param profile of a region within {@code scope}
     * @throws KeyException KEY_NOT_FOUND, KEY_NOT_ACTIVE, KEY_SCOPE_REFUSED, KEY_USAGE_REFUSED for a transport key
     */
    KeyMaterial childKey(KeyId ancestor, Scope scope, RegionProfile profile);

    /**
     * A key of the hierarchy itself, to be given on in a key block or stored in a PSAM. The caller erases it.
     *
     * @throws KeyException KEY_NOT_FOUND, KEY_NOT_ACTIVE, KEY_NOT_EXPORTABLE: also for every key in a token
     */
    KeyMaterial exported(KeyId id);

    /**
     * A session key (card-specification §5.2) of a key that is used as it is: the transport key of blank cards.
     *
     * @throws KeyException KEY_NOT_FOUND, KEY_NOT_ACTIVE, KEY_USAGE_REFUSED for any other key
     */
    KeyMaterial transportSession(KeyId transportKey, byte[] random);

    /**
     * The own key of PSAMs, under which their keys are written; it is used as it is. The caller erases it.
     *
     * @throws KeyException KEY_NOT_FOUND, KEY_NOT_ACTIVE, KEY_USAGE_REFUSED for any other key
     */
    KeyMaterial psamOwnKey(KeyId own);

    /**
     * A key for one purpose, 32 bytes, drawn from a key that guards a registry (HKDF-Expand of RFC 5869 with HMAC-SHA-256,
     * the purpose as info). The caller erases it.
     *
     * @throws KeyException KEY_NOT_FOUND, KEY_NOT_ACTIVE, KEY_USAGE_REFUSED for any other key
     */
    KeyMaterial registryKey(KeyId registry, String purpose);

    @Override
    void close();

    /** A key with its material on the way into a vault. */
    record KeyImport(Key key, KeyMaterial material) {}

    /** A key that is to be drawn. */
    record KeyPlan(
            KeyId id,
            KeyUsage usage,
            Exportability exportability,
            @Nullable KeyId parent) {

        public static KeyPlan root(KeyId id, KeyUsage usage) {
            return new KeyPlan(id, usage, Exportability.NOT_EXPORTABLE, null);
        }
    }
}
