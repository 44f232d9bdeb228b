package org.sscard.keys.crypto;

import java.util.Arrays;
import org.bouncycastle.crypto.engines.SM4Engine;
import org.bouncycastle.crypto.params.KeyParameter;

/** Below an SM4 key. */
final class Sm4Diversifier implements Diversifier {

    private final SM4Engine engine;
    private final byte[] block = new byte[Sm4Cipher.BLOCK];

    Sm4Diversifier(byte[] key) {
        this.engine = Sm4Cipher.initialised(key);
    }

    @Override
    public void diversify(byte[] factor, byte[] child, int at) {
        System.arraycopy(Blocks.requireLength("factor", factor, 8), 0, block, 0, 8);
        for (int i = 8; i < block.length; i++) {
            block[i] = (byte) ~factor[i - 8];
        }
        engine.processBlock(block, 0, child, at);
    }

    /** An engine holds the schedule of its key: here it gets one of zeros instead. */
    @Override
    public void close() {
        engine.init(true, new KeyParameter(new byte[Sm4Cipher.BLOCK]));
        Arrays.fill(block, (byte) 0);
    }
}
