package org.sscard.keys.crypto;

import java.util.Arrays;
import org.sscard.keys.KeyException;
import org.sscard.keys.KeyFault;
import org.sscard.spec.layout.CardAlgorithm;

/** The 16-byte block family: every key and every session key has 16 bytes. */
final class Sm4Suite implements CipherSuite {

    static final Sm4Suite INSTANCE = new Sm4Suite();

    private static final int WORD = 4;

    private Sm4Suite() {}

    @Override
    public CardAlgorithm family() {
        return CardAlgorithm.SM4;
    }

    @Override
    public int blockLength() {
        return Sm4Cipher.BLOCK;
    }

    @Override
    public byte[] diversify(byte[] key, byte[] factor) {
        Blocks.requireLength("factor", factor, 8);
        return Sm4Cipher.encrypt(key, Blocks.withComplement(factor));
    }

    @Override
    public Diversifier diversifier(byte[] key) {
        return new Sm4Diversifier(key);
    }

    @Override
    public byte[] sessionKey(byte[] key, byte[] random) {
        if (random.length > Sm4Cipher.BLOCK) {
            throw new KeyException(KeyFault.KEY_INPUT_INVALID, "random of " + random.length + " bytes for SM4");
        }
        return Sm4Cipher.encrypt(key, Arrays.copyOf(random, Sm4Cipher.BLOCK));
    }

    @Override
    public byte[] cryptogram(byte[] sessionKey, byte[] data) {
        Blocks.requireLength("data", data, 8);
        return Blocks.folded(Sm4Cipher.encrypt(sessionKey, Arrays.copyOf(data, Sm4Cipher.BLOCK)));
    }

    @Override
    public byte[] encrypt(byte[] key, byte[] blocks) {
        return Sm4Cipher.encrypt(key, blocks);
    }

    @Override
    public byte[] macBlock(byte[] key, byte[] iv, byte[] message) {
        return Sm4Cipher.cbcLastBlock(key, iv, Blocks.padded(message, Sm4Cipher.BLOCK));
    }

    @Override
    public byte[] shortened(byte[] macBlock) {
        byte[] words = new byte[WORD];
        for (int at = 0; at < macBlock.length; at += WORD) {
            Blocks.xor(words, macBlock, at);
        }
        return words;
    }

    @Override
    public byte[] tacKey(byte[] dtk) {
        return Blocks.requireLength("DTK", dtk, Sm4Cipher.BLOCK).clone();
    }

    /** Every computation has an engine of its own. */
    @Override
    public void forgetKeys() {}
}
