package org.sscard.keys.model;

import java.security.MessageDigest;
import java.security.SecureRandom;
import java.util.Arrays;
import org.sscard.keys.KeyException;
import org.sscard.keys.KeyFault;

/** The clear bytes of a key, or of keys on their way through a vault; erased by {@link #close}. */
public final class KeyMaterial implements AutoCloseable {

    private final byte[] bytes;
    private volatile boolean erased;

    private KeyMaterial(byte[] bytes) {
        this.bytes = bytes;
    }

    /** Takes the array itself: the caller must not keep it. */
    public static KeyMaterial owning(byte[] bytes, MaterialAccess access) {
        if (bytes.length == 0) {
            throw new KeyException(KeyFault.KEY_INPUT_INVALID, "key material of 0 bytes");
        }
        return new KeyMaterial(bytes);
    }

    /** Copies; the caller erases its own array. */
    public static KeyMaterial copying(byte[] bytes, MaterialAccess access) {
        return owning(bytes.clone(), access);
    }

    /** A fresh key that nobody has seen. */
    public static KeyMaterial drawn(int lengthBytes, SecureRandom random) {
        byte[] bytes = new byte[lengthBytes];
        random.nextBytes(bytes);
        return new KeyMaterial(bytes);
    }

    /** The live array, not a copy, so that nothing more has to be erased: read it, do not change or keep it. */
    public byte[] bytes(MaterialAccess access) {
        if (erased) {
            throw new KeyException(KeyFault.KEY_ERASED, "key material was erased");
        }
        return bytes;
    }

    public int lengthBytes() {
        return bytes.length;
    }

    /** Constant time in the content. */
    public boolean sameAs(KeyMaterial other) {
        return MessageDigest.isEqual(bytes, other.bytes);
    }

    @Override
    public void close() {
        erased = true;
        Arrays.fill(bytes, (byte) 0);
    }

    @Override
    public String toString() {
        return "KeyMaterial[" + bytes.length + " bytes]";
    }
}
