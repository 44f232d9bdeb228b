package org.sscard.keys.crypto;

import java.security.GeneralSecurityException;
import javax.crypto.AEADBadTagException;
import javax.crypto.Cipher;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.IvParameterSpec;
import javax.crypto.spec.SecretKeySpec;
import org.bouncycastle.crypto.engines.AESEngine;
import org.bouncycastle.crypto.macs.CMac;
import org.bouncycastle.crypto.params.KeyParameter;
import org.jspecify.annotations.Nullable;
import org.sscard.keys.KeyException;
import org.sscard.keys.KeyFault;

/** AES for what surrounds card keys: key blocks, check values, PIN blocks and the vault file. */
public final class AesCipher {

    public static final int GCM_NONCE = 12;
    public static final int GCM_TAG = 16;

    public static final int BLOCK = 16;

    private AesCipher() {}

    public static byte[] encrypt(byte[] key, byte[] blocks) {
        Blocks.requireWholeBlocks(blocks, BLOCK);
        return run("AES/ECB/NoPadding", Cipher.ENCRYPT_MODE, key, null, blocks);
    }

    public static byte[] encryptCbc(byte[] key, byte[] iv, byte[] blocks) {
        Blocks.requireWholeBlocks(blocks, BLOCK);
        return run("AES/CBC/NoPadding", Cipher.ENCRYPT_MODE, key, iv, blocks);
    }

    public static byte[] decryptCbc(byte[] key, byte[] iv, byte[] blocks) {
        Blocks.requireWholeBlocks(blocks, BLOCK);
        return run("AES/CBC/NoPadding", Cipher.DECRYPT_MODE, key, iv, blocks);
    }

    /** AES-CMAC (NIST SP 800-38B), 16 bytes. */
    public static byte[] cmac(byte[] key, byte[] message) {
        CMac cmac = new CMac(AESEngine.newInstance());
        cmac.init(new KeyParameter(key));
        cmac.update(message, 0, message.length);
        byte[] mac = new byte[BLOCK];
        cmac.doFinal(mac, 0);
        return mac;
    }

    /** AES-GCM: ciphertext ‖ tag of 16 bytes. */
    public static byte[] sealGcm(byte[] key, byte[] nonce, byte[] associated, byte[] plain) {
        try {
            return gcm(Cipher.ENCRYPT_MODE, key, nonce, associated).doFinal(plain);
        } catch (GeneralSecurityException e) {
            throw unexpected(e);
        }
    }

    /** @throws AEADBadTagException when ciphertext, nonce or associated data were changed, or the key is another */
    public static byte[] openGcm(byte[] key, byte[] nonce, byte[] associated, byte[] sealed)
            throws AEADBadTagException {
        try {
            return gcm(Cipher.DECRYPT_MODE, key, nonce, associated).doFinal(sealed);
        } catch (AEADBadTagException e) {
            throw e;
        } catch (GeneralSecurityException e) {
            throw unexpected(e);
        }
    }

    private static Cipher gcm(int mode, byte[] key, byte[] nonce, byte[] associated) throws GeneralSecurityException {
        Cipher cipher = Cipher.getInstance("AES/GCM/NoPadding");
        cipher.init(mode, new SecretKeySpec(key, "AES"), new GCMParameterSpec(8 * GCM_TAG, nonce));
        cipher.updateAAD(associated);
        return cipher;
    }

    // Single blocks and CBC are what check values, PIN block format 4 and key blocks are defined with.
    @SuppressWarnings("InsecureCryptoUsage")
    private static byte[] run(String transformation, int mode, byte[] key, byte @Nullable [] iv, byte[] blocks) {
        try {
            Cipher cipher = Cipher.getInstance(transformation);
            SecretKeySpec spec = new SecretKeySpec(key, "AES");
            if (iv == null) {
                cipher.init(mode, spec);
            } else {
                cipher.init(mode, spec, new IvParameterSpec(iv));
            }
            return cipher.doFinal(blocks);
        } catch (GeneralSecurityException e) {
            throw unexpected(e);
        }
    }

    private static KeyException unexpected(GeneralSecurityException e) {
        return new KeyException(KeyFault.KEY_INPUT_INVALID, "AES refused its input", e);
    }
}
