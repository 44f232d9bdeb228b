package org.sscard.keys.vault;

import java.nio.file.Files;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.sscard.keys.KeyException;
import org.sscard.keys.KeyFault;
import org.sscard.keys.crypto.CheckValues;
import org.sscard.keys.crypto.CipherSuite;
import org.sscard.keys.model.CheckValue;
import org.sscard.keys.model.DerivationPath;
import org.sscard.keys.model.Environment;
import org.sscard.keys.model.Key;
import org.sscard.keys.model.KeyId;
import org.sscard.keys.model.KeyMaterial;
import org.sscard.keys.model.KeyState;
import org.sscard.keys.model.MaterialAccess;
import org.sscard.keys.model.RegionProfile;
import org.sscard.keys.model.Scope;
import org.sscard.keys.vault.VaultPayload.Entry;

/**
 * Keys in one file, encrypted at rest under a passphrase (Argon2id) or a master that a token wraps ({@code
 * docs/vault-format.md}). While it is open the keys are masked in the memory of this process; closing erases them. One process at
 * a time.
 */
public final class SoftwareVault implements KeyVault {

    private final VaultRecords records;

    SoftwareVault(VaultRecords records) {
        this.records = records;
    }

    /**
     * Makes an empty vault. The caller erases the passphrase.
     *
     * @throws KeyException VAULT_ALREADY_EXISTS, VAULT_IN_USE, VAULT_WRITE_FAILED
     */
    public static SoftwareVault create(VaultSettings settings, char[] passphrase) {
        return create(settings, VaultOpener.passphrase(passphrase));
    }

    /** As {@link #create(VaultSettings, char[])}, under a token's key as well. */
    public static SoftwareVault create(VaultSettings settings, VaultOpener opener) {
        return new SoftwareVault(VaultRecords.create(settings, opener));
    }

    /**
     * @throws KeyException VAULT_NOT_FOUND, VAULT_IN_USE, VAULT_PASSPHRASE_WRONG, VAULT_DAMAGED, VAULT_ROLLED_BACK,
     *     KEY_ENVIRONMENT_MISMATCH
     */
    public static SoftwareVault open(VaultSettings settings, char[] passphrase) {
        return open(settings, VaultOpener.passphrase(passphrase));
    }

    /** As {@link #open(VaultSettings, char[])}, under a token's key as well. */
    public static SoftwareVault open(VaultSettings settings, VaultOpener opener) {
        return new SoftwareVault(VaultRecords.open(settings, opener));
    }

    /** Opens the vault, or makes it when there is none: a first run. */
    public static SoftwareVault openOrCreate(VaultSettings settings, char[] passphrase) {
        return Files.exists(settings.file()) ? open(settings, passphrase) : create(settings, passphrase);
    }

    @Override
    public Environment environment() {
        return records.settings().environment();
    }

    @Override
    public List<Key> keys() {
        return records.keys();
    }

    @Override
    public Optional<Key> find(KeyId id) {
        return records.find(id);
    }

    @Override
    public KeyHome homeOf(KeyId id) {
        return records.entry(id).token() == null ? KeyHome.SOFTWARE : KeyHome.TOKEN;
    }

    @Override
    public void importKeys(List<KeyImport> keys) {
        records.requireAddable(keys.stream().map(KeyImport::key).toList());
        keys.forEach(KeyRules::requireRight);
        add(keys.stream()
                .map(imported -> records.sealed(imported.key(), imported.material()))
                .toList());
    }

    @Override
    public List<Key> generate(List<KeyPlan> plans, Key.Origin origin) {
        List<Entry> drawn = new ArrayList<>();
        for (KeyPlan plan : plans) {
            byte[] value = new byte[plan.id().algorithm().lengthBytes()];
            records.settings().random().nextBytes(value);
            try (KeyMaterial material = KeyMaterial.owning(value, MaterialAccess.GRANTED)) {
                CheckValue checkValue = CheckValues.of(plan.id().algorithm(), material);
                drawn.add(records.sealed(KeyRules.made(plan, environment(), origin, checkValue), material));
            }
        }
        add(drawn);
        return drawn.stream().map(Entry::key).toList();
    }

    @Override
    public Key changeState(KeyId id, KeyState state, String by) {
        return records.change(id, entry -> KeyRules.changed(entry, state, by, records.settings()))
                .key();
    }

    @Override
    public Key endCryptoPeriod(KeyId id, LocalDate end) {
        return records.change(id, entry -> KeyRules.ended(entry, end)).key();
    }

    @Override
    public CardKey cardKey(KeyId ancestor, DerivationPath path) {
        CipherSuite suite = CipherSuite.of(ancestor.algorithm().family());
        KeyMaterial material = below(suite, ancestor, path.factorsBelow(ancestor.scope()));
        return Diversification.inMemory(suite, material);
    }

    @Override
    public KeyMaterial childKey(KeyId ancestor, Scope scope, RegionProfile profile) {
        CipherSuite suite = CipherSuite.of(ancestor.algorithm().family());
        return below(suite, ancestor, DerivationPath.factorsBetween(ancestor.scope(), scope, profile));
    }

    @Override
    public KeyMaterial exported(KeyId id) {
        return records.computed(() -> {
            Entry entry = records.active(id);
            KeyRules.requireExportable(entry.key());
            return opened(entry);
        });
    }

    @Override
    public KeyMaterial transportSession(KeyId transportKey, byte[] random) {
        CipherSuite suite = CipherSuite.of(transportKey.algorithm().family());
        return records.computed(() -> {
            Entry entry = records.active(transportKey);
            KeyRules.requireTransport(entry.key());
            try (KeyMaterial material = opened(entry)) {
                byte[] session = suite.sessionKey(material.bytes(MaterialAccess.GRANTED), random);
                return KeyMaterial.owning(session, MaterialAccess.GRANTED);
            }
        });
    }

    @Override
    public KeyMaterial psamOwnKey(KeyId own) {
        return records.computed(() -> {
            Entry entry = records.active(own);
            KeyRules.requirePsamOwn(entry.key());
            return opened(entry);
        });
    }

    @Override
    public KeyMaterial registryKey(KeyId registry, String purpose) {
        return records.computed(() -> {
            Entry entry = records.active(registry);
            KeyRules.requireRegistry(entry.key());
            try (KeyMaterial material = opened(entry)) {
                return RegistryKeys.expand(material, purpose);
            }
        });
    }

    /**
     * One durable step of a rewrap of all values under a new wrapping key ({@code docs/vault-format.md}). Repeat until it
     * is finished; after a crash, the next step goes on.
     *
     * @param batch keys of one step, at least 1
     */
    public Rewrap rewrap(int batch) {
        return records.rewrap(batch);
    }

    public Rewrap rewrapState() {
        return records.rewrapState();
    }

    /** Seals the vault under another passphrase, or a token's key, durably. */
    public void changeMaster(VaultOpener opener) {
        records.changeMaster(opener);
    }

    @Override
    public void close() {
        records.close();
    }

    @Override
    public String toString() {
        return "SoftwareVault[" + records + "]";
    }

    private void add(List<Entry> entries) {
        try {
            records.add(entries);
        } catch (RuntimeException e) {
            entries.forEach(entry -> {
                if (entry.material() != null) {
                    entry.material().close();
                }
            });
            throw e;
        }
    }

    private KeyMaterial below(CipherSuite suite, KeyId ancestor, List<byte[]> factors) {
        return records.computed(() -> {
            Entry entry = records.active(ancestor);
            KeyRules.requireDiversifiable(entry.key());
            try (KeyMaterial material = opened(entry)) {
                return Diversification.below(suite, material.bytes(MaterialAccess.GRANTED), factors);
            }
        });
    }

    /** Clear for one step; the caller erases it. */
    private static KeyMaterial opened(Entry entry) {
        MaskedKey material = entry.material();
        if (material == null) {
            throw new KeyException(KeyFault.KEY_NOT_ACTIVE, entry.key().id() + " was destroyed, or lies in a token");
        }
        return material.open();
    }
}
