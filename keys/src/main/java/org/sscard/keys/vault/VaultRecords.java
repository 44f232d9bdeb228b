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
import java.util.concurrent.locks.StampedLock;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import org.sscard.keys.KeyException;
import org.sscard.keys.KeyFault;
import org.sscard.keys.model.Key;
import org.sscard.keys.model.KeyId;
import org.sscard.keys.model.KeyMaterial;
import org.sscard.keys.model.KeyState;
import org.sscard.keys.model.MaterialAccess;
import org.sscard.keys.vault.VaultPayload.Entry;

/**
 * The records of a vault: its file, and in memory a map that is replaced as a whole. Writers take turns; readers share
 * nothing that is written to, so that derivations of several threads do not wait for each other.
 */
final class VaultRecords implements AutoCloseable {

    private static final Comparator<Key> ORDER = Comparator.comparing(
                    (Key key) -> key.id().name())
            .thenComparing(key -> key.id().version())
            .thenComparing(key -> key.id().algorithm())
            .thenComparing(key -> key.id().scope().toString());

    private final VaultSettings settings;
    private final VaultLock lock;
    private final StampedLock erasing = new StampedLock();
    private VaultFile.Identity identity;
    private WrappingKeys wrappingKeys;
    private long generation;
    private volatile @Nullable Map<KeyId, Entry> entries;

    private VaultRecords(
            VaultSettings settings,
            VaultLock lock,
            VaultFile.Identity identity,
            long generation,
            VaultPayload.Content content) {
        this.settings = settings;
        this.lock = lock;
        this.identity = identity;
        this.generation = generation;
        this.wrappingKeys = content.wrappingKeys();
        Map<KeyId, Entry> map = new LinkedHashMap<>();
        content.entries().forEach(entry -> map.put(entry.key().id(), entry));
        this.entries = map;
    }

    /** @throws KeyException VAULT_ALREADY_EXISTS, VAULT_IN_USE, VAULT_WRITE_FAILED, HSM_… */
    static VaultRecords create(VaultSettings settings, VaultOpener opener) {
        VaultLock lock = VaultLock.take(settings.file());
        try {
            if (Files.exists(settings.file())) {
                throw new KeyException(
                        KeyFault.VAULT_ALREADY_EXISTS, settings.file().toString());
            }
            VaultFile.Identity identity =
                    VaultFile.create(settings.environment(), settings.cost(), opener, settings.random());
            VaultPayload.Content empty = new VaultPayload.Content(WrappingKeys.first(settings.random()), List.of());
            VaultRecords records = new VaultRecords(settings, lock, identity, 0, empty);
            records.write(records.open(), records.wrappingKeys, identity);
            return records;
        } catch (RuntimeException e) {
            lock.close();
            throw e;
        }
    }

    /**
     * @throws KeyException VAULT_NOT_FOUND, VAULT_IN_USE, VAULT_PASSPHRASE_WRONG, VAULT_DAMAGED, VAULT_ROLLED_BACK,
     *     KEY_ENVIRONMENT_MISMATCH, HSM_…
     */
    static VaultRecords open(VaultSettings settings, VaultOpener opener) {
        VaultLock lock = VaultLock.take(settings.file());
        try {
            VaultFile.Opened opened =
                    VaultFile.open(read(settings.file()), settings.environment(), opener, settings.random());
            requireLatest(settings, opened);
            try (KeyMaterial payload = opened.payload()) {
                VaultPayload.Content content =
                        VaultPayload.decode(opened.version(), payload.bytes(MaterialAccess.GRANTED), settings.random());
                return new VaultRecords(settings, lock, opened.identity(), opened.generation(), content);
            }
        } catch (RuntimeException e) {
            lock.close();
            throw e;
        }
    }

    VaultSettings settings() {
        return settings;
    }

    List<Key> keys() {
        return open().values().stream().map(Entry::key).sorted(ORDER).toList();
    }

    Optional<Key> find(KeyId id) {
        return Optional.ofNullable(open().get(id)).map(Entry::key);
    }

    /** @throws KeyException KEY_NOT_FOUND */
    Entry entry(KeyId id) {
        Entry entry = open().get(id);
        if (entry == null) {
            throw new KeyException(KeyFault.KEY_NOT_FOUND, id.toString());
        }
        return entry;
    }

    /** @throws KeyException KEY_NOT_FOUND, KEY_NOT_ACTIVE */
    Entry active(KeyId id) {
        Entry entry = entry(id);
        if (!entry.key().isUsable(LocalDate.now(settings.clock()))) {
            boolean ended = entry.key().state() == KeyState.ACTIVE;
            throw new KeyException(
                    KeyFault.KEY_NOT_ACTIVE,
                    id + (ended ? ": crypto-period ended" : ": " + entry.key().state()));
        }
        return entry;
    }

    /**
     * Work on live material. When a writer erased some of it meanwhile, what came out is thrown away and the work done
     * again, now keeping writers off.
     */
    KeyMaterial computed(Supplier<KeyMaterial> work) {
        long stamp = erasing.tryOptimisticRead();
        if (stamp != 0) {
            try {
                KeyMaterial result = work.get();
                if (erasing.validate(stamp)) {
                    return result;
                }
                result.close();
            } catch (RuntimeException e) {
                if (erasing.validate(stamp)) {
                    throw e;
                }
            }
        }
        stamp = erasing.readLock();
        try {
            return work.get();
        } finally {
            erasing.unlockRead(stamp);
        }
    }

    /** @throws KeyException KEY_ENVIRONMENT_MISMATCH, KEY_ALREADY_EXISTS also for two among these */
    void requireAddable(List<Key> keys) {
        Map<KeyId, Entry> present = open();
        for (int i = 0; i < keys.size(); i++) {
            Key key = keys.get(i);
            if (key.environment() != settings.environment()) {
                throw new KeyException(KeyFault.KEY_ENVIRONMENT_MISMATCH, key.id() + " is for " + key.environment());
            }
            boolean twice =
                    keys.subList(0, i).stream().anyMatch(other -> other.id().equals(key.id()));
            if (twice || present.containsKey(key.id())) {
                throw new KeyException(KeyFault.KEY_ALREADY_EXISTS, key.id().toString());
            }
        }
    }

    /** An entry whose value this vault seals; copies the material. */
    synchronized Entry sealed(Key key, KeyMaterial material) {
        MaskedKey own = MaskedKey.of(material, settings.random());
        return new Entry(key, own, wrappingKeys.wrap(key, material, settings.random()), null);
    }

    /** All or none, durably. */
    synchronized void add(List<Entry> added) {
        requireAddable(added.stream().map(Entry::key).toList());
        Map<KeyId, Entry> next = new LinkedHashMap<>(open());
        added.forEach(entry -> next.put(entry.key().id(), entry));
        write(next, wrappingKeys, identity);
    }

    /** Changes one record, durably; a value that it loses is erased. */
    synchronized Entry change(KeyId id, UnaryOperator<Entry> change) {
        Entry before = entry(id);
        Entry after = change.apply(before);
        Map<KeyId, Entry> next = new LinkedHashMap<>(open());
        next.put(id, after);
        write(next, wrappingKeys, identity);
        MaskedKey lost = before.material();
        if (lost != null && after.material() == null) {
            erase(lost::close);
        }
        return after;
    }

    /**
     * One durable step of a rewrap: draws the next wrapping key, or brings up to {@code batch} keys under it, or, when
     * none is left, drops the old one. A crash between two steps leaves both wrapping keys usable.
     */
    synchronized Rewrap rewrap(int batch) {
        Map<KeyId, Entry> next = new LinkedHashMap<>(open());
        WrappingKeys before = wrappingKeys;
        if (!before.isRotating()) {
            WrappingKeys both = before.withNext(settings.random());
            write(next, both, identity);
            return new Rewrap(both.newest(), remaining(next, both.newest()), false);
        }
        int done = 0;
        for (Entry entry : open().values()) {
            if (isOld(entry, before.newest()) && done < batch) {
                next.put(entry.key().id(), rewrapped(entry));
                done++;
            }
        }
        int remaining = remaining(next, before.newest());
        if (done > 0) {
            write(next, before, identity);
            return new Rewrap(before.newest(), remaining, false);
        }
        WrappingKeys kept = before.withoutOld();
        write(next, kept, identity);
        erase(() -> before.eraseAllBut(kept));
        return new Rewrap(kept.newest(), 0, true);
    }

    /** Where a rewrap stands; finished when none runs. */
    synchronized Rewrap rewrapState() {
        int newest = wrappingKeys.newest();
        return new Rewrap(newest, remaining(open(), newest), !wrappingKeys.isRotating());
    }

    /** Seals the vault under another master, durably. */
    synchronized void changeMaster(VaultOpener opener) {
        VaultFile.Identity before = identity;
        VaultFile.Identity next =
                VaultFile.renewed(settings.environment(), settings.cost(), before.vaultId(), opener, settings.random());
        try {
            write(open(), wrappingKeys, next);
        } catch (RuntimeException e) {
            next.erase();
            throw e;
        }
        before.erase();
    }

    @Override
    public synchronized void close() {
        Map<KeyId, Entry> last = entries;
        if (last == null) {
            return;
        }
        entries = null;
        erase(() -> last.values().forEach(entry -> {
            if (entry.material() != null) {
                entry.material().close();
            }
        }));
        wrappingKeys.erase();
        identity.erase();
        lock.close();
    }

    @Override
    public synchronized String toString() {
        return identity.toString();
    }

    private void erase(Runnable work) {
        long stamp = erasing.writeLock();
        try {
            work.run();
        } finally {
            erasing.unlockWrite(stamp);
        }
    }

    private Entry rewrapped(Entry entry) {
        MaskedKey masked = entry.material();
        if (masked == null) {
            return entry;
        }
        try (KeyMaterial material = masked.open()) {
            return new Entry(entry.key(), masked, wrappingKeys.wrap(entry.key(), material, settings.random()), null);
        }
    }

    private static int remaining(Map<KeyId, Entry> entries, int newest) {
        return (int)
                entries.values().stream().filter(entry -> isOld(entry, newest)).count();
    }

    private static boolean isOld(Entry entry, int newest) {
        return entry.wrapped() != null && entry.wrapped().version() != newest;
    }

    private Map<KeyId, Entry> open() {
        Map<KeyId, Entry> current = entries;
        if (current == null) {
            throw new KeyException(KeyFault.VAULT_CLOSED, "the vault was closed");
        }
        return current;
    }

    /** The file is durable before memory changes, and the witness after the file: a crash between loses nothing. */
    private void write(Map<KeyId, Entry> next, WrappingKeys wrapping, VaultFile.Identity sealing) {
        byte[] payload = VaultPayload.encode(wrapping, next.values());
        try {
            byte[] sealed = VaultFile.seal(sealing, generation + 1, payload, settings.random());
            DurableFile.replace(settings.file(), sealed);
        } finally {
            Arrays.fill(payload, (byte) 0);
        }
        generation++;
        entries = next;
        wrappingKeys = wrapping;
        identity = sealing;
        settings.witness().record(sealing.vaultId(), generation);
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
}
