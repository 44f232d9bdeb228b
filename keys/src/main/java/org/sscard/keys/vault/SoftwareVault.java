package org.sscard.keys.vault;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.LocalDate;
import java.util.Arrays;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import org.sscard.keys.KeyException;
import org.sscard.keys.KeyFault;
import org.sscard.keys.crypto.CheckValues;
import org.sscard.keys.crypto.CipherSuite;
import org.sscard.keys.model.DerivationPath;
import org.sscard.keys.model.Environment;
import org.sscard.keys.model.Key;
import org.sscard.keys.model.KeyId;
import org.sscard.keys.model.KeyMaterial;
import org.sscard.keys.model.KeyState;
import org.sscard.keys.model.KeyUsage;
import org.sscard.keys.model.MaterialAccess;
import org.sscard.keys.vault.VaultPayload.Entry;

/**
 * Keys in one file, encrypted at rest under a passphrase (Argon2id, AES-256-GCM; {@code docs/vault-format.md}). While it
 * is open the keys are in the memory of this process; closing erases them. One process at a time.
 */
public final class SoftwareVault implements KeyVault {

    private static final Comparator<Key> ORDER = Comparator.comparing(
                    (Key key) -> key.id().name())
            .thenComparing(key -> key.id().version())
            .thenComparing(key -> key.id().algorithm())
            .thenComparing(key -> key.id().scope().toString());

    private final VaultSettings settings;
    private final VaultLock lock;
    private final VaultFile.Identity identity;
    private final Map<KeyId, Entry> entries = new LinkedHashMap<>();
    private long generation;
    private boolean closed;

    private SoftwareVault(
            VaultSettings settings, VaultLock lock, VaultFile.Identity identity, long generation, List<Entry> content) {
        this.settings = settings;
        this.lock = lock;
        this.identity = identity;
        this.generation = generation;
        content.forEach(entry -> entries.put(entry.key().id(), entry));
    }

    /**
     * Makes an empty vault. The caller erases the passphrase.
     *
     * @throws KeyException VAULT_ALREADY_EXISTS, VAULT_IN_USE, VAULT_WRITE_FAILED
     */
    public static SoftwareVault create(VaultSettings settings, char[] passphrase) {
        VaultLock lock = VaultLock.take(settings.file());
        try {
            if (Files.exists(settings.file())) {
                throw new KeyException(
                        KeyFault.VAULT_ALREADY_EXISTS, settings.file().toString());
            }
            VaultFile.Identity identity =
                    VaultFile.create(settings.environment(), settings.cost(), passphrase, settings.random());
            SoftwareVault vault = new SoftwareVault(settings, lock, identity, 0, List.of());
            vault.write(vault.entries);
            return vault;
        } catch (RuntimeException e) {
            lock.close();
            throw e;
        }
    }

    /**
     * @throws KeyException VAULT_NOT_FOUND, VAULT_IN_USE, VAULT_PASSPHRASE_WRONG, VAULT_DAMAGED, VAULT_ROLLED_BACK,
     *     KEY_ENVIRONMENT_MISMATCH
     */
    public static SoftwareVault open(VaultSettings settings, char[] passphrase) {
        VaultLock lock = VaultLock.take(settings.file());
        try {
            VaultFile.Opened opened = VaultFile.open(read(settings.file()), settings.environment(), passphrase);
            requireLatest(settings, opened);
            try (KeyMaterial payload = opened.payload()) {
                List<Entry> content = VaultPayload.decode(payload.bytes(MaterialAccess.GRANTED));
                return new SoftwareVault(settings, lock, opened.identity(), opened.generation(), content);
            }
        } catch (RuntimeException e) {
            lock.close();
            throw e;
        }
    }

    /** Opens the vault, or makes it when there is none: a first run. */
    public static SoftwareVault openOrCreate(VaultSettings settings, char[] passphrase) {
        return Files.exists(settings.file()) ? open(settings, passphrase) : create(settings, passphrase);
    }

    @Override
    public Environment environment() {
        return settings.environment();
    }

    @Override
    public synchronized List<Key> keys() {
        requireOpen();
        return entries.values().stream().map(Entry::key).sorted(ORDER).toList();
    }

    @Override
    public synchronized Optional<Key> find(KeyId id) {
        requireOpen();
        return Optional.ofNullable(entries.get(id)).map(Entry::key);
    }

    @Override
    public synchronized void importKeys(List<KeyImport> keys) {
        requireOpen();
        Map<KeyId, Entry> next = new LinkedHashMap<>(entries);
        for (KeyImport imported : keys) {
            requireImportable(imported, next);
            KeyMaterial own =
                    KeyMaterial.copying(imported.material().bytes(MaterialAccess.GRANTED), MaterialAccess.GRANTED);
            next.put(imported.key().id(), new Entry(imported.key(), own));
        }
        write(next);
    }

    @Override
    public synchronized Key changeState(KeyId id, KeyState state) {
        Entry entry = entry(id);
        if (!entry.key().state().next().contains(state)) {
            throw new KeyException(
                    KeyFault.KEY_STATE_REFUSED, id + ": " + entry.key().state() + " to " + state);
        }
        Key changed = entry.key().withState(state);
        KeyMaterial material = state == KeyState.DESTROYED ? null : entry.material();
        Map<KeyId, Entry> next = new LinkedHashMap<>(entries);
        next.put(id, new Entry(changed, material));
        write(next);
        if (material == null && entry.material() != null) {
            entry.material().close();
        }
        return changed;
    }

    @Override
    public synchronized KeyMaterial cardKey(KeyId ancestor, DerivationPath path) {
        Entry entry = active(ancestor);
        if (entry.key().usage() == KeyUsage.TRANSPORT) {
            throw new KeyException(KeyFault.KEY_USAGE_REFUSED, ancestor + " is never diversified");
        }
        return Diversification.cardKey(ancestor, material(entry), path);
    }

    @Override
    public synchronized KeyMaterial transportSession(KeyId transportKey, byte[] random) {
        Entry entry = active(transportKey);
        if (entry.key().usage() != KeyUsage.TRANSPORT) {
            throw new KeyException(KeyFault.KEY_USAGE_REFUSED, transportKey + " is no transport key");
        }
        CipherSuite suite = CipherSuite.of(transportKey.algorithm().family());
        return KeyMaterial.owning(suite.sessionKey(material(entry), random), MaterialAccess.GRANTED);
    }

    @Override
    public synchronized void close() {
        if (closed) {
            return;
        }
        closed = true;
        entries.values().forEach(entry -> {
            if (entry.material() != null) {
                entry.material().close();
            }
        });
        entries.clear();
        identity.erase();
        lock.close();
    }

    @Override
    public String toString() {
        return "SoftwareVault[" + identity + "]";
    }

    private void requireImportable(KeyImport imported, Map<KeyId, Entry> present) {
        Key key = imported.key();
        if (key.environment() != settings.environment()) {
            throw new KeyException(KeyFault.KEY_ENVIRONMENT_MISMATCH, key.id() + " is for " + key.environment());
        }
        if (present.containsKey(key.id())) {
            throw new KeyException(KeyFault.KEY_ALREADY_EXISTS, key.id().toString());
        }
        if (imported.material().lengthBytes() != key.id().algorithm().lengthBytes()) {
            throw new KeyException(KeyFault.KEY_INPUT_INVALID, key.id() + " has another length");
        }
        if (!CheckValues.of(key.id().algorithm(), imported.material()).equals(key.checkValue())) {
            throw new KeyException(KeyFault.KEY_CHECK_VALUE_WRONG, key.id().toString());
        }
    }

    /** The file is durable before memory changes, and the witness after the file: a crash between loses nothing. */
    private void write(Map<KeyId, Entry> next) {
        byte[] payload = VaultPayload.encode(next.values());
        try {
            byte[] sealed = VaultFile.seal(identity, generation + 1, payload, settings.random());
            DurableFile.replace(settings.file(), sealed);
        } finally {
            Arrays.fill(payload, (byte) 0);
        }
        generation++;
        if (next != entries) {
            entries.clear();
            entries.putAll(next);
        }
        settings.witness().record(identity.vaultId(), generation);
    }

    private static void requireLatest(VaultSettings settings, VaultFile.Opened opened) {
        String id = opened.identity().vaultId();
        OptionalLong last = settings.witness().lastGeneration(id);
        if (last.isPresent() && opened.generation() < last.getAsLong()) {
            opened.identity().erase();
            opened.payload().close();
            throw new KeyException(
                    KeyFault.VAULT_ROLLED_BACK,
                    "generation " + opened.generation() + " was put back, the last was " + last.getAsLong());
        }
        if (last.isEmpty() || last.getAsLong() < opened.generation()) {
            settings.witness().record(id, opened.generation());
        }
    }

    private static byte[] read(Path file) {
        try {
            return Files.readAllBytes(file);
        } catch (NoSuchFileException e) {
            throw new KeyException(KeyFault.VAULT_NOT_FOUND, file.toString(), e);
        } catch (IOException e) {
            throw new KeyException(KeyFault.VAULT_READ_FAILED, file.toString(), e);
        }
    }

    private Entry entry(KeyId id) {
        requireOpen();
        Entry entry = entries.get(id);
        if (entry == null) {
            throw new KeyException(KeyFault.KEY_NOT_FOUND, id.toString());
        }
        return entry;
    }

    private Entry active(KeyId id) {
        Entry entry = entry(id);
        LocalDate validUntil = entry.key().origin().validUntil();
        boolean expired = validUntil != null && !LocalDate.now(settings.clock()).isBefore(validUntil);
        if (entry.key().state() != KeyState.ACTIVE || expired) {
            throw new KeyException(
                    KeyFault.KEY_NOT_ACTIVE,
                    id + (expired ? ": crypto-period ended" : ": " + entry.key().state()));
        }
        return entry;
    }

    private static byte[] material(Entry entry) {
        KeyMaterial material = entry.material();
        if (material == null) {
            throw new KeyException(KeyFault.KEY_NOT_ACTIVE, entry.key().id() + " was destroyed");
        }
        return material.bytes(MaterialAccess.GRANTED);
    }

    private void requireOpen() {
        if (closed) {
            throw new KeyException(KeyFault.VAULT_CLOSED, "the vault was closed");
        }
    }
}
