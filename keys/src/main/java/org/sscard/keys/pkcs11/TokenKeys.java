package org.sscard.keys.pkcs11;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.sscard.keys.KeyException;
import org.sscard.keys.KeyFault;
import org.sscard.keys.model.KeyAlgorithm;
import org.sscard.keys.model.KeyMaterial;
import org.sscard.keys.model.MaterialAccess;

/**
 * Keys of the card hierarchy in a token, by CKA_ID. Diversification (card-specification §5.1) is encryption inside: the
 * keys of province, city and card become objects of the token that cannot be read either. An 8-byte key K is held as
 * K‖K‖K, and its child as C‖C‖C.
 */
public final class TokenKeys {

    private static final int FACTOR = 8;
    private static final int MOST_KEPT = 4096;

    private final Token token;
    private final Map<String, Long> handles = new ConcurrentHashMap<>();
    /** Keys of provinces and cities, derived once. */
    private final Map<String, Long> derived = new HashMap<>();

    public TokenKeys(Token token) {
        this.token = token;
    }

    public Token token() {
        return token;
    }

    /**
     * Generates a key that never was outside.
     *
     * @param id CKA_ID, 16 bytes in hex
     * @throws KeyException HSM_NOT_USABLE when the token would give it out, HSM_…
     */
    public void generate(String id, String label, KeyAlgorithm algorithm) {
        TokenMechanisms.Of by = token.mechanismsOf(algorithm);
        long made = token.ask(
                (c, session) -> checked(
                        c,
                        session,
                        algorithm == KeyAlgorithm.DES
                                ? generateShort(c, session, by, lasting(by, id, label))
                                : c.generateKey(session, by.generate(), lasting(by, id, label))),
                Cryptoki::destroyObject);
        handles.put(id, made);
    }

    /**
     * Takes a key in. The caller erases the value.
     *
     * @throws KeyException HSM_NOT_USABLE when the token would give it out, HSM_…
     */
    public void create(String id, String label, KeyAlgorithm algorithm, byte[] value) {
        TokenMechanisms.Of by = token.mechanismsOf(algorithm);
        byte[] held = held(algorithm, value);
        try {
            List<Attribute> template = new ArrayList<>(lasting(by, id, label));
            template.add(Attribute.bytes(Ck.CKA_VALUE, held));
            template.removeIf(attribute -> attribute.type() == Ck.CKA_VALUE_LEN);
            long made = token.ask(
                    (c, session) -> checked(c, session, c.createObject(session, template)), Cryptoki::destroyObject);
            handles.put(id, made);
        } finally {
            Arrays.fill(held, (byte) 0);
        }
    }

    /** Whether the token holds the key. */
    public boolean holds(String id) {
        try {
            handle(id);
            return true;
        } catch (KeyException e) {
            if (e.fault() == KeyFault.HSM_KEY_MISSING) {
                return false;
            }
            throw e;
        }
    }

    /** Destroys the key and what was derived from it; nothing when it is not there. */
    public void destroy(String id) {
        if (!holds(id)) {
            return;
        }
        long handle = handle(id);
        forgetDerived();
        token.ask(
                (c, session) -> {
                    c.destroyObject(session, handle);
                    return id;
                },
                (c, session, late) -> {});
        handles.remove(id);
    }

    /** One zero block encrypted, for the check value. */
    public byte[] zeroBlock(String id, KeyAlgorithm algorithm) {
        return encrypted(handle(id), algorithm, new byte[block(algorithm)]);
    }

    /**
     * A session key of the key itself (card-specification §5.2).
     *
     * @param random at most a block, padded with 00
     */
    public KeyMaterial session(String id, KeyAlgorithm algorithm, byte[] random) {
        return owned(encrypted(handle(id), algorithm, padded(algorithm, random)));
    }

    /**
     * A session key of a key below: all keys on the way, the last included, stay in the token.
     *
     * @param factors at least one
     */
    public KeyMaterial sessionBelow(String id, KeyAlgorithm algorithm, List<byte[]> factors, byte[] random) {
        TokenMechanisms.Of by = token.mechanismsOf(algorithm);
        long parent = parent(id, algorithm, factors);
        byte[] data = derivationData(algorithm, factors.get(factors.size() - 1));
        byte[] input = padded(algorithm, random);
        return owned(token.ask(
                (c, session) -> {
                    long card = c.deriveKey(session, by.ecbEncryptData(), data, parent, passing(by));
                    try {
                        return c.encrypt(session, by.ecb(), card, input);
                    } finally {
                        c.destroyObject(session, card);
                    }
                },
                (c, session, late) -> Arrays.fill(late, (byte) 0)));
    }

    /** A key below, in the clear: all keys above it stay in the token. The caller erases it. */
    public KeyMaterial below(String id, KeyAlgorithm algorithm, List<byte[]> factors) {
        byte[] last = factors.get(factors.size() - 1);
        byte[] data = algorithm == KeyAlgorithm.DES ? last : withComplement(last);
        return owned(encrypted(parent(id, algorithm, factors), algorithm, data));
    }

    /** A token that says it is sensitive and gives it out all the same is of no use. */
    static void requireUnreadable(Cryptoki cryptoki, long session, long key) {
        try {
            Arrays.fill(cryptoki.attribute(session, key, Ck.CKA_VALUE), (byte) 0);
        } catch (CryptokiException refused) {
            if (refused.returnValue() == Ck.CKR_ATTRIBUTE_SENSITIVE
                    || refused.returnValue() == Ck.CKR_ATTRIBUTE_TYPE_INVALID) {
                return;
            }
            throw refused;
        }
        cryptoki.destroyObject(session, key);
        throw new KeyException(KeyFault.HSM_NOT_USABLE, "the token gives its keys out");
    }

    /** Labels and check values of keys in the token that {@code known} does not name: left by a write that was cut. */
    public List<String> strangers(String labelPrefix, List<String> known) {
        return token.ask(
                (c, session) -> {
                    List<String> found = new ArrayList<>();
                    for (long object : c.find(
                            session,
                            List.of(
                                    Attribute.number(Ck.CKA_CLASS, Ck.CKO_SECRET_KEY),
                                    Attribute.flag(Ck.CKA_TOKEN, true)))) {
                        String label = new String(c.attribute(session, object, Ck.CKA_LABEL), StandardCharsets.UTF_8);
                        String id = HexFormat.of().withUpperCase().formatHex(c.attribute(session, object, Ck.CKA_ID));
                        if (label.startsWith(labelPrefix) && !known.contains(id)) {
                            found.add(label + " " + id);
                        }
                    }
                    return found;
                },
                (c, session, late) -> {});
    }

    private static long checked(Cryptoki cryptoki, long session, long made) {
        requireUnreadable(cryptoki, session, made);
        return made;
    }

    /** K‖K‖K of a random K: what a throw-away key makes of three equal blocks. */
    private static long generateShort(Cryptoki c, long session, TokenMechanisms.Of by, List<Attribute> template) {
        long seed = c.generateKey(session, by.generate(), passing(by));
        try {
            byte[] three = new byte[3 * FACTOR];
            return c.deriveKey(session, by.ecbEncryptData(), three, seed, template);
        } finally {
            c.destroyObject(session, seed);
        }
    }

    private byte[] encrypted(long key, KeyAlgorithm algorithm, byte[] data) {
        long ecb = token.mechanismsOf(algorithm).ecb();
        return token.ask(
                (c, session) -> c.encrypt(session, ecb, key, data), (c, session, late) -> Arrays.fill(late, (byte) 0));
    }

    /** The key above the last one. */
    private long parent(String id, KeyAlgorithm algorithm, List<byte[]> factors) {
        long current = handle(id);
        StringBuilder path = new StringBuilder(id);
        for (byte[] factor : factors.subList(0, factors.size() - 1)) {
            path.append('/').append(HexFormat.of().formatHex(factor));
            current = kept(path.toString(), algorithm, current, factor);
        }
        return current;
    }

    private long kept(String path, KeyAlgorithm algorithm, long parent, byte[] factor) {
        TokenMechanisms.Of by = token.mechanismsOf(algorithm);
        byte[] data = derivationData(algorithm, factor);
        synchronized (derived) {
            Long known = derived.get(path);
            if (known != null) {
                return known;
            }
            if (derived.size() >= MOST_KEPT) {
                throw new KeyException(KeyFault.HSM_REFUSED, "more than " + MOST_KEPT + " keys of regions are in use");
            }
            long fresh = token.keep(
                    (c, session) -> c.deriveKey(session, by.ecbEncryptData(), data, parent, passing(by)),
                    Cryptoki::destroyObject);
            derived.put(path, fresh);
            return fresh;
        }
    }

    private void forgetDerived() {
        List<Long> all;
        synchronized (derived) {
            all = List.copyOf(derived.values());
            derived.clear();
        }
        token.keep(
                (c, session) -> {
                    all.forEach(object -> c.destroyObject(session, object));
                    return all.size();
                },
                (c, session, late) -> {});
    }

    private long handle(String id) {
        Long known = handles.get(id);
        if (known != null) {
            return known;
        }
        List<Attribute> wanted = List.of(
                Attribute.number(Ck.CKA_CLASS, Ck.CKO_SECRET_KEY),
                Attribute.bytes(Ck.CKA_ID, HexFormat.of().parseHex(id)));
        List<Long> found = token.ask((c, session) -> c.find(session, wanted), (c, session, late) -> {});
        if (found.size() != 1) {
            throw new KeyException(KeyFault.HSM_KEY_MISSING, "with CKA_ID " + id);
        }
        handles.put(id, found.get(0));
        return found.get(0);
    }

    private static List<Attribute> lasting(TokenMechanisms.Of by, String id, String label) {
        List<Attribute> template = new ArrayList<>(common(by, true));
        template.add(Attribute.text(Ck.CKA_LABEL, label));
        template.add(Attribute.bytes(Ck.CKA_ID, HexFormat.of().parseHex(id)));
        return template;
    }

    private static List<Attribute> passing(TokenMechanisms.Of by) {
        return common(by, false);
    }

    private static List<Attribute> common(TokenMechanisms.Of by, boolean lasting) {
        List<Attribute> template = new ArrayList<>(List.of(
                Attribute.number(Ck.CKA_CLASS, Ck.CKO_SECRET_KEY),
                Attribute.number(Ck.CKA_KEY_TYPE, by.keyType()),
                Attribute.flag(Ck.CKA_TOKEN, lasting),
                Attribute.flag(Ck.CKA_PRIVATE, true),
                Attribute.flag(Ck.CKA_SENSITIVE, true),
                Attribute.flag(Ck.CKA_EXTRACTABLE, false),
                Attribute.flag(Ck.CKA_ENCRYPT, true),
                Attribute.flag(Ck.CKA_DERIVE, true)));
        if (by.keyType() == Ck.CKK_AES) {
            template.add(Attribute.number(Ck.CKA_VALUE_LEN, 2L * FACTOR));
        }
        return template;
    }

    private static byte[] derivationData(KeyAlgorithm algorithm, byte[] factor) {
        if (algorithm != KeyAlgorithm.DES) {
            return withComplement(factor);
        }
        return repeated(factor);
    }

    /** What the token holds: odd parity for DES, which some tokens insist on and no result depends on. */
    private static byte[] held(KeyAlgorithm algorithm, byte[] value) {
        byte[] held = algorithm == KeyAlgorithm.DES ? repeated(value) : value.clone();
        if (algorithm != KeyAlgorithm.SM4) {
            for (int i = 0; i < held.length; i++) {
                held[i] ^= (byte) (Integer.bitCount(held[i] & 0xFF) + 1 & 1);
            }
        }
        return held;
    }

    private static byte[] repeated(byte[] eight) {
        byte[] three = new byte[3 * FACTOR];
        for (int i = 0; i < three.length; i++) {
            three[i] = eight[i % FACTOR];
        }
        return three;
    }

    private static byte[] withComplement(byte[] factor) {
        byte[] block = Arrays.copyOf(factor, 2 * FACTOR);
        for (int i = 0; i < FACTOR; i++) {
            block[FACTOR + i] = (byte) ~factor[i];
        }
        return block;
    }

    private static byte[] padded(KeyAlgorithm algorithm, byte[] random) {
        if (random.length > block(algorithm)) {
            throw new KeyException(KeyFault.KEY_INPUT_INVALID, "random of " + random.length + " bytes");
        }
        return Arrays.copyOf(random, block(algorithm));
    }

    private static int block(KeyAlgorithm algorithm) {
        return algorithm == KeyAlgorithm.SM4 ? 2 * FACTOR : FACTOR;
    }

    private static KeyMaterial owned(byte[] bytes) {
        return KeyMaterial.owning(bytes, MaterialAccess.GRANTED);
    }
}
