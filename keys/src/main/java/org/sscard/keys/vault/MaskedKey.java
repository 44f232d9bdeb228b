package org.sscard.keys.vault;

import java.security.SecureRandom;
import java.util.Arrays;
import org.sscard.keys.KeyException;
import org.sscard.keys.KeyFault;
import org.sscard.keys.model.KeyMaterial;
import org.sscard.keys.model.MaterialAccess;

/**
 * A key of an open vault between two steps: under a random pad of its own, so that its bytes are in no heap dump, core or
 * swap that is taken then (issuing and keys §2). Clear for the length of a step only.
 */
final class MaskedKey implements AutoCloseable {

    private final byte[] masked;
    private final byte[] pad;
    private volatile boolean erased;

    private MaskedKey(byte[] masked, byte[] pad) {
        this.masked = masked;
        this.pad = pad;
    }

    /** Copies; the caller erases the material. */
    static MaskedKey of(KeyMaterial material, SecureRandom random) {
        byte[] value = material.bytes(MaterialAccess.GRANTED);
        byte[] pad = new byte[value.length];
        random.nextBytes(pad);
        return new MaskedKey(combined(value, pad), pad);
    }

    /** The caller erases it. */
    KeyMaterial open() {
        if (erased) {
            throw new KeyException(KeyFault.KEY_ERASED, "key material was erased");
        }
        return KeyMaterial.owning(combined(masked, pad), MaterialAccess.GRANTED);
    }

    @Override
    public void close() {
        erased = true;
        Arrays.fill(masked, (byte) 0);
        Arrays.fill(pad, (byte) 0);
    }

    private static byte[] combined(byte[] one, byte[] other) {
        byte[] combined = new byte[one.length];
        for (int i = 0; i < combined.length; i++) {
            combined[i] = (byte) (one[i] ^ other[i]);
        }
        return combined;
    }
}
