package org.sscard.keys.custody;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Clock;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.sscard.keys.KeyException;
import org.sscard.keys.KeyFault;
import org.sscard.keys.block.HierarchyKeyBlock;
import org.sscard.keys.crypto.CheckValues;
import org.sscard.keys.hierarchy.PsamKeys;
import org.sscard.keys.model.CheckValue;
import org.sscard.keys.model.Exportability;
import org.sscard.keys.model.Key;
import org.sscard.keys.model.KeyId;
import org.sscard.keys.model.KeyMaterial;
import org.sscard.keys.model.KeyState;
import org.sscard.keys.model.KeyUsage;
import org.sscard.keys.model.MaterialAccess;
import org.sscard.keys.model.RegionProfile;
import org.sscard.keys.model.Scope;
import org.sscard.keys.vault.DurableFile;
import org.sscard.keys.vault.KeyVault;

/**
 * The keys of a lower tier on their way there (密钥交接, issuing and keys §1): derived in the vault, wrapped under a
 * protection key that is drawn for this one handover and shared among the receiving custodians. The file is the backup of a
 * ceremony with other keys in it; whoever has the file and m shares imports it with {@link Restoration}. The protection key
 * is erased before the first share is shown, so this process cannot open the file either.
 */
public final class Handover implements AutoCloseable {

    private final CeremonyPlan plan;
    private final List<Key> keys;
    private final CheckValue protectionKey;
    private final String digest;
    private final Map<Integer, String> checkValues;
    private final Deque<Share> toShow;
    private final Transcript transcript;

    private Handover(
            CeremonyPlan plan,
            List<Key> keys,
            CheckValue protectionKey,
            String digest,
            Map<Integer, String> checkValues,
            Deque<Share> shares,
            Transcript transcript) {
        this.plan = plan;
        this.keys = List.copyOf(keys);
        this.protectionKey = protectionKey;
        this.digest = digest;
        this.checkValues = Map.copyOf(checkValues);
        this.toShow = shares;
        this.transcript = transcript;
    }

    /**
     * Derives the keys of a province or city, wraps them and writes the file.
     *
     * @param plan its custodians are the receivers
     * @param by who hands over; stands in each key as its maker
     * @param file must not exist
     * @throws KeyException KEY_ENVIRONMENT_MISMATCH, KEY_SCOPE_REFUSED for a scope that does not lie below the vault's
     *     keys, KEY_NOT_FOUND when there are none above it, KEY_NOT_ACTIVE, BACKUP_ALREADY_EXISTS
     */
    public static Handover make(
            CeremonyPlan plan,
            KeyVault vault,
            Scope scope,
            RegionProfile profile,
            Transcript transcript,
            Path file,
            String by,
            Clock clock,
            SecureRandom random) {
        if (vault.environment() != plan.environment()) {
            throw new KeyException(
                    KeyFault.KEY_ENVIRONMENT_MISMATCH, plan.environment() + " keys, vault of " + vault.environment());
        }
        if (Files.exists(file)) {
            throw new KeyException(KeyFault.BACKUP_ALREADY_EXISTS, file.toString());
        }
        List<KeyId> above = nearestAbove(vault, scope);
        Key.Origin origin = new Key.Origin(by, clock.instant(), null, null, null);
        byte[] drawn = new byte[Share.SECRET_BYTES];
        random.nextBytes(drawn);
        try (KeyMaterial key = KeyMaterial.owning(drawn, MaterialAccess.GRANTED)) {
            List<Key> keys = new ArrayList<>();
            List<String> blocks = new ArrayList<>();
            for (KeyId ancestor : above) {
                try (KeyMaterial child = vault.childKey(ancestor, scope, profile)) {
                    Key handed = child(vault, ancestor, scope, child, origin);
                    keys.add(handed);
                    blocks.add(HierarchyKeyBlock.wrap(key, handed, child, handed.exportability(), random));
                }
            }
            Deque<Share> shares = new ArrayDeque<>();
            Map<Integer, String> checkValues = new TreeMap<>();
            for (KeyMaterial value :
                    SecretSharing.split(key, plan.threshold(), plan.custodians().size(), random)) {
                Share share = new Share(plan.id(), plan.threshold(), shares.size() + 1, value);
                shares.add(share);
                checkValues.put(share.number(), share.checkValue());
            }
            CeremonyBackup backup = CeremonyBackup.make(plan, checkValues, key, blocks);
            DurableFile.replace(file, backup.text().getBytes(StandardCharsets.UTF_8));
            transcript.note(by, "HANDOVER_WRAPPED", plan.id() + " " + scope + " " + keys.size() + " keys", "OK");
            return new Handover(
                    plan, keys, CeremonyBackup.checkValue(key), backup.digest(), checkValues, shares, transcript);
        }
    }

    private static boolean travels(KeyUsage usage) {
        return !usage.isVendors() && usage != KeyUsage.REGISTRY;
    }

    /** Of every key the active one of the nearest tier; a key whose nearest is not active is not handed over. */
    private static List<KeyId> nearestAbove(KeyVault vault, Scope scope) {
        Map<KeyId, Key> nearest = new LinkedHashMap<>();
        for (Key key : vault.keys()) {
            KeyId id = key.id();
            boolean above = scope.tier().compareTo(id.scope().tier()) > 0
                    && scope.region().startsWith(id.scope().region());
            if (above && travels(key.usage()) && key.state() != KeyState.DESTROYED) {
                KeyId handed = new KeyId(id.name(), id.version(), id.algorithm(), scope);
                nearest.merge(handed, key, Handover::lower);
            }
        }
        List<KeyId> active = nearest.values().stream()
                .filter(key -> key.state() == KeyState.ACTIVE)
                .map(Key::id)
                .toList();
        if (active.isEmpty()) {
            throw new KeyException(KeyFault.KEY_NOT_FOUND, "no key above " + scope);
        }
        return active;
    }

    private static Key lower(Key one, Key other) {
        return one.id().scope().tier().compareTo(other.id().scope().tier()) >= 0 ? one : other;
    }

    private static Key child(KeyVault vault, KeyId ancestor, Scope scope, KeyMaterial material, Key.Origin origin) {
        KeyId id = new KeyId(ancestor.name(), ancestor.version(), ancestor.algorithm(), scope);
        KeyUsage usage = vault.find(ancestor).orElseThrow().usage();
        return new Key(
                id,
                usage,
                vault.environment(),
                KeyState.PLANNED,
                CheckValues.of(id.algorithm(), material),
                origin,
                ancestor,
                // Its holder stores it in PSAMs; every other key stays in the vault that it goes to.
                PsamKeys.store(id.name()) ? Exportability.EXPORTABLE : Exportability.NOT_EXPORTABLE);
    }

    public CeremonyPlan plan() {
        return plan;
    }

    /** What was handed over, without material. */
    public List<Key> keys() {
        return keys;
    }

    public CheckValue protectionKey() {
        return protectionKey;
    }

    /** SHA-256 of the file, hex. */
    public String digest() {
        return digest;
    }

    /** The check value of each receiver's share, by number. */
    public Map<Integer, String> shareCheckValues() {
        return checkValues;
    }

    /** Which receiver gets a share next; empty when all have. */
    public Optional<Custodian> nextToSee() {
        return Optional.ofNullable(toShow.peek()).map(share -> plan.custodians().get(share.number() - 1));
    }

    /**
     * The next receiver's share, once: groups of hex digits. It is erased here; the caller erases the array.
     *
     * @param by who shows it
     * @throws KeyException CEREMONY_STEP_REFUSED when all were shown
     */
    public char[] show(String by) {
        if (toShow.isEmpty()) {
            throw new KeyException(KeyFault.CEREMONY_STEP_REFUSED, "every share was shown");
        }
        try (Share share = toShow.remove()) {
            transcript.note(by, "SHARE_SHOWN", "share " + share.number() + " " + share.checkValue(), Transcript.OK);
            return share.text();
        }
    }

    @Override
    public void close() {
        toShow.forEach(Share::close);
        toShow.clear();
    }
}
