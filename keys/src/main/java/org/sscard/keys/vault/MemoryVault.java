package org.sscard.keys.vault;

import java.time.LocalDate;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.sscard.keys.KeyException;
import org.sscard.keys.KeyFault;
import org.sscard.keys.crypto.CipherSuite;
import org.sscard.keys.model.DerivationPath;
import org.sscard.keys.model.Environment;
import org.sscard.keys.model.Key;
import org.sscard.keys.model.KeyId;
import org.sscard.keys.model.KeyMaterial;
import org.sscard.keys.model.KeyState;
import org.sscard.keys.model.MaterialAccess;
import org.sscard.keys.model.RegionProfile;
import org.sscard.keys.model.Scope;

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
        KeyRules.requireRight(imported);
    }

    @Override
    public KeyHome homeOf(KeyId id) {
        require(id);
        return KeyHome.SOFTWARE;
    }

    /** What is drawn here would be lost with the run. */
    @Override
    public List<Key> generate(List<KeyPlan> plans, Key.Origin origin) {
        throw new KeyException(KeyFault.KEY_STATE_REFUSED, "a test run draws no keys");
    }

    /** Keys of one run have no life of their own. */
    @Override
    public Key changeState(KeyId id, KeyState next, String by) {
        throw new KeyException(KeyFault.KEY_STATE_REFUSED, id + ": a key of a test run stays as it is");
    }

    @Override
    public Key endCryptoPeriod(KeyId id, LocalDate end) {
        throw new KeyException(KeyFault.KEY_STATE_REFUSED, id + ": a key of a test run stays as it is");
    }

    @Override
    public synchronized CardKey cardKey(KeyId ancestor, DerivationPath path) {
        CipherSuite suite = CipherSuite.of(ancestor.algorithm().family());
        KeyMaterial material =
                Diversification.below(suite, diversifiable(ancestor), path.factorsBelow(ancestor.scope()));
        return Diversification.inMemory(suite, material);
    }

    @Override
    public synchronized KeyMaterial childKey(KeyId ancestor, Scope scope, RegionProfile profile) {
        return Diversification.below(
                CipherSuite.of(ancestor.algorithm().family()),
                diversifiable(ancestor),
                DerivationPath.factorsBetween(ancestor.scope(), scope, profile));
    }

    @Override
    public synchronized KeyMaterial exported(KeyId id) {
        KeyImport found = require(id);
        KeyRules.requireExportable(found.key());
        return KeyMaterial.copying(found.material().bytes(MaterialAccess.GRANTED), MaterialAccess.GRANTED);
    }

    @Override
    public KeyMaterial transportSession(KeyId transportKey, byte[] random) {
        throw new KeyException(KeyFault.KEY_NOT_FOUND, transportKey + ": a test run has no blank cards");
    }

    @Override
    public synchronized KeyMaterial psamOwnKey(KeyId own) {
        KeyImport found = require(own);
        KeyRules.requirePsamOwn(found.key());
        return KeyMaterial.copying(found.material().bytes(MaterialAccess.GRANTED), MaterialAccess.GRANTED);
    }

    @Override
    public KeyMaterial registryKey(KeyId registry, String purpose) {
        throw new KeyException(KeyFault.KEY_NOT_FOUND, registry + ": a test run has no registry");
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

    private byte[] diversifiable(KeyId ancestor) {
        KeyImport found = require(ancestor);
        KeyRules.requireDiversifiable(found.key());
        return found.material().bytes(MaterialAccess.GRANTED);
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
