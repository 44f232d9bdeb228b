package org.sscard.virtualcard.crypto;

import java.security.GeneralSecurityException;
import java.util.Arrays;
import javax.crypto.Cipher;
import javax.crypto.spec.SecretKeySpec;
import org.sscard.spec.layout.CardAlgorithm;

/**
 * The DES family: two-key triple DES for 16-byte keys, DES for 8-byte keys (§5). Ciphers are kept per thread: looking one
 * up costs more than all blocks of a command.
 */
final class DesCrypto implements CardCrypto {

    static final DesCrypto INSTANCE = new DesCrypto();

    private static final int BLOCK = 8;
    private static final ThreadLocal<Cipher> DES = ThreadLocal.withInitial(() -> provided("DES/ECB/NoPadding"));
    private static final ThreadLocal<Cipher> DESEDE = ThreadLocal.withInitial(() -> provided("DESede/ECB/NoPadding"));

    private DesCrypto() {}

    @Override
    public CardAlgorithm algorithm() {
        return CardAlgorithm.DES;
    }

    /** §5.1: left = 3DES(K, f), right = 3DES(K, ~f); an 8-byte key is DES(K, f). */
    @Override
    public byte[] diversify(byte[] key, byte[] factor) {
        byte[] left = encrypt(key, factor);
        if (key.length == BLOCK) {
            return left;
        }
        byte[] right = encrypt(key, ByteArrays.invert(factor));
        return ByteArrays.concat(left, right);
    }

    @Override
    public byte[] sessionKey(byte[] key, byte[] random) {
        return encrypt(key, BlockPadding.zeroes(random, BLOCK));
    }

    @Override
    public byte[] cryptogram(byte[] sessionKey, byte[] data) {
        return encrypt(sessionKey, data);
    }

    @Override
    public byte[] encrypt(byte[] key, byte[] blocks) {
        return ecb(Cipher.ENCRYPT_MODE, key, blocks);
    }

    @Override
    public byte[] decrypt(byte[] key, byte[] blocks) {
        return ecb(Cipher.DECRYPT_MODE, key, blocks);
    }

    /** §5.3: CBC with the left half; a 16-byte key enciphers the last block as triple DES. */
    @Override
    public byte[] chain(byte[] key, byte[] iv, byte[] blocks) {
        Cipher single = cipher(Cipher.ENCRYPT_MODE, Arrays.copyOf(key, BLOCK));
        byte[] chaining = BlockPadding.zeroes(iv, BLOCK);
        for (int at = 0; at < blocks.length; at += BLOCK) {
            byte[] block = ByteArrays.xor(chaining, Arrays.copyOfRange(blocks, at, at + BLOCK));
            boolean last = at + BLOCK == blocks.length;
            chaining = last && key.length > BLOCK ? encrypt(key, block) : run(single, block);
        }
        return chaining;
    }

    @Override
    public byte[] foldMac(byte[] chainingValue) {
        return Arrays.copyOf(chainingValue, MAC_LENGTH);
    }

    /** §5.4: left XOR right half of DTK. */
    @Override
    public byte[] tacKey(byte[] dtk) {
        return ByteArrays.xor(Arrays.copyOf(dtk, BLOCK), Arrays.copyOfRange(dtk, BLOCK, 2 * BLOCK));
    }

    private static byte[] ecb(int mode, byte[] key, byte[] blocks) {
        return run(cipher(mode, key), blocks);
    }

    private static Cipher cipher(int mode, byte[] key) {
        try {
            Cipher cipher;
            if (key.length == BLOCK) {
                cipher = DES.get();
                cipher.init(mode, new SecretKeySpec(key, "DES"));
            } else {
                byte[] threeKeys = Arrays.copyOf(key, 3 * BLOCK);
                System.arraycopy(key, 0, threeKeys, 2 * BLOCK, BLOCK);
                cipher = DESEDE.get();
                cipher.init(mode, new SecretKeySpec(threeKeys, "DESede"));
                Arrays.fill(threeKeys, (byte) 0);
            }
            return cipher;
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("DES is not available from this JDK", e);
        }
    }

    // DES and ECB are what the card specification prescribes (§5); chaining is built on single blocks above.
    @SuppressWarnings("InsecureCryptoUsage")
    private static Cipher provided(String transformation) {
        try {
            return Cipher.getInstance(transformation);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("DES is not available from this JDK", e);
        }
    }

    private static byte[] run(Cipher cipher, byte[] blocks) {
        try {
            return cipher.doFinal(blocks);
        } catch (GeneralSecurityException e) {
            throw new IllegalArgumentException("not whole DES blocks: " + blocks.length + " bytes", e);
        }
    }
}
