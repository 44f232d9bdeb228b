package org.sscard.keys.hierarchy;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.IntStream;
import org.apache.commons.codec.DecoderException;
import org.apache.commons.codec.binary.Hex;
import org.jspecify.annotations.Nullable;
import org.sscard.keys.KeyException;
import org.sscard.keys.KeyFault;
import org.sscard.keys.crypto.CheckValues;
import org.sscard.keys.model.Environment;
import org.sscard.keys.model.Key;
import org.sscard.keys.model.KeyAlgorithm;
import org.sscard.keys.model.KeyId;
import org.sscard.keys.model.KeyMaterial;
import org.sscard.keys.model.KeyRef;
import org.sscard.keys.model.KeyState;
import org.sscard.keys.model.KeyUsage;
import org.sscard.keys.model.MaterialAccess;
import org.sscard.keys.model.Scope;
import org.sscard.keys.vault.KeyVault;
import org.sscard.keys.vault.KeyVault.KeyImport;
import org.sscard.keys.vault.MemoryVault;
import org.sscard.spec.layout.CardAlgorithm;
import org.sscard.spec.layout.KeyDefinition;

/**
 * The {@code keys} member of a test card image (root16, root8, named): the ministry's roots of every key, for one run of
 * a test. A key that has no root there is simply not held.
 */
public final class ImageRoots {

    private static final Set<String> MEMBERS = Set.of("root16", "root8", "named");
    private static final String NAMED = "named.";
    private static final int SHORT_KEY = 8;
    private static final int LONG_KEY = 16;

    private final JsonNode keys;
    private final List<KeyImport> imports = new ArrayList<>();

    private ImageRoots(JsonNode keys) {
        this.keys = keys;
    }

    /**
     * @throws KeyException KEY_INPUT_INVALID, naming the path that is unknown or has a wrong length
     */
    public static KeyVault open(JsonNode keys, Clock clock) {
        ImageRoots roots = new ImageRoots(keys);
        roots.checkNames();
        MemoryVault vault = new MemoryVault();
        try {
            for (CardAlgorithm family : List.of(CardAlgorithm.DES, CardAlgorithm.SM4)) {
                roots.collect(family, clock.instant());
            }
            vault.importKeys(roots.imports);
            return vault;
        } finally {
            roots.imports.forEach(imported -> imported.material().close());
        }
    }

    private void checkNames() {
        if (!keys.isObject()) {
            throw invalid("keys", "root16, root8 and named");
        }
        keys.fieldNames().forEachRemaining(name -> {
            if (!MEMBERS.contains(name)) {
                throw invalid("keys." + name, "one of root16, root8, named");
            }
        });
        keys.path("named").fieldNames().forEachRemaining(name -> {
            if (KeyTable.all().stream().noneMatch(key -> matches(key, name))) {
                throw invalid("keys.named." + name, "a key of the key table, with one of its versions");
            }
        });
    }

    /** NAME or NAME@version. */
    private static boolean matches(KeyDefinition key, String name) {
        int at = name.indexOf('@');
        String plain = at < 0 ? name : name.substring(0, at);
        boolean known = key.name().equals(plain) || key.aliases().contains(plain);
        return known
                && (at < 0
                        || IntStream.rangeClosed(1, key.versions()).anyMatch(version -> name.endsWith("@" + version)));
    }

    private void collect(CardAlgorithm family, Instant now) {
        for (KeyDefinition definition : KeyTable.all()) {
            for (int version = 1; version <= definition.versions(); version++) {
                KeyAlgorithm algorithm = KeyAlgorithm.on(family, definition.lengthBytes(family));
                Optional<String> path = path(definition, version, algorithm);
                if (path.isPresent()) {
                    root(definition, version, algorithm, path.get(), now).ifPresent(imports::add);
                }
            }
        }
    }

    /** A named root comes before the general one, a named version before a named key. */
    private Optional<String> path(KeyDefinition definition, int version, KeyAlgorithm algorithm) {
        List<String> names = new ArrayList<>(definition.aliases());
        names.add(0, definition.name());
        for (String suffix : List.of("@" + version, "")) {
            for (String name : names) {
                if (keys.path("named").has(name + suffix)) {
                    return Optional.of("named." + name + suffix);
                }
            }
        }
        String general = algorithm.lengthBytes() == SHORT_KEY ? "root8" : "root16";
        return keys.has(general) ? Optional.of(general) : Optional.empty();
    }

    /** Empty when the value has the length that this key has in the other family: 8 bytes for an STK under DES. */
    private Optional<KeyImport> root(
            KeyDefinition definition, int version, KeyAlgorithm algorithm, String path, Instant now) {
        byte[] value = value(definition, path);
        if (value.length != algorithm.lengthBytes()) {
            Arrays.fill(value, (byte) 0);
            return Optional.empty();
        }
        KeyRef ref = new KeyRef(definition.name(), version);
        KeyMaterial material = KeyMaterial.owning(value, MaterialAccess.GRANTED);
        Key key = new Key(
                new KeyId(ref.name(), ref.version(), algorithm, Scope.MINISTRY),
                KeyUsage.of(definition.type()),
                Environment.TEST,
                KeyState.ACTIVE,
                CheckValues.of(algorithm, material),
                Key.Origin.createdAndActivated("test card image", now),
                null);
        return Optional.of(new KeyImport(key, material));
    }

    private byte[] value(KeyDefinition definition, String path) {
        boolean named = path.startsWith(NAMED);
        JsonNode node = named ? keys.path("named").path(path.substring(NAMED.length())) : keys.path(path);
        Set<Integer> lengths =
                named ? Set.copyOf(definition.lengths().values()) : Set.of(path.equals("root8") ? SHORT_KEY : LONG_KEY);
        @Nullable String text = node.textValue();
        try {
            byte[] bytes = text == null ? new byte[0] : Hex.decodeHex(text);
            if (lengths.contains(bytes.length)) {
                return bytes;
            }
        } catch (DecoderException e) {
            throw invalid("keys." + path, lengths + " bytes in hex");
        }
        throw invalid("keys." + path, lengths + " bytes in hex");
    }

    private static KeyException invalid(String path, String expected) {
        return new KeyException(KeyFault.KEY_INPUT_INVALID, path + ": expected " + expected);
    }
}
