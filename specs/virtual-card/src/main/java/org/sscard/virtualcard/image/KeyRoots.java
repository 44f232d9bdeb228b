package org.sscard.virtualcard.image;

import java.util.Optional;
import java.util.Set;
import org.sscard.spec.layout.CardAlgorithm;
import org.sscard.spec.layout.CardLayout;
import org.sscard.spec.layout.KeyDefinition;

/**
 * The {@code keys} of an image: the undiversified root of every key. A named root comes before {@code root16} or
 * {@code root8}; {@code NAME@2} is the root of version 2 alone.
 */
public final class KeyRoots {

    private static final String MASTER_KEY = "MK";
    private static final int DES_STK_LENGTH = 8;
    private static final int KEY_LENGTH = 16;

    private final ImageNode keys;
    private final CardLayout layout;
    private final CardAlgorithm algorithm;

    private KeyRoots(ImageNode keys, CardLayout layout, CardAlgorithm algorithm) {
        this.keys = keys;
        this.layout = layout;
        this.algorithm = algorithm;
    }

    /** Checks names and lengths at once, so that a wrong one is reported although nobody uses it. */
    public static KeyRoots of(ImageNode keys, CardLayout layout, CardAlgorithm algorithm) {
        keys.allow(Set.of("root16", "root8", "named"));
        keys.find("root16").ifPresent(root -> root.hex(KEY_LENGTH));
        keys.find("root8").ifPresent(root -> root.hex(DES_STK_LENGTH));
        KeyRoots roots = new KeyRoots(keys, layout, algorithm);
        keys.find("named").ifPresent(named -> named.members().forEach(roots::checkNamed));
        return roots;
    }

    private void checkNamed(String name, ImageNode value) {
        int at = name.indexOf('@');
        String keyName = at < 0 ? name : name.substring(0, at);
        KeyDefinition key = keyName.equals(MASTER_KEY)
                ? layout.masterKey("MF")
                : layout.findKey(keyName).orElseThrow(() -> value.error("unknown name"));
        if (at >= 0) {
            String version = name.substring(at + 1);
            boolean known = key.slots().stream()
                    .anyMatch(slot -> Integer.toString(slot.version()).equals(version));
            if (!known) {
                throw value.error("the key has no such version");
            }
        }
        value.hex(key.lengthBytes(algorithm));
    }

    /** The root of one version of a key. */
    public byte[] root(KeyDefinition key, int version) {
        return named(key.name(), version)
                .or(() -> key.aliases().stream()
                        .flatMap(alias -> named(alias, version).stream())
                        .findFirst())
                .orElseGet(() -> general(key.lengthBytes(algorithm)));
    }

    private Optional<byte[]> named(String name, int version) {
        return keys.find("named")
                .flatMap(named -> named.find(name + "@" + version).or(() -> named.find(name)))
                .map(ImageNode::hex);
    }

    private byte[] general(int length) {
        return length == DES_STK_LENGTH
                ? keys.get("root8").hex(DES_STK_LENGTH)
                : keys.get("root16").hex(KEY_LENGTH);
    }
}
