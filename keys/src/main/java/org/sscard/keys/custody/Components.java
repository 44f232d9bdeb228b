package org.sscard.keys.custody;

import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.List;
import org.sscard.keys.KeyException;
import org.sscard.keys.KeyFault;
import org.sscard.keys.crypto.CheckValues;
import org.sscard.keys.model.CheckValue;
import org.sscard.keys.model.KeyAlgorithm;
import org.sscard.keys.model.KeyMaterial;
import org.sscard.keys.model.MaterialAccess;

/**
 * A key in components of its own length, whose XOR it is: all are needed. Each component carries the check value that
 * it has as a key of this algorithm, so that its custodian can check it alone.
 */
public final class Components {

    private static final int FEWEST = 2;
    private static final int MOST = 9;

    /** @param material the caller erases it */
    public record Component(KeyMaterial material, CheckValue checkValue) implements AutoCloseable {

        @Override
        public void close() {
            material.close();
        }
    }

    private Components() {}

    /** @throws KeyException KEY_INPUT_INVALID outside 2 to 9 components, or for a key of another length */
    public static List<Component> split(KeyAlgorithm algorithm, KeyMaterial key, int count, SecureRandom random) {
        requireCount(count);
        requireLength(algorithm, key);
        byte[] last = key.bytes(MaterialAccess.GRANTED).clone();
        List<Component> components = new ArrayList<>();
        for (int i = 1; i < count; i++) {
            byte[] bytes = new byte[last.length];
            random.nextBytes(bytes);
            xor(last, bytes);
            components.add(component(algorithm, bytes));
        }
        components.add(component(algorithm, last));
        return components;
    }

    /**
     * The key of these components; the caller erases it.
     *
     * @param expected the key's own check value
     * @throws KeyException KEY_CHECK_VALUE_WRONG when a component or the key does not have its check value: the detail
     *     names which; KEY_INPUT_INVALID
     */
    public static KeyMaterial join(KeyAlgorithm algorithm, List<Component> components, CheckValue expected) {
        requireCount(components.size());
        byte[] joined = new byte[algorithm.lengthBytes()];
        for (int i = 0; i < components.size(); i++) {
            Component component = components.get(i);
            requireLength(algorithm, component.material());
            requireCheckValue(algorithm, component.material(), component.checkValue(), "component " + (i + 1));
            xor(joined, component.material().bytes(MaterialAccess.GRANTED));
        }
        KeyMaterial key = KeyMaterial.owning(joined, MaterialAccess.GRANTED);
        try {
            requireCheckValue(algorithm, key, expected, "the key of these components");
            return key;
        } catch (KeyException e) {
            key.close();
            throw e;
        }
    }

    private static Component component(KeyAlgorithm algorithm, byte[] bytes) {
        KeyMaterial material = KeyMaterial.owning(bytes, MaterialAccess.GRANTED);
        return new Component(material, CheckValues.of(algorithm, material));
    }

    private static void requireCheckValue(
            KeyAlgorithm algorithm, KeyMaterial material, CheckValue expected, String what) {
        if (!CheckValues.of(algorithm, material).equals(expected)) {
            throw new KeyException(KeyFault.KEY_CHECK_VALUE_WRONG, what);
        }
    }

    private static void requireCount(int count) {
        if (count < FEWEST || count > MOST) {
            throw new KeyException(KeyFault.KEY_INPUT_INVALID, count + " components; 2 to 9");
        }
    }

    private static void requireLength(KeyAlgorithm algorithm, KeyMaterial material) {
        if (material.lengthBytes() != algorithm.lengthBytes()) {
            throw new KeyException(
                    KeyFault.KEY_INPUT_INVALID, algorithm + " components have " + algorithm.lengthBytes() + " bytes");
        }
    }

    private static void xor(byte[] into, byte[] bytes) {
        for (int i = 0; i < into.length; i++) {
            into[i] ^= bytes[i];
        }
    }
}
