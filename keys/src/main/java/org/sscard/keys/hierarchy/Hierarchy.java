package org.sscard.keys.hierarchy;

import java.time.LocalDate;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.sscard.keys.KeyException;
import org.sscard.keys.KeyFault;
import org.sscard.keys.crypto.CipherSuite;
import org.sscard.keys.model.DerivationPath;
import org.sscard.keys.model.Key;
import org.sscard.keys.model.KeyAlgorithm;
import org.sscard.keys.model.KeyId;
import org.sscard.keys.model.KeyRef;
import org.sscard.keys.model.KeyUsage;
import org.sscard.keys.model.RegionProfile;
import org.sscard.keys.model.Scope;
import org.sscard.keys.vault.KeyVault;
import org.sscard.spec.layout.CardAlgorithm;
import org.sscard.spec.layout.KeyDefinition;

/**
 * Ministry → province → city → card (issuing and keys §2), on the keys of one vault. Each key of the key table is found
 * at the tier nearest to the card, and diversified from there.
 */
public final class Hierarchy {

    private final KeyVault vault;
    private final Scope serves;
    private final Map<String, RegionProfile> profiles = new HashMap<>();
    /** Names only, made once: to check them anew for every derivation costs more than the derivation. */
    private final Map<Wanted, List<KeyId>> candidates = new ConcurrentHashMap<>();

    private record Wanted(String name, int version, KeyAlgorithm algorithm, String region) {

        List<KeyId> nearestFirst() {
            return Stream.of(Scope.city(region), Scope.province(region.substring(0, 2)), Scope.MINISTRY)
                    .map(scope -> new KeyId(name, version, algorithm, scope))
                    .toList();
        }
    }

    /**
     * @param serves the regions whose cards may be derived here, whatever tier the vault's keys have
     * @param profiles regions with factor texts of their own; the others have the standard ones
     */
    public Hierarchy(KeyVault vault, Scope serves, Collection<RegionProfile> profiles) {
        this.vault = vault;
        this.serves = serves;
        profiles.forEach(profile -> this.profiles.put(profile.region(), profile));
    }

    public static Hierarchy of(KeyVault vault, Scope serves) {
        return new Hierarchy(vault, serves, List.of());
    }

    /** How many versions the key table has of this key. @throws KeyException KEY_NOT_FOUND */
    public static int versions(String name) {
        return KeyTable.definition(KeyRef.of(name)).versions();
    }

    /** What this key of the key table may do. @throws KeyException KEY_NOT_FOUND for a name or version outside the table */
    public static KeyUsage usageOf(KeyRef ref) {
        return KeyUsage.of(KeyTable.definition(ref).type());
    }

    /**
     * The keys of one card. Nothing is derived until it is used.
     *
     * @param region 6 digits
     * @param historicalBytes the 13 historical bytes of the ATR
     * @throws KeyException KEY_SCOPE_REFUSED for a region of others, KEY_ALGORITHM_NOT_SUPPORTED for SSF33,
     *     KEY_INPUT_INVALID
     */
    public CardKeys cardKeys(String region, byte[] historicalBytes, CardAlgorithm algorithm) {
        CipherSuite suite = CipherSuite.of(algorithm);
        RegionProfile profile = profileOf(region);
        if (!serves.covers(region)) {
            throw new KeyException(KeyFault.KEY_SCOPE_REFUSED, "region " + region + " is not served by " + serves);
        }
        DerivationPath path = DerivationPath.toCard(profile, historicalBytes);
        return new CardKeys(suite, new DerivedKeys(this, vault, algorithm, path), region);
    }

    /**
     * The keys of many cards of a region, in one order.
     *
     * @param region 6 digits
     * @throws KeyException KEY_SCOPE_REFUSED for a region of others, KEY_ALGORITHM_NOT_SUPPORTED, KEY_NOT_FOUND,
     *     KEY_NOT_ACTIVE
     */
    public BatchKeys batchKeys(String region, CardAlgorithm algorithm, List<KeyRef> order) {
        if (!serves.covers(region)) {
            throw new KeyException(KeyFault.KEY_SCOPE_REFUSED, "region " + region + " is not served by " + serves);
        }
        return new BatchKeys(this, vault, algorithm, profileOf(region), order);
    }

    /**
     * The version that new work uses: the lowest one in force whose end is not set. While a version is being replaced,
     * that is its successor; when nothing succeeds it, the one that lasts longest.
     *
     * @throws KeyException KEY_NOT_FOUND when no version is in force
     */
    public int currentVersion(String name, CardAlgorithm algorithm, String region, LocalDate today) {
        KeyDefinition definition = KeyTable.definition(KeyRef.of(name));
        int lasting = 0;
        LocalDate latest = LocalDate.MIN;
        for (int version = 1; version <= definition.versions(); version++) {
            Key key = held(definition, version, algorithm, region);
            if (key == null || !key.isUsable(today)) {
                continue;
            }
            LocalDate end = key.origin().validUntil();
            if (end == null) {
                return version;
            }
            if (end.isAfter(latest)) {
                latest = end;
                lasting = version;
            }
        }
        if (lasting == 0) {
            throw new KeyException(KeyFault.KEY_NOT_FOUND, name + " " + algorithm + " for " + region + ", in force");
        }
        return lasting;
    }

    private @Nullable Key held(KeyDefinition definition, int version, CardAlgorithm algorithm, String region) {
        KeyAlgorithm keyAlgorithm = KeyAlgorithm.on(algorithm, definition.lengthBytes(algorithm));
        Wanted wanted = new Wanted(definition.name(), version, keyAlgorithm, region);
        for (KeyId id : candidates.computeIfAbsent(wanted, Wanted::nearestFirst)) {
            Key key = vault.find(id).orElse(null);
            if (key != null) {
                return key;
            }
        }
        return null;
    }

    private RegionProfile profileOf(String region) {
        RegionProfile own = profiles.get(region);
        return own == null ? RegionProfile.standard(region) : own;
    }

    /** The nearest ancestor of a card key that the vault holds. */
    KeyId ancestor(KeyDefinition definition, int version, CardAlgorithm algorithm, String region) {
        Key key = held(definition, version, algorithm, region);
        if (key != null) {
            return key.id();
        }
        throw new KeyException(
                KeyFault.KEY_NOT_FOUND, definition.name() + "@" + version + " " + algorithm + " for " + region);
    }

    /** Blank cards answer to one transport key; a vendor delivers it for the family that the blank starts with. */
    KeyId transportKey(CardAlgorithm algorithm) {
        List<KeyAlgorithm> ownFamilyFirst = algorithm == CardAlgorithm.SM4
                ? List.of(KeyAlgorithm.SM4, KeyAlgorithm.DESEDE)
                : List.of(KeyAlgorithm.DESEDE);
        for (KeyAlgorithm keyAlgorithm : ownFamilyFirst) {
            KeyId id = new KeyId(KeyRef.TRANSPORT.name(), KeyRef.TRANSPORT.version(), keyAlgorithm, Scope.MINISTRY);
            if (vault.find(id).isPresent()) {
                return id;
            }
        }
        throw new KeyException(KeyFault.KEY_NOT_FOUND, KeyRef.TRANSPORT + " " + algorithm);
    }
}
