package org.sscard.keys.vault;

import java.util.List;
import java.util.Optional;
import org.sscard.keys.KeyException;
import org.sscard.keys.model.DerivationPath;
import org.sscard.keys.model.Environment;
import org.sscard.keys.model.Key;
import org.sscard.keys.model.KeyId;
import org.sscard.keys.model.KeyMaterial;
import org.sscard.keys.model.KeyState;

/**
 * Where keys live. The keys of the hierarchy never leave it: what comes out is a key of one card, or a session key,
 * and a vault in a token can compute both inside. Safe for use by several threads.
 *
 * <p>Every method throws {@link KeyException} with VAULT_CLOSED after {@link #close}.
 */
public interface KeyVault extends AutoCloseable {

    Environment environment();

    /** Every key that the vault knows, without material, sorted by name, version, algorithm and scope. */
    List<Key> keys();

    Optional<Key> find(KeyId id);

    /**
     * Adds keys, all or none, durably. Copies the material; the caller erases its own.
     *
     * @throws KeyException KEY_ALREADY_EXISTS (import never overwrites), KEY_ENVIRONMENT_MISMATCH,
     *     KEY_CHECK_VALUE_WRONG (recomputed here), KEY_INPUT_INVALID, VAULT_WRITE_FAILED
     */
    void importKeys(List<KeyImport> keys);

    /**
     * Moves a key to another state, durably. DESTROYED erases the material and keeps the record.
     *
     * @throws KeyException KEY_NOT_FOUND, KEY_STATE_REFUSED
     */
    Key changeState(KeyId id, KeyState next);

    /**
     * The key of one card below this key of the hierarchy.
     *
     * @throws KeyException KEY_NOT_FOUND, KEY_NOT_ACTIVE, KEY_SCOPE_REFUSED, KEY_USAGE_REFUSED for a transport key
     */
    KeyMaterial cardKey(KeyId ancestor, DerivationPath path);

    /**
     * A session key (card-specification §5.2) of a key that is used as it is: the transport key of blank cards.
     *
     * @throws KeyException KEY_NOT_FOUND, KEY_NOT_ACTIVE, KEY_USAGE_REFUSED for any other key
     */
    KeyMaterial transportSession(KeyId transportKey, byte[] random);

    @Override
    void close();

    /** A key with its material on the way into a vault. */
    record KeyImport(Key key, KeyMaterial material) {}
}
