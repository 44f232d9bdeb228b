package org.sscard.keys.hierarchy;

import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.sscard.keys.KeyException;
import org.sscard.keys.KeyFault;
import org.sscard.keys.crypto.CipherSuite;
import org.sscard.keys.crypto.SecureMessaging;
import org.sscard.keys.model.DerivationPath;
import org.sscard.keys.model.Key;
import org.sscard.keys.model.KeyAlgorithm;
import org.sscard.keys.model.KeyId;
import org.sscard.keys.model.KeyMaterial;
import org.sscard.keys.model.KeyRef;
import org.sscard.keys.model.MaterialAccess;
import org.sscard.keys.model.RegionProfile;
import org.sscard.keys.model.Scope;
import org.sscard.keys.vault.CardKey;
import org.sscard.keys.vault.KeyHome;
import org.sscard.keys.vault.KeyVault;
import org.sscard.spec.apdu.CommandApdu;
import org.sscard.spec.command.PsamCommands;
import org.sscard.spec.command.SecuredCommand;
import org.sscard.spec.layout.CardAlgorithm;
import org.sscard.spec.layout.KeyDefinition;
import org.sscard.spec.layout.PsamKey;

/**
 * The keys that a PSAM stores (card-specification §4, §6): a PSAM of the ministry stores roots, one of a province that
 * province's keys, one of a city the city's. Answers whole CREATE KEY and CHANGE KEY commands, encrypted and MACed under the
 * PSAM's own key; no material comes out. A key that the vault holds at that very tier must be exportable (a PSAM is a place
 * outside the vault); one of a higher tier is diversified for it.
 */
public final class PsamKeys {

    /** The PSAM's own key, under which keys are created and changed, as its vendor delivers it. */
    public static final String OWN = "PSAMOWN";

    /** Index of the own key in EXTERNAL AUTHENTICATION (§6: ids 00-07 are the PSAM's own). */
    private static final int OWN_INDEX = 0x00;

    private static final int OWN_BYTES = 16;
    private static final int LEVELS = 4;
    private static final int DDF_PER_TIER = 8;
    private static final int DDF_START = 0x08;
    private static final int NATION_FILE = 0x11;
    private static final int PROVINCE_FILE = 0x12;
    private static final int CITY_FILE = 0x13;
    private static final int APPLICATION_START = 0x20;
    private static final int PROVINCE_START = 0x40;
    private static final int CITY_START = 0x80;

    private final KeyVault vault;
    private final CipherSuite suite;
    private final int level;
    private final RegionProfile profile;
    private final KeyId own;

    /**
     * One key of a PSAM.
     *
     * @param use levels left &lt;&lt; 5 | type
     * @param file short identifier of the key file that its id belongs to
     */
    public record Slot(KeyRef key, int use, int id, int file, int lengthBytes) {

        /** Whether DELIVERY SESSION KEY and CIPHER DATA work with it, so that it can be proved. */
        public boolean isProvable() {
            int type = use & 0x1F;
            return type >= 6 && type <= 8;
        }
    }

    /**
     * @param level 1 ministry, 2 province, 3 city
     * @param profile of a region of that province or city
     * @param ownVersion which of the vendors' own keys the PSAM has: a version of {@link #OWN}
     */
    public PsamKeys(KeyVault vault, CardAlgorithm algorithm, int level, RegionProfile profile, int ownVersion) {
        if (level < 1 || level > 3) {
            throw new KeyException(KeyFault.KEY_INPUT_INVALID, "a PSAM has level 1, 2 or 3");
        }
        this.vault = vault;
        this.suite = CipherSuite.of(algorithm);
        this.level = level;
        this.profile = profile;
        this.own = new KeyId(OWN, ownVersion, KeyAlgorithm.on(suite.family(), OWN_BYTES), Scope.MINISTRY);
    }

    /** Whether PSAMs store this key. */
    public static boolean store(String name) {
        return KeyTable.all().stream()
                .anyMatch(definition ->
                        definition.name().equals(name) && definition.psam().isPresent());
    }

    /** Every key of the table that a PSAM stores; of a key with one id for all versions, version 1. */
    public List<Slot> slots() {
        List<Slot> slots = new ArrayList<>();
        for (KeyDefinition definition : KeyTable.all()) {
            PsamKey psam = definition.psam().orElse(null);
            if (psam == null) {
                continue;
            }
            for (int version = 1; version <= psam.ids().size(); version++) {
                int id = psam.id(version);
                slots.add(new Slot(
                        new KeyRef(definition.name(), version),
                        psam.useWithLevels(LEVELS - level),
                        id,
                        file(id),
                        definition.lengthBytes(suite.family())));
            }
        }
        return slots;
    }

    /**
     * Finds before anything is written what would stop the writing half-way.
     *
     * @throws KeyException KEY_NOT_FOUND, KEY_NOT_ACTIVE; KEY_NOT_EXPORTABLE for a key of the PSAM's own tier that may not
     *     leave the vault, or lies in a token
     */
    public void requireAll(LocalDate today) {
        requireUsable(own, today);
        for (Slot slot : slots()) {
            Key key = requireUsable(required(slot), today);
            boolean leaves = key.id().scope().equals(scope());
            boolean mayLeave = key.exportability().permitsKeyBlock() && vault.homeOf(key.id()) == KeyHome.SOFTWARE;
            if (leaves && !mayLeave) {
                throw new KeyException(KeyFault.KEY_NOT_EXPORTABLE, key.id().toString());
            }
        }
    }

    private Key requireUsable(KeyId id, LocalDate today) {
        Key key = vault.find(id).orElseThrow(() -> new KeyException(KeyFault.KEY_NOT_FOUND, id.toString()));
        if (!key.isUsable(today)) {
            throw new KeyException(KeyFault.KEY_NOT_ACTIVE, id + ": " + key.state());
        }
        return key;
    }

    /**
     * EXTERNAL AUTHENTICATION with the PSAM's own key, as a card has it (§5.2): whether the key is this vendor's shows
     * before a key is written.
     *
     * @param challenge 8 bytes, fresh from the PSAM
     * @param data 8 bytes
     */
    public CommandApdu ownAuthentication(byte[] challenge, byte[] data) {
        try (KeyMaterial key = vault.psamOwnKey(own);
                KeyMaterial session = KeyMaterial.owning(
                        suite.sessionKey(key.bytes(MaterialAccess.GRANTED), challenge), MaterialAccess.GRANTED)) {
            byte[] cryptogram = suite.cryptogram(session.bytes(MaterialAccess.GRANTED), data);
            return PsamCommands.externalAuthentication(OWN_INDEX, cryptogram, data);
        }
    }

    /**
     * CREATE KEY for a PSAM that has no such key yet.
     *
     * @param challenge 4 bytes, fresh from the PSAM
     * @throws KeyException KEY_NOT_FOUND, KEY_NOT_ACTIVE, KEY_NOT_EXPORTABLE, KEY_SCOPE_REFUSED
     */
    public CommandApdu create(Slot slot, byte[] challenge) {
        byte[] head = {
            (byte) slot.use(), (byte) slot.id(), 0, (byte) suite.family().code(), 0, 0, 0, 0
        };
        return command(slot, head, challenge, true);
    }

    /** CHANGE KEY for one that has; as {@link #create}. */
    public CommandApdu change(Slot slot, byte[] challenge) {
        return command(slot, new byte[] {(byte) slot.use(), (byte) slot.id(), 0}, challenge, false);
    }

    /**
     * What the PSAM must answer to CIPHER DATA (encrypt) of one block after DELIVERY SESSION KEY for this card.
     *
     * @param random a block
     */
    public byte[] enciphered(Slot slot, byte[] historicalBytes, byte[] random, byte[] block) {
        DerivationPath path = DerivationPath.toCard(profile, historicalBytes);
        try (CardKey card = vault.cardKey(required(slot), path);
                KeyMaterial session = card.session(random)) {
            return suite.encrypt(session.bytes(MaterialAccess.GRANTED), block);
        }
    }

    private CommandApdu command(Slot slot, byte[] head, byte[] challenge, boolean create) {
        try (KeyMaterial key = vault.psamOwnKey(own);
                KeyMaterial stored = stored(slot)) {
            byte[] ownKey = key.bytes(MaterialAccess.GRANTED);
            byte[] encrypted =
                    SecureMessaging.encryptKeyData(suite, ownKey, head, stored.bytes(MaterialAccess.GRANTED));
            SecuredCommand secured = create
                    ? PsamCommands.createKey(slot.file(), encrypted)
                    : PsamCommands.changeKey(slot.file(), encrypted);
            return secured.withMac(suite.challengeMac(ownKey, challenge, secured.macInput()));
        }
    }

    private KeyMaterial stored(Slot slot) {
        KeyId source = required(slot);
        return source.scope().equals(scope()) ? vault.exported(source) : vault.childKey(source, scope(), profile);
    }

    private KeyId required(Slot slot) {
        KeyId source = source(slot);
        if (source == null) {
            throw new KeyException(KeyFault.KEY_NOT_FOUND, slot.key() + " for " + scope());
        }
        return source;
    }

    private @Nullable KeyId source(Slot slot) {
        KeyAlgorithm algorithm = KeyAlgorithm.on(suite.family(), slot.lengthBytes());
        List<Scope> tiers = List.of(
                Scope.city(profile.region()), Scope.province(profile.region().substring(0, 2)), Scope.MINISTRY);
        for (Scope tier : tiers.subList(3 - level, 3)) {
            KeyId id = new KeyId(slot.key().name(), slot.key().version(), algorithm, tier);
            if (vault.find(id).isPresent()) {
                return id;
            }
        }
        return null;
    }

    private Scope scope() {
        return switch (level) {
            case 1 -> Scope.MINISTRY;
            case 2 -> Scope.province(profile.region().substring(0, 2));
            default -> Scope.city(profile.region());
        };
    }

    /** Ids 08–0F, 20–3F are the nation's, 10–17, 40–7F the province's, 18–1F, 80–BF the city's (§6). */
    private static int file(int id) {
        if (id < APPLICATION_START) {
            return NATION_FILE + (id - DDF_START) / DDF_PER_TIER;
        }
        if (id < PROVINCE_START) {
            return NATION_FILE;
        }
        return id < CITY_START ? PROVINCE_FILE : CITY_FILE;
    }
}
