package org.sscard.keys.crypto;

import java.security.GeneralSecurityException;
import java.util.Optional;
import javax.crypto.AEADBadTagException;
import javax.crypto.Cipher;
import javax.crypto.Mac;
import javax.crypto.SecretKey;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.SecretKeySpec;
import org.sscard.keys.model.KeyMaterial;
import org.sscard.keys.model.MaterialAccess;

/**
 * A key of 32 bytes that guards data at rest: AES-256-GCM or HMAC-SHA-256, as its owner's purpose says. It lives as long as
 * the service that uses it. Safe for several threads.
 */
public final class DataKey {

    public static final int NONCE_BYTES = 12;
    public static final int TAG_BYTES = 16;

    private static final String HMAC = "HmacSHA256";
    private static final String GCM = "AES/GCM/NoPadding";

    private final SecretKey key;

    private DataKey(byte[] key) {
        this.key = new SecretKeySpec(key, "AES");
    }

    /** @param material erased by whoever gave it */
    public static DataKey of(KeyMaterial material) {
        return new DataKey(material.bytes(MaterialAccess.GRANTED));
    }

    /** Another key, for one use that the label names: HMAC-SHA-256 of the label. */
    public DataKey derived(byte[] label) {
        return new DataKey(hmac(label));
    }

    /** 32 bytes. */
    public byte[] hmac(byte[] data) {
        try {
            Mac mac = Mac.getInstance(HMAC);
            mac.init(key);
            return mac.doFinal(data);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("HMAC-SHA-256 belongs to every JDK", e);
        }
    }

    /** HMAC-SHA-256 of what comes piece by piece, 32 bytes in the end. One thread at a time. */
    public Mac hmac() {
        try {
            Mac mac = Mac.getInstance(HMAC);
            mac.init(key);
            return mac;
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("HMAC-SHA-256 belongs to every JDK", e);
        }
    }

    /**
     * @param nonce 12 bytes, never used twice with this key
     * @return ciphertext and tag (16 bytes)
     */
    public byte[] encrypt(byte[] nonce, byte[] bound, byte[] clear) {
        try {
            return gcm(Cipher.ENCRYPT_MODE, nonce, bound, clear);
        } catch (AEADBadTagException e) {
            throw new IllegalStateException("encryption checks no tag", e);
        }
    }

    /** Empty when this is not what was encrypted, or not with this nonce and these bound bytes. */
    public Optional<byte[]> decrypt(byte[] nonce, byte[] bound, byte[] sealed) {
        try {
            return Optional.of(gcm(Cipher.DECRYPT_MODE, nonce, bound, sealed));
        } catch (AEADBadTagException e) {
            return Optional.empty();
        }
    }

    private byte[] gcm(int mode, byte[] nonce, byte[] bound, byte[] data) throws AEADBadTagException {
        try {
            Cipher cipher = Cipher.getInstance(GCM);
            cipher.init(mode, key, new GCMParameterSpec(8 * TAG_BYTES, nonce));
            cipher.updateAAD(bound);
            return cipher.doFinal(data);
        } catch (AEADBadTagException e) {
            throw e;
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("AES-GCM belongs to every JDK", e);
        }
    }
}
