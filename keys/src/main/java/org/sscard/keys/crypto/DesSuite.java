package org.sscard.keys.crypto;

import java.util.Arrays;
import org.sscard.keys.KeyException;
import org.sscard.keys.KeyFault;
import org.sscard.spec.layout.CardAlgorithm;

/** The DES family: 16-byte 3DES keys, the 8-byte STK, 8-byte session keys. */
final class DesSuite implements CipherSuite {

    static final DesSuite INSTANCE = new DesSuite();

    private static final int HALF = 8;

    private DesSuite() {}

    @Override
    public CardAlgorithm family() {
        return CardAlgorithm.DES;
    }

    @Override
    public int blockLength() {
        return DesCipher.BLOCK;
    }

    @Override
    public byte[] diversify(byte[] key, byte[] factor) {
        Blocks.requireLength("factor", factor, HALF);
        return key.length == HALF
                ? DesCipher.encrypt(key, factor)
                : DesCipher.encrypt(key, Blocks.withComplement(factor));
    }

    @Override
    public Diversifier diversifier(byte[] key) {
        return new DesDiversifier(key);
    }

    @Override
    public byte[] sessionKey(byte[] key, byte[] random) {
        if (random.length > HALF) {
            throw new KeyException(KeyFault.KEY_INPUT_INVALID, "random of " + random.length + " bytes for DES");
        }
        return DesCipher.encrypt(key, Arrays.copyOf(random, HALF));
    }

    @Override
    public byte[] cryptogram(byte[] sessionKey, byte[] data) {
        return DesCipher.encrypt(sessionKey, Blocks.requireLength("data", data, HALF));
    }

    @Override
    public byte[] encrypt(byte[] key, byte[] blocks) {
        return DesCipher.encrypt(key, blocks);
    }

    @Override
    public byte[] macBlock(byte[] key, byte[] iv, byte[] message) {
        byte[] padded = Blocks.padded(message, HALF);
        if (key.length == HALF) {
            return DesCipher.cbcLastBlock(key, iv, padded);
        }
        byte[] left = Arrays.copyOf(key, HALF);
        try {
            byte[] state = iv.clone();
            int last = padded.length - HALF;
            if (last > 0) {
                state = DesCipher.cbcLastBlock(left, iv, Arrays.copyOf(padded, last));
            }
            Blocks.xor(state, padded, last);
            return DesCipher.encrypt(key, state);
        } finally {
            Arrays.fill(left, (byte) 0);
        }
    }

    @Override
    public byte[] shortened(byte[] macBlock) {
        return Arrays.copyOf(macBlock, 4);
    }

    @Override
    public byte[] tacKey(byte[] dtk) {
        return Blocks.folded(Blocks.requireLength("DTK", dtk, 2 * HALF));
    }

    @Override
    public void forgetKeys() {
        DesCipher.forgetKeys();
    }
}
