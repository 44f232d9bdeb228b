package org.sscard.keys.crypto;

import java.security.GeneralSecurityException;
import java.util.Arrays;
import javax.crypto.Cipher;
import javax.crypto.spec.SecretKeySpec;
import org.bouncycastle.crypto.engines.SM4Engine;
import org.bouncycastle.crypto.params.KeyParameter;
import org.sscard.keys.KeyException;
import org.sscard.keys.KeyFault;
import org.sscard.spec.layout.CardAlgorithm;

/**
 * The limit of {@code bench derive}: from a root down three levels to a card key, its session key and one cryptogram
 * (card-specification §5.1, §5.2) on the fastest provider of the family, with nothing around it: no vault, no scope, no
 * usage, nothing erased. Never for real keys. One thread at a time.
 */
public final class BareDerivation {

    private static final int HALF = 8;

    private final CardAlgorithm family;
    private final Cipher des = cipher("DES/ECB/NoPadding");
    private final Cipher desede = cipher("DESede/ECB/NoPadding");
    private final SM4Engine sm4 = new SM4Engine();
    private final byte[] threeKeys = new byte[3 * HALF];
    private final byte[] key = new byte[2 * HALF];
    private final byte[] block = new byte[2 * HALF];

    public BareDerivation(CardAlgorithm family) {
        this.family = family;
    }

    /**
     * @param root 16 bytes
     * @param factors of province, city and card, 8 bytes each
     * @param challenge 8 bytes
     * @param data 8 bytes
     * @return the 8 bytes that CardKeys answers for EXTERNAL AUTHENTICATION
     */
    public byte[] cryptogram(byte[] root, byte[][] factors, byte[] challenge, byte[] data) {
        try {
            return family == CardAlgorithm.SM4
                    ? sm4(root, factors, challenge, data)
                    : des(root, factors, challenge, data);
        } catch (GeneralSecurityException e) {
            throw new KeyException(KeyFault.KEY_ALGORITHM_NOT_SUPPORTED, "the JDK's DES failed", e);
        }
    }

    private byte[] des(byte[] root, byte[][] factors, byte[] challenge, byte[] data) throws GeneralSecurityException {
        System.arraycopy(root, 0, key, 0, key.length);
        for (byte[] factor : factors) {
            factorBlock(factor);
            useTwoKeys();
            desede.doFinal(block, 0, block.length, key, 0);
        }
        useTwoKeys();
        byte[] session = desede.doFinal(challenge);
        des.init(Cipher.ENCRYPT_MODE, new SecretKeySpec(session, "DES"));
        return des.doFinal(data);
    }

    private void useTwoKeys() throws GeneralSecurityException {
        System.arraycopy(key, 0, threeKeys, 0, key.length);
        System.arraycopy(key, 0, threeKeys, key.length, HALF);
        desede.init(Cipher.ENCRYPT_MODE, new SecretKeySpec(threeKeys, "DESede"));
    }

    private byte[] sm4(byte[] root, byte[][] factors, byte[] challenge, byte[] data) {
        System.arraycopy(root, 0, key, 0, key.length);
        for (byte[] factor : factors) {
            factorBlock(factor);
            sm4.init(true, new KeyParameter(key));
            sm4.processBlock(block, 0, key, 0);
        }
        sm4.init(true, new KeyParameter(key));
        sm4.processBlock(Arrays.copyOf(challenge, block.length), 0, key, 0);
        sm4.init(true, new KeyParameter(key));
        sm4.processBlock(Arrays.copyOf(data, block.length), 0, block, 0);
        return Blocks.folded(block);
    }

    private void factorBlock(byte[] factor) {
        for (int i = 0; i < HALF; i++) {
            block[i] = factor[i];
            block[HALF + i] = (byte) ~factor[i];
        }
    }

    // DES and ECB are what the card specification prescribes (§5).
    @SuppressWarnings("InsecureCryptoUsage")
    private static Cipher cipher(String transformation) {
        try {
            return Cipher.getInstance(transformation);
        } catch (GeneralSecurityException e) {
            throw new KeyException(KeyFault.KEY_ALGORITHM_NOT_SUPPORTED, "the JDK's DES failed", e);
        }
    }
}
