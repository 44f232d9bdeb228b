package org.sscard.keys.crypto;

import java.security.GeneralSecurityException;
import java.util.Arrays;
import javax.crypto.Cipher;
import javax.crypto.spec.SecretKeySpec;
import org.sscard.keys.KeyException;
import org.sscard.keys.KeyFault;

/** Below a key of 8 (DES) or 16 bytes (3DES). */
final class DesDiversifier implements Diversifier {

    private static final int HALF = 8;

    private final Cipher cipher;
    private final byte[] block;

    DesDiversifier(byte[] key) {
        this.cipher = DesCipher.kept(key);
        this.block = new byte[key.length];
    }

    @Override
    public void diversify(byte[] factor, byte[] child, int at) {
        Blocks.requireLength("factor", factor, HALF);
        System.arraycopy(factor, 0, block, 0, HALF);
        for (int i = HALF; i < block.length; i++) {
            block[i] = (byte) ~factor[i - HALF];
        }
        try {
            cipher.doFinal(block, 0, block.length, child, at);
        } catch (GeneralSecurityException e) {
            throw new KeyException(KeyFault.KEY_ALGORITHM_NOT_SUPPORTED, "the JDK's DES failed", e);
        }
    }

    /** A cipher holds the schedule of its last key: here it gets one of zeros instead. */
    @Override
    public void close() {
        try {
            boolean single = block.length == HALF;
            cipher.init(
                    Cipher.ENCRYPT_MODE,
                    new SecretKeySpec(new byte[single ? HALF : 3 * HALF], single ? "DES" : "DESede"));
        } catch (GeneralSecurityException e) {
            throw new KeyException(KeyFault.KEY_ALGORITHM_NOT_SUPPORTED, "the JDK's DES failed", e);
        }
        Arrays.fill(block, (byte) 0);
    }
}
