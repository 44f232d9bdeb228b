package org.sscard.keys.custody;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Clock;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Function;
import org.sscard.keys.KeyException;
import org.sscard.keys.KeyFault;
import org.sscard.keys.block.HierarchyKeyBlock;
import org.sscard.keys.hierarchy.RootGeneration;
import org.sscard.keys.hierarchy.TestRoots;
import org.sscard.keys.model.CheckValue;
import org.sscard.keys.model.Environment;
import org.sscard.keys.model.Key;
import org.sscard.keys.model.KeyMaterial;
import org.sscard.keys.model.MaterialAccess;
import org.sscard.keys.vault.DurableFile;
import org.sscard.keys.vault.KeyVault;
import org.sscard.keys.vault.KeyVault.KeyImport;

/**
 * The birth of a hierarchy (issuing and keys §2). A protection key is drawn and shared among the custodians, each sees
 * his share alone and writes it down, each enters it again from the paper; only when all have shown that they hold it
 * are the roots drawn, put into the vault and, under the protection key restored from the shares, into the backup.
 * Nothing is kept longer than its step: the protection key not during the handing out, a share not after it was shown,
 * a root not after the end. Until the end neither vault nor backup has anything, so there is nothing half-done.
 *
 * <p>One thread at a time. {@link #close} erases what is still there.
 */
public final class Ceremony implements AutoCloseable {

    private final CeremonyPlan plan;
    private final KeyVault vault;
    private final Transcript transcript;
    private final Clock clock;
    private final SecureRandom random;
    private final CheckValue protectionKey;
    private final Deque<Share> toShow;
    private final Map<Integer, String> checkValues = new TreeMap<>();
    private final ShareCollection collection;
    private int entered;
    private boolean completed;

    private Ceremony(
            CeremonyPlan plan,
            KeyVault vault,
            Transcript transcript,
            Clock clock,
            SecureRandom random,
            CheckValue protectionKey,
            Deque<Share> shares) {
        this.plan = plan;
        this.vault = vault;
        this.transcript = transcript;
        this.clock = clock;
        this.random = random;
        this.protectionKey = protectionKey;
        this.toShow = shares;
        shares.forEach(share -> checkValues.put(share.number(), share.checkValue()));
        this.collection = new ShareCollection(plan, checkValues, transcript);
    }

    /**
     * Draws the protection key and splits it.
     *
     * @throws KeyException KEY_ENVIRONMENT_MISMATCH, KEY_ALREADY_EXISTS: the vault must be of the plan's environment
     *     and hold no root yet
     */
    public static Ceremony begin(
            CeremonyPlan plan, KeyVault vault, Transcript transcript, Clock clock, SecureRandom random) {
        if (vault.environment() != plan.environment()) {
            throw new KeyException(
                    KeyFault.KEY_ENVIRONMENT_MISMATCH, plan.environment() + " keys, vault of " + vault.environment());
        }
        RootGeneration.requireNoRoots(vault);
        byte[] drawn = new byte[Share.SECRET_BYTES];
        random.nextBytes(drawn);
        Deque<Share> shares = new ArrayDeque<>();
        try (KeyMaterial key = KeyMaterial.owning(drawn, MaterialAccess.GRANTED)) {
            for (KeyMaterial value :
                    SecretSharing.split(key, plan.threshold(), plan.custodians().size(), random)) {
                int number = shares.size() + 1;
                shares.add(new Share(plan.id(), plan.threshold(), number, value));
            }
            CheckValue checkValue = CeremonyBackup.checkValue(key);
            transcript.note("–", "CEREMONY_BEGUN", subject(plan), Transcript.OK);
            transcript.note("–", "PROTECTION_KEY_SHARED", checkValue.toString(), Transcript.OK);
            return new Ceremony(plan, vault, transcript, clock, random, checkValue, shares);
        }
    }

    public CeremonyPlan plan() {
        return plan;
    }

    /** Who sees his share next; empty when all have. */
    public Optional<Custodian> nextToSee() {
        return Optional.ofNullable(toShow.peek()).map(share -> plan.custodians().get(share.number() - 1));
    }

    /**
     * The share of this custodian, once: groups of hex digits. It is erased here; the caller shows it to the custodian
     * alone and erases the array.
     *
     * @throws KeyException CEREMONY_STEP_REFUSED when it is not his turn
     */
    public char[] show(Custodian custodian) {
        if (!nextToSee().equals(Optional.of(custodian))) {
            throw refused(custodian.name() + " does not see a share now");
        }
        try (Share share = toShow.remove()) {
            transcript.note(
                    custodian.name(), "SHARE_SHOWN", "share " + share.number() + " " + share.checkValue(), "OK");
            return share.text();
        }
    }

    /** Who enters his share next; empty while shares are still shown, and when all have entered. */
    public Optional<Custodian> nextToEnter() {
        return toShow.isEmpty() && entered < plan.custodians().size()
                ? Optional.of(plan.custodians().get(entered))
                : Optional.empty();
    }

    /**
     * A custodian proves that he holds his share. The caller erases the array.
     *
     * @throws KeyException SHARE_INVALID, SHARE_OF_OTHER_CEREMONY, SHARE_REPEATED: he tries again; CEREMONY_ABORTED at
     *     the third wrong entry; CEREMONY_STEP_REFUSED when it is not his turn
     */
    public void enter(Custodian custodian, char[] typed) {
        if (!nextToEnter().equals(Optional.of(custodian))) {
            throw refused(custodian.name() + " does not enter a share now");
        }
        collection.enter(custodian, typed);
        entered++;
    }

    /**
     * Restores the protection key from the shares, draws the roots, writes the backup, fills the vault.
     *
     * @throws KeyException CEREMONY_STEP_REFUSED before all have entered their shares, BACKUP_ALREADY_EXISTS,
     *     RANDOM_SOURCE_FAULTY, and what {@link KeyVault#importKeys} throws; nothing is left behind then
     */
    public CeremonyRecord complete(Path backupFile) {
        return complete(backupFile, origin -> RootGeneration.draw(plan.environment(), origin, random));
    }

    /**
     * As {@link #complete}, of a rehearsal whose keys have to agree with cards and PSAMs that are there already: the
     * published test roots take the place of drawn ones.
     *
     * @throws KeyException KEY_ENVIRONMENT_MISMATCH outside the test environment
     */
    public CeremonyRecord completeWithPublishedRoots(Path backupFile) {
        if (plan.environment() != Environment.TEST) {
            throw new KeyException(KeyFault.KEY_ENVIRONMENT_MISMATCH, "published roots in " + plan.environment());
        }
        return complete(backupFile, TestRoots::published);
    }

    private CeremonyRecord complete(Path backupFile, Function<Key.Origin, List<KeyImport>> source) {
        if (completed || entered < plan.custodians().size()) {
            throw refused("not every custodian has entered a share");
        }
        if (Files.exists(backupFile)) {
            throw new KeyException(KeyFault.BACKUP_ALREADY_EXISTS, backupFile.toString());
        }
        List<KeyImport> roots = new ArrayList<>();
        try (KeyMaterial key = collection.combine()) {
            if (!CeremonyBackup.checkValue(key).equals(protectionKey)) {
                throw new KeyException(KeyFault.KEY_CHECK_VALUE_WRONG, "the protection key of ceremony " + plan.id());
            }
            Key.Origin origin = Key.Origin.createdAndActivated("ceremony " + plan.id(), clock.instant());
            roots.addAll(source.apply(origin));
            CeremonyBackup backup = CeremonyBackup.make(plan, checkValues, key, blocks(key, roots));
            keep(backup, backupFile, roots);
            completed = true;
            return record(backup, backupFile, roots.stream().map(KeyImport::key).toList());
        } finally {
            roots.forEach(root -> root.material().close());
        }
    }

    @Override
    public void close() {
        toShow.forEach(Share::close);
        toShow.clear();
        collection.close();
        if (!completed) {
            completed = true;
            transcript.note("–", "CEREMONY_CLOSED", "without keys", "CEREMONY_ABORTED");
        }
    }

    private List<String> blocks(KeyMaterial protectionKey, List<KeyImport> roots) {
        return roots.stream()
                .map(root -> HierarchyKeyBlock.wrap(
                        protectionKey, root.key(), root.material(), root.key().exportability(), random))
                .toList();
    }

    private void keep(CeremonyBackup backup, Path file, List<KeyImport> roots) {
        DurableFile.replace(file, backup.text().getBytes(StandardCharsets.UTF_8));
        try {
            vault.importKeys(roots);
        } catch (KeyException e) {
            transcript.note("–", "KEYS_GENERATED", "vault", e.code());
            removeBackup(file, e);
            throw e;
        }
        transcript.note("–", "KEYS_GENERATED", roots.size() + " roots", Transcript.OK);
    }

    private static void removeBackup(Path file, KeyException reason) {
        try {
            Files.delete(file);
        } catch (IOException e) {
            reason.addSuppressed(e);
        }
    }

    private CeremonyRecord record(CeremonyBackup backup, Path file, List<Key> roots) {
        String name = String.valueOf(file.getFileName());
        transcript.note("–", "BACKUP_WRITTEN", name + " SHA-256 " + backup.digest(), Transcript.OK);
        transcript.note("–", "CEREMONY_COMPLETED", "ceremony " + plan.id(), Transcript.OK);
        return new CeremonyRecord(
                plan,
                clock.instant(),
                checkValues,
                protectionKey,
                roots,
                new CeremonyRecord.Backup(name, backup.digest()),
                transcript.seal(),
                transcript.publicKey());
    }

    private static String subject(CeremonyPlan plan) {
        return "ceremony " + plan.id() + " " + plan.environment() + " " + plan.threshold() + " of "
                + plan.custodians().size();
    }

    private static KeyException refused(String why) {
        return new KeyException(KeyFault.CEREMONY_STEP_REFUSED, why);
    }
}
