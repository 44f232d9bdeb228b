package org.sscard.virtualcard.crypto;

import java.util.Arrays;
import org.bouncycastle.crypto.engines.SM4Engine;
import org.bouncycastle.crypto.params.KeyParameter;
import org.sscard.spec.layout.CardAlgorithm;

/** SM4: 16-byte keys and blocks (§5). */
final class Sm4Crypto implements CardCrypto {

    static final Sm4Crypto INSTANCE = new Sm4Crypto();

    private static final int BLOCK = 16;
    private static final int HALF = 8;

    private Sm4Crypto() {}

    @Override
    public CardAlgorithm algorithm() {
        return CardAlgorithm.SM4;
    }

    /** §5.1: Enc(K, f ‖ ~f). */
    @Override
    public byte[] diversify(byte[] key, byte[] factor) {
        return encrypt(key, ByteArrays.concat(factor, ByteArrays.invert(factor)));
    }

    @Override
    public byte[] sessionKey(byte[] key, byte[] random) {
        return encrypt(key, BlockPadding.zeroes(random, BLOCK));
    }

    /** §5.2: the halves of Enc(SK, D ‖ 00×8), one over the other. */
    @Override
    public byte[] cryptogram(byte[] sessionKey, byte[] data) {
        byte[] block = encrypt(sessionKey, BlockPadding.zeroes(data, BLOCK));
        return ByteArrays.xor(Arrays.copyOf(block, HALF), Arrays.copyOfRange(block, HALF, BLOCK));
    }

    @Override
    public byte[] encrypt(byte[] key, byte[] blocks) {
        return ecb(true, key, blocks);
    }

    @Override
    public byte[] decrypt(byte[] key, byte[] blocks) {
        return ecb(false, key, blocks);
    }

    @Override
    public byte[] chain(byte[] key, byte[] iv, byte[] blocks) {
        SM4Engine engine = engine(true, key);
        byte[] chaining = BlockPadding.zeroes(iv, BLOCK);
        for (int at = 0; at < blocks.length; at += BLOCK) {
            byte[] block = ByteArrays.xor(chaining, Arrays.copyOfRange(blocks, at, at + BLOCK));
            engine.processBlock(block, 0, chaining, 0);
        }
        return chaining;
    }

    /** §5.3: XOR of the four words of the last block. */
    @Override
    public byte[] foldMac(byte[] chainingValue) {
        byte[] mac = new byte[MAC_LENGTH];
        for (int i = 0; i < BLOCK; i++) {
            mac[i % MAC_LENGTH] ^= chainingValue[i];
        }
        return mac;
    }

    @Override
    public byte[] tacKey(byte[] dtk) {
        return dtk.clone();
    }

    private static byte[] ecb(boolean encrypt, byte[] key, byte[] blocks) {
        if (blocks.length % BLOCK != 0) {
            throw new IllegalArgumentException("not whole SM4 blocks: " + blocks.length + " bytes");
        }
        SM4Engine engine = engine(encrypt, key);
        byte[] result = new byte[blocks.length];
        for (int at = 0; at < blocks.length; at += BLOCK) {
            engine.processBlock(blocks, at, result, at);
        }
        return result;
    }

    private static SM4Engine engine(boolean encrypt, byte[] key) {
        SM4Engine engine = new SM4Engine();
        engine.init(encrypt, new KeyParameter(key));
        return engine;
    }
}
