package org.sscard.keys.custody;

import java.util.Arrays;
import java.util.List;
import org.sscard.keys.KeyException;
import org.sscard.keys.KeyFault;
import org.sscard.keys.model.KeyMaterial;
import org.sscard.keys.model.MaterialAccess;

/** A transport key between two houses, told to several persons as components of its own length whose XOR it is. */
public final class ClearComponents {

    private ClearComponents() {}

    /** What one person is told; the caller erases it. */
    public static byte[] told(KeyMaterial component) {
        return component.bytes(MaterialAccess.GRANTED).clone();
    }

    /** The component that makes up the whole with this one; the caller erases it. */
    public static byte[] missing(KeyMaterial whole, KeyMaterial component) {
        byte[] rest = told(component);
        xor(rest, whole.bytes(MaterialAccess.GRANTED));
        return rest;
    }

    /** The key of one or more components, which are erased; the caller erases the key. */
    public static KeyMaterial join(List<byte[]> components) {
        byte[] key = new byte[components.get(0).length];
        for (byte[] component : components) {
            xor(key, component);
            Arrays.fill(component, (byte) 0);
        }
        return KeyMaterial.owning(key, MaterialAccess.GRANTED);
    }

    private static void xor(byte[] into, byte[] bytes) {
        if (bytes.length != into.length) {
            throw new KeyException(KeyFault.KEY_INPUT_INVALID, "components of different lengths");
        }
        for (int i = 0; i < into.length; i++) {
            into[i] ^= bytes[i];
        }
    }
}
