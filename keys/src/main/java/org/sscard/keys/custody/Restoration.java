package org.sscard.keys.custody;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import org.sscard.keys.KeyException;
import org.sscard.keys.KeyFault;
import org.sscard.keys.block.HierarchyKeyBlock;
import org.sscard.keys.model.CheckValue;
import org.sscard.keys.model.Key;
import org.sscard.keys.model.KeyMaterial;
import org.sscard.keys.vault.KeyVault;

/**
 * Brings the keys of a ceremony back from its backup and the shares of m custodians. One thread at a time;
 * {@link #close} erases the shares.
 */
public final class Restoration implements AutoCloseable {

    private final CeremonyBackup backup;
    private final Transcript transcript;
    private final Clock clock;
    private final ShareCollection collection;

    private Restoration(CeremonyBackup backup, Transcript transcript, Clock clock) {
        this.backup = backup;
        this.transcript = transcript;
        this.clock = clock;
        this.collection = new ShareCollection(backup.plan(), backup.checkValues(), transcript);
    }

    /** @throws KeyException BACKUP_READ_FAILED, BACKUP_DAMAGED */
    public static Restoration begin(Path backupFile, Transcript transcript, Clock clock) {
        CeremonyBackup backup = CeremonyBackup.parse(read(backupFile));
        transcript.note("–", "RESTORATION_BEGUN", "ceremony " + backup.plan().id(), Transcript.OK);
        return new Restoration(backup, transcript, clock);
    }

    public CeremonyPlan plan() {
        return backup.plan();
    }

    /** What the file says that it holds: proved only by {@link #restore}. */
    public List<HierarchyKeyBlock.Announced> announced() {
        return backup.blocks().stream().map(HierarchyKeyBlock::announced).toList();
    }

    /** SHA-256 of the file, hex. */
    public String digest() {
        return backup.digest();
    }

    /** The check value of each share, by number. */
    public Map<Integer, String> shareCheckValues() {
        return Map.copyOf(backup.checkValues());
    }

    public CheckValue protectionKey() {
        return backup.protectionKey();
    }

    /** Shares that are still needed. */
    public int missing() {
        return Math.max(0, plan().threshold() - collection.count());
    }

    /**
     * Takes a share. The caller erases the array.
     *
     * @throws KeyException SHARE_INVALID, SHARE_OF_OTHER_CEREMONY, SHARE_REPEATED: he tries again; CEREMONY_ABORTED at
     *     the third wrong entry of one custodian
     */
    public void enter(Custodian custodian, char[] typed) {
        collection.enter(custodian, typed);
    }

    /**
     * Fills the vault, with all keys or none.
     *
     * @throws KeyException SHARES_TOO_FEW, SHARE_INVALID, KEY_CHECK_VALUE_WRONG, BACKUP_DAMAGED, KEY_BLOCK_INVALID,
     *     KEY_ALREADY_EXISTS, KEY_ENVIRONMENT_MISMATCH
     */
    public List<Key> restore(KeyVault vault) {
        return restore(vault, "ceremony " + plan().id() + ", restored");
    }

    /** As {@link #restore(KeyVault)}; {@code by} stands in each key as who brought it. */
    public List<Key> restore(KeyVault vault, String by) {
        try (KeyMaterial protectionKey = collection.combine()) {
            backup.requireGenuine(protectionKey);
            Key.Origin origin = Key.Origin.createdAndActivated(by, clock.instant());
            List<Key> keys = BlockImport.into(vault, backup.blocks(), protectionKey, origin);
            transcript.note("–", "KEYS_RESTORED", keys.size() + " roots", Transcript.OK);
            return keys;
        } catch (KeyException e) {
            transcript.note("–", "KEYS_RESTORED", "none", e.code());
            throw e;
        }
    }

    @Override
    public void close() {
        collection.close();
    }

    private static String read(Path file) {
        try {
            return Files.readString(file, StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new KeyException(KeyFault.BACKUP_READ_FAILED, file.toString(), e);
        }
    }
}
