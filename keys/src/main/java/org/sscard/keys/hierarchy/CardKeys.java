package org.sscard.keys.hierarchy;

import java.security.MessageDigest;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.function.BiFunction;
import org.sscard.keys.KeyException;
import org.sscard.keys.KeyFault;
import org.sscard.keys.crypto.AuthenticationCode;
import org.sscard.keys.crypto.CipherSuite;
import org.sscard.keys.crypto.MedicalTransaction;
import org.sscard.keys.crypto.SecureMessaging;
import org.sscard.keys.model.KeyMaterial;
import org.sscard.keys.model.KeyRef;
import org.sscard.keys.model.KeyUsage;
import org.sscard.keys.model.MaterialAccess;
import org.sscard.keys.vault.CardKey;
import org.sscard.spec.layout.CardAlgorithm;
import org.sscard.spec.layout.KeyDefinition;
import org.sscard.spec.layout.KeySlot;
import org.sscard.spec.layout.PinRule;

/**
 * The keys of one card. Answers cryptograms, MACs and encrypted key data; no material comes out. {@link #close} erases
 * what was derived. One thread at a time.
 *
 * <p>A challenge of the card is 8 bytes and good for one command. Every method throws {@link KeyException}:
 * KEY_USAGE_REFUSED when the key is for something else, KEY_INPUT_INVALID for wrong lengths, KEY_NOT_FOUND,
 * KEY_NOT_ACTIVE, KEY_ERASED after {@link #close}.
 */
public final class CardKeys implements AutoCloseable {

    private static final int CHALLENGE = 8;
    private static final byte[] LOAD_KEY = {(byte) 0x84, (byte) 0xD4, 0x00, 0x00};
    private static final byte[] UPDATE_KEY = {(byte) 0x84, (byte) 0xD4, 0x01, 0x00};
    private static final byte[] CHANGE_PIN = {(byte) 0x84, 0x24, 0x00, 0x01};
    private static final KeyRef IRK = KeyRef.of("IRK");
    private static final KeyRef DTK = KeyRef.of("DTK");

    private final CipherSuite suite;
    private final CardKeySource source;
    private final String origin;
    private final Map<KeyRef, CardKey> derived = new HashMap<>();
    private boolean closed;

    /** @param origin what these keys are known by, no secret */
    CardKeys(CipherSuite suite, CardKeySource source, String origin) {
        this.suite = suite;
        this.source = source;
        this.origin = origin;
    }

    public CardAlgorithm algorithm() {
        return suite.family();
    }

    /** Whether this key is there: in a vault itself, or one that it descends from. */
    public boolean holds(KeyRef ref) {
        return source.holds(ref);
    }

    /**
     * The cryptogram of EXTERNAL AUTHENTICATION (§5.2).
     *
     * @param challenge answer of GET CHALLENGE, 8 bytes
     * @param terminalData 8 bytes that are sent beside the cryptogram
     * @return 8 bytes
     */
    public byte[] externalAuthentication(KeyRef key, byte[] challenge, byte[] terminalData) {
        Set<KeyUsage> permitted = EnumSet.of(KeyUsage.EXTERNAL_AUTHENTICATION, KeyUsage.MASTER, KeyUsage.TRANSPORT);
        return inSession(key, permitted, challenge(challenge), (s, session) -> s.cryptogram(session, terminalData));
    }

    /**
     * What a genuine card answers to INTERNAL AUTHENTICATION (§5.2).
     *
     * @param random first 8 bytes of the command's data
     * @param data the next 8 bytes
     * @return 8 bytes
     */
    public byte[] internalAuthentication(KeyRef key, byte[] random, byte[] data) {
        Set<KeyUsage> permitted = EnumSet.of(KeyUsage.INTERNAL_AUTHENTICATION);
        return inSession(key, permitted, challenge(random), (s, session) -> s.cryptogram(session, data));
    }

    /**
     * The cryptogram of either authentication, as the key's usage is (§5.2).
     *
     * @param random 8 bytes: the card's challenge, or the random sent to it
     * @param data 8 bytes that are encrypted
     * @return 8 bytes
     */
    public byte[] authentication(KeyRef key, byte[] random, byte[] data) {
        return usage(key) == KeyUsage.INTERNAL_AUTHENTICATION
                ? internalAuthentication(key, random, data)
                : externalAuthentication(key, random, data);
    }

    /**
     * The last 4 bytes of the card identification code, element 01 (§3).
     *
     * @param first12Bytes region ‖ D156000005 ‖ serial
     */
    public byte[] authenticationCode(byte[] first12Bytes) {
        return AuthenticationCode.of(suite, material(IRK), first12Bytes);
    }

    /**
     * The data field of LOAD KEY, {@code 84 D4 00 00} (§7.1): Enc(LD ‖ type ‖ id ‖ version ‖ algorithm ‖ retry ‖ key) ‖
     * MAC. An MK is loaded under its parent directory's MK, the MF's under {@link KeyRef#TRANSPORT}.
     */
    public byte[] loadKey(KeyRef loadedUnder, KeyRef toLoad, byte[] challenge) {
        return keyData(LOAD_KEY, loadedUnder, toLoad, challenge);
    }

    /** The data field of UPDATE KEY, {@code 84 D4 01 00}: replaces the value of a key that the card has. */
    public byte[] updateKey(KeyRef loadedUnder, KeyRef toLoad, byte[] challenge) {
        return keyData(UPDATE_KEY, loadedUnder, toLoad, challenge);
    }

    /**
     * The data field of LOAD KEY for the holder's PIN (type 07, id 00, F-padded to 8 bytes).
     *
     * @param digits 4 to 16 ASCII digits; erased here whatever happens
     */
    public byte[] loadPin(KeyRef loadedUnder, byte[] digits, byte[] challenge) {
        PinRule rule = KeyTable.pin();
        byte[] pin = PinBytes.padded(digits, rule.storedLength());
        try {
            return protectedValue(
                    LOAD_KEY, loadedUnder, challenge, PinBytes.TYPE, new KeySlot(rule.id(), 1), rule.retryLimit(), pin);
        } finally {
            Arrays.fill(pin, (byte) 0);
        }
    }

    /**
     * The data field of PIN CHANGE, {@code 84 24 00 01} (§5.3): Enc(LD ‖ PIN) ‖ MAC under STK.
     *
     * @param digits 4 to 16 ASCII digits; erased here whatever happens
     */
    public byte[] reloadPin(KeyRef stk, byte[] digits, byte[] challenge) {
        byte[] pin = PinBytes.packed(digits);
        try {
            return inSession(
                    stk,
                    EnumSet.of(KeyUsage.SECURE_MESSAGING),
                    challenge(challenge),
                    (s, session) -> SecureMessaging.protect(s, session, CHANGE_PIN, pin));
        } finally {
            Arrays.fill(pin, (byte) 0);
        }
    }

    /**
     * The 4-byte MAC of a command under secure messaging (§5.3); Lc, MAC included, is counted here.
     *
     * @param header CLA INS P1 P2
     * @param data the command's data before the MAC, may be empty
     */
    public byte[] secureMac(KeyRef stk, byte[] challenge, byte[] header, byte[] data) {
        return inSession(
                stk,
                EnumSet.of(KeyUsage.SECURE_MESSAGING),
                challenge(challenge),
                (s, session) -> SecureMessaging.mac(s, session, header, data));
    }

    /**
     * The data field of a command under secure messaging (§5.3): the data, or Enc(LD ‖ data), and the MAC.
     *
     * @param header CLA INS P1 P2
     */
    public byte[] secureData(KeyRef stk, byte[] challenge, byte[] header, byte[] data, boolean encrypted) {
        return inSession(
                stk,
                EnumSet.of(KeyUsage.SECURE_MESSAGING),
                challenge(challenge),
                (s, session) -> encrypted
                        ? SecureMessaging.protect(s, session, header, data)
                        : SecureMessaging.withMac(s, session, header, data));
    }

    /**
     * MAC1 of DEBIT FOR PURCHASE (§5.4), as a PSAM would make it.
     *
     * @param keyIndex 1 to 3
     * @param cardRandom 4 bytes from INITIALIZE
     */
    public byte[] purchaseMac1(
            int keyIndex, byte[] cardRandom, int cardSequence, MedicalTransaction.Purchase purchase) {
        byte[] random = purchase.sessionInput(cardRandom, cardSequence);
        return inSession(
                new KeyRef("DPK", keyIndex),
                EnumSet.of(KeyUsage.PURCHASE),
                random,
                (s, session) -> s.mac(session, purchase.mac1Message()));
    }

    public boolean verifyPurchaseMac2(
            int keyIndex, byte[] cardRandom, int cardSequence, MedicalTransaction.Purchase purchase, byte[] mac2) {
        byte[] random = purchase.sessionInput(cardRandom, cardSequence);
        byte[] expected = inSession(
                new KeyRef("DPK", keyIndex),
                EnumSet.of(KeyUsage.PURCHASE),
                random,
                (s, session) -> s.mac(session, purchase.mac2Message()));
        return MessageDigest.isEqual(expected, mac2);
    }

    public boolean verifyLoadMac1(int keyIndex, byte[] cardRandom, MedicalTransaction.Load load, byte[] mac1) {
        byte[] expected = inSession(
                new KeyRef("DLK", keyIndex),
                EnumSet.of(KeyUsage.LOAD),
                load.sessionInput(cardRandom, load.cardSequence()),
                (s, session) -> s.mac(session, load.mac1Message()));
        return MessageDigest.isEqual(expected, mac1);
    }

    /** MAC2 of CREDIT FOR LOAD (§5.4). */
    public byte[] loadMac2(int keyIndex, byte[] cardRandom, MedicalTransaction.Load load) {
        return inSession(
                new KeyRef("DLK", keyIndex),
                EnumSet.of(KeyUsage.LOAD),
                load.sessionInput(cardRandom, load.cardSequence()),
                (s, session) -> s.mac(session, load.mac2Message()));
    }

    /** Whether this card made the TAC (§5.4); constant time. */
    public boolean verifyTac(MedicalTransaction transaction, byte[] tac) {
        byte[] tacKey = suite.tacKey(material(DTK).bytes(MaterialAccess.GRANTED));
        try {
            return MessageDigest.isEqual(suite.mac(tacKey, transaction.tacMessage()), tac);
        } finally {
            Arrays.fill(tacKey, (byte) 0);
        }
    }

    @Override
    public void close() {
        closed = true;
        derived.values().forEach(CardKey::close);
        derived.clear();
        source.close();
        suite.forgetKeys();
    }

    /** Nothing of a key: a card is known by its region and algorithm here. */
    @Override
    public String toString() {
        return "CardKeys[" + origin + ", " + algorithm() + "]";
    }

    private byte[] keyData(byte[] header, KeyRef loadedUnder, KeyRef toLoad, byte[] challenge) {
        KeyDefinition definition = KeyTable.definition(toLoad);
        return protectedValue(
                header,
                loadedUnder,
                challenge,
                definition.type().code(),
                KeyTable.slot(toLoad),
                definition.retryByte(),
                material(toLoad).bytes(MaterialAccess.GRANTED));
    }

    private byte[] protectedValue(
            byte[] header, KeyRef loadedUnder, byte[] challenge, int type, KeySlot slot, int retry, byte[] value) {
        byte[] plain = new byte[5 + value.length];
        plain[0] = (byte) type;
        plain[1] = (byte) slot.id();
        plain[2] = (byte) slot.version();
        plain[3] = (byte) algorithm().code();
        plain[4] = (byte) retry;
        System.arraycopy(value, 0, plain, 5, value.length);
        try {
            return inSession(
                    loadedUnder,
                    EnumSet.of(KeyUsage.MASTER, KeyUsage.TRANSPORT),
                    challenge(challenge),
                    (s, session) -> SecureMessaging.protect(s, session, header, plain));
        } finally {
            Arrays.fill(plain, (byte) 0);
        }
    }

    private byte[] inSession(
            KeyRef key, Set<KeyUsage> permitted, byte[] random, BiFunction<CipherSuite, byte[], byte[]> step) {
        if (!permitted.contains(usage(key))) {
            throw new KeyException(KeyFault.KEY_USAGE_REFUSED, key + " is for " + usage(key));
        }
        if (key.equals(KeyRef.TRANSPORT)) {
            return inTransportSession(random, step);
        }
        try (KeyMaterial session = cardKey(key).session(random)) {
            return step.apply(suite, session.bytes(MaterialAccess.GRANTED));
        }
    }

    private byte[] inTransportSession(byte[] random, BiFunction<CipherSuite, byte[], byte[]> step) {
        requireOpen();
        CardKeySource.TransportSession transport = source.transportSession(random);
        try (KeyMaterial session = transport.session()) {
            return step.apply(transport.suite(), session.bytes(MaterialAccess.GRANTED));
        }
    }

    private static KeyUsage usage(KeyRef key) {
        return key.equals(KeyRef.TRANSPORT)
                ? KeyUsage.TRANSPORT
                : KeyUsage.of(KeyTable.definition(key).type());
    }

    /** Alive as long as these keys are. */
    private KeyMaterial material(KeyRef ref) {
        return cardKey(ref).material();
    }

    private CardKey cardKey(KeyRef ref) {
        requireOpen();
        CardKey known = derived.get(ref);
        if (known != null) {
            return known;
        }
        CardKey fresh = source.cardKey(ref);
        derived.put(ref, fresh);
        return fresh;
    }

    private void requireOpen() {
        if (closed) {
            throw new KeyException(KeyFault.KEY_ERASED, "the keys of this card were closed");
        }
    }

    private static byte[] challenge(byte[] challenge) {
        if (challenge.length != CHALLENGE) {
            throw new KeyException(KeyFault.KEY_INPUT_INVALID, "challenge of " + challenge.length + " bytes");
        }
        return challenge;
    }
}
