package org.sscard.keys.crypto;

import java.security.GeneralSecurityException;
import java.util.Arrays;
import javax.crypto.Cipher;
import javax.crypto.spec.SecretKeySpec;
import org.bouncycastle.crypto.engines.DESedeEngine;
import org.bouncycastle.crypto.macs.CMac;
import org.bouncycastle.crypto.params.KeyParameter;
import org.sscard.keys.KeyException;
import org.sscard.keys.KeyFault;

/**
 * DES and 3DES on the JDK's provider. Ciphers are kept per thread, because looking one up costs more than a block.
 */
public final class DesCipher {

    public static final int BLOCK = 8;

    private static final int SINGLE = 8;
    private static final int DOUBLE = 16;
    private static final int TRIPLE = 24;
    private static final ThreadLocal<Cipher> DES = ThreadLocal.withInitial(() -> cipher("DES/ECB/NoPadding"));
    private static final ThreadLocal<Cipher> DESEDE = ThreadLocal.withInitial(() -> cipher("DESede/ECB/NoPadding"));

    private DesCipher() {}

    /** ECB over whole blocks with an 8-byte (DES), 16-byte (two-key) or 24-byte (three-key) key. */
    public static byte[] encrypt(byte[] key, byte[] blocks) {
        return run(Cipher.ENCRYPT_MODE, key, blocks);
    }

    public static byte[] decrypt(byte[] key, byte[] blocks) {
        return run(Cipher.DECRYPT_MODE, key, blocks);
    }

    /** CBC decryption over whole blocks. */
    public static byte[] decryptCbc(byte[] key, byte[] iv, byte[] blocks) {
        byte[] plain = decrypt(key, blocks);
        byte[] previous = iv;
        int previousAt = 0;
        for (int at = 0; at < plain.length; at += BLOCK) {
            for (int i = 0; i < BLOCK; i++) {
                plain[at + i] ^= previous[previousAt + i];
            }
            previous = blocks;
            previousAt = at;
        }
        return plain;
    }

    /** CBC encryption over whole blocks. */
    public static byte[] encryptCbc(byte[] key, byte[] iv, byte[] blocks) {
        Blocks.requireWholeBlocks(blocks, BLOCK);
        byte[] state = Blocks.requireLength("IV", iv, BLOCK).clone();
        byte[] sealed = new byte[blocks.length];
        Cipher cipher = initialised(Cipher.ENCRYPT_MODE, key);
        try {
            for (int at = 0; at < blocks.length; at += BLOCK) {
                Blocks.xor(state, blocks, at);
                cipher.update(state, 0, BLOCK, state, 0);
                System.arraycopy(state, 0, sealed, at, BLOCK);
            }
            return sealed;
        } catch (GeneralSecurityException e) {
            throw unexpected(e);
        }
    }

    /** The last block of a CBC over {@code message}, which is whole blocks; 8 bytes. */
    public static byte[] cbcLastBlock(byte[] key, byte[] iv, byte[] message) {
        Blocks.requireWholeBlocks(message, BLOCK);
        byte[] state = Blocks.requireLength("IV", iv, BLOCK).clone();
        Cipher cipher = initialised(Cipher.ENCRYPT_MODE, key);
        try {
            for (int at = 0; at < message.length; at += BLOCK) {
                Blocks.xor(state, message, at);
                cipher.update(state, 0, BLOCK, state, 0);
            }
            return state;
        } catch (GeneralSecurityException e) {
            throw unexpected(e);
        }
    }

    /** CMAC with 3DES (NIST SP 800-38B), 8 bytes. */
    public static byte[] cmac(byte[] key, byte[] message) {
        CMac cmac = new CMac(new DESedeEngine());
        cmac.init(new KeyParameter(key));
        cmac.update(message, 0, message.length);
        byte[] mac = new byte[BLOCK];
        cmac.doFinal(mac, 0);
        return mac;
    }

    /** A kept cipher holds the schedule of its last key: here it gets one of zeros instead. */
    static void forgetKeys() {
        initialised(Cipher.ENCRYPT_MODE, new byte[SINGLE]);
        initialised(Cipher.ENCRYPT_MODE, new byte[DOUBLE]);
    }

    /** A cipher of its own that stays with this key, for encryption. */
    static Cipher kept(byte[] key) {
        boolean single = key.length == SINGLE;
        Cipher cipher = cipher(single ? "DES/ECB/NoPadding" : "DESede/ECB/NoPadding");
        byte[] schedule = single ? key : threeKeys(key);
        try {
            cipher.init(Cipher.ENCRYPT_MODE, new SecretKeySpec(schedule, single ? "DES" : "DESede"));
            return cipher;
        } catch (GeneralSecurityException e) {
            throw unexpected(e);
        } finally {
            if (!single) {
                Arrays.fill(schedule, (byte) 0);
            }
        }
    }

    private static byte[] run(int mode, byte[] key, byte[] blocks) {
        Blocks.requireWholeBlocks(blocks, BLOCK);
        try {
            return initialised(mode, key).doFinal(blocks);
        } catch (GeneralSecurityException e) {
            throw unexpected(e);
        }
    }

    private static Cipher initialised(int mode, byte[] key) {
        try {
            if (key.length == SINGLE) {
                Cipher cipher = DES.get();
                cipher.init(mode, new SecretKeySpec(key, "DES"));
                return cipher;
            }
            byte[] three = threeKeys(key);
            Cipher cipher = DESEDE.get();
            cipher.init(mode, new SecretKeySpec(three, "DESede"));
            Arrays.fill(three, (byte) 0);
            return cipher;
        } catch (GeneralSecurityException e) {
            throw unexpected(e);
        }
    }

    private static byte[] threeKeys(byte[] key) {
        if (key.length != DOUBLE && key.length != TRIPLE) {
            throw new KeyException(KeyFault.KEY_INPUT_INVALID, "a key of the DES family has 8 or 16 bytes");
        }
        byte[] three = Arrays.copyOf(key, TRIPLE);
        if (key.length == DOUBLE) {
            System.arraycopy(key, 0, three, DOUBLE, SINGLE);
        }
        return three;
    }

    // DES and ECB are what the card specification prescribes (§5); chaining is built on single blocks above.
    @SuppressWarnings("InsecureCryptoUsage")
    private static Cipher cipher(String transformation) {
        try {
            return Cipher.getInstance(transformation);
        } catch (GeneralSecurityException e) {
            throw unexpected(e);
        }
    }

    private static KeyException unexpected(GeneralSecurityException e) {
        return new KeyException(KeyFault.KEY_ALGORITHM_NOT_SUPPORTED, "the JDK's DES failed", e);
    }
}
