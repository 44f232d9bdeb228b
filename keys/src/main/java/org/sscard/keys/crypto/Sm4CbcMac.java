package org.sscard.keys.crypto;

import java.nio.ByteBuffer;

/** GB/T 15852.1 MAC algorithm 1 with SM4, whole block. */
public final class Sm4CbcMac {

    private static final byte[] ZERO_IV = new byte[Sm4Cipher.BLOCK];

    private Sm4CbcMac() {}

    /** Padding method 2: 80 00…, always. */
    public static byte[] withBitPadding(byte[] key, byte[] data) {
        return Sm4Cipher.cbcLastBlock(key, ZERO_IV, Blocks.padded(data, Sm4Cipher.BLOCK));
    }

    /** Padding method 3: a block with the length in bits before the data, zeros after it. */
    public static byte[] withLengthBlock(byte[] key, byte[] data) {
        int block = Sm4Cipher.BLOCK;
        ByteBuffer message = ByteBuffer.allocate(block + (data.length + block - 1) / block * block);
        message.putLong(0).putLong(8L * data.length).put(data);
        return Sm4Cipher.cbcLastBlock(key, ZERO_IV, message.array());
    }
}
