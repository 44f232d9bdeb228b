package org.sscard.keys.vault;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.sscard.keys.KeyException;
import org.sscard.keys.KeyFault;
import org.sscard.keys.crypto.CheckValues;
import org.sscard.keys.model.DerivationPath;
import org.sscard.keys.model.Environment;
import org.sscard.keys.model.Key;
import org.sscard.keys.model.KeyId;
import org.sscard.keys.model.KeyMaterial;
import org.sscard.keys.model.KeyState;
import org.sscard.keys.model.KeyUsage;
import org.sscard.keys.model.MaterialAccess;

/**
 * Test keys for the length of one run: nothing is written anywhere. Production keys are refused, for a vault that
 * forgets must never be the only place of a key.
 */
public final class MemoryVault implements KeyVault {

    private final Map<KeyId, KeyImport> keys = new LinkedHashMap<>();
    private boolean closed;

    @Override
    public Environment environment() {
        return Environment.TEST;
    }

    @Override
    public synchronized List<Key> keys() {
        requireOpen();
        return keys.values().stream().map(KeyImport::key).toList();
    }

    @Override
    public synchronized Optional<Key> find(KeyId id) {
        requireOpen();
        return Optional.ofNullable(keys.get(id)).map(KeyImport::key);
    }

    @Override
    public synchronized void importKeys(List<KeyImport> imported) {
        requireOpen();
        List<KeyImport> own = new ArrayList<>();
        for (KeyImport one : imported) {
            requireImportable(one);
            byte[] bytes = one.material().bytes(MaterialAccess.GRANTED);
            own.add(new KeyImport(one.key(), KeyMaterial.copying(bytes, MaterialAccess.GRANTED)));
        }
        own.forEach(one -> keys.put(one.key().id(), one));
    }

    private void requireImportable(KeyImport imported) {
        Key key = imported.key();
        if (key.environment() != Environment.TEST) {
            throw new KeyException(KeyFault.KEY_ENVIRONMENT_MISMATCH, key.id() + " is for " + key.environment());
        }
        if (keys.containsKey(key.id())) {
            throw new KeyException(KeyFault.KEY_ALREADY_EXISTS, key.id().toString());
        }
        if (imported.material().lengthBytes() != key.id().algorithm().lengthBytes()) {
            throw new KeyException(KeyFault.KEY_INPUT_INVALID, key.id() + " has another length");
        }
        if (!CheckValues.of(key.id().algorithm(), imported.material()).equals(key.checkValue())) {
            throw new KeyException(KeyFault.KEY_CHECK_VALUE_WRONG, key.id().toString());
        }
    }

    /** Keys of one run have no life of their own. */
    @Override
    public Key changeState(KeyId id, KeyState next) {
        throw new KeyException(KeyFault.KEY_STATE_REFUSED, id + ": a key of a test run stays as it is");
    }

    @Override
    public synchronized KeyMaterial cardKey(KeyId ancestor, DerivationPath path) {
        KeyImport found = require(ancestor);
        if (found.key().usage() == KeyUsage.TRANSPORT) {
            throw new KeyException(KeyFault.KEY_USAGE_REFUSED, ancestor + " is never diversified");
        }
        return Diversification.cardKey(ancestor, found.material().bytes(MaterialAccess.GRANTED), path);
    }

    @Override
    public KeyMaterial transportSession(KeyId transportKey, byte[] random) {
        throw new KeyException(KeyFault.KEY_NOT_FOUND, transportKey + ": a test run has no blank cards");
    }

    @Override
    public synchronized void close() {
        closed = true;
        keys.values().forEach(one -> one.material().close());
        keys.clear();
    }

    @Override
    public String toString() {
        return "MemoryVault[" + keys.size() + " test keys]";
    }

    private KeyImport require(KeyId id) {
        requireOpen();
        KeyImport found = keys.get(id);
        if (found == null || found.key().state() != KeyState.ACTIVE) {
            throw new KeyException(KeyFault.KEY_NOT_FOUND, id.toString());
        }
        return found;
    }

    private void requireOpen() {
        if (closed) {
            throw new KeyException(KeyFault.VAULT_CLOSED, "the vault was closed");
        }
    }
}
