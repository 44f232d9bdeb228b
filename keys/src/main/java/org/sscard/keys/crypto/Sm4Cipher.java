package org.sscard.keys.crypto;

import org.bouncycastle.crypto.engines.SM4Engine;
import org.bouncycastle.crypto.params.KeyParameter;
import org.sscard.keys.KeyException;
import org.sscard.keys.KeyFault;

/** SM4 (GB/T 32907) on Bouncy Castle's engine. */
public final class Sm4Cipher {

    public static final int BLOCK = 16;

    private Sm4Cipher() {}

    /** ECB over whole blocks. */
    public static byte[] encrypt(byte[] key, byte[] blocks) {
        Blocks.requireWholeBlocks(blocks, BLOCK);
        SM4Engine engine = initialised(key);
        byte[] result = new byte[blocks.length];
        for (int at = 0; at < blocks.length; at += BLOCK) {
            engine.processBlock(blocks, at, result, at);
        }
        return result;
    }

    /** The last block of a CBC over {@code message}, which is whole blocks; 16 bytes. */
    public static byte[] cbcLastBlock(byte[] key, byte[] iv, byte[] message) {
        Blocks.requireWholeBlocks(message, BLOCK);
        byte[] state = Blocks.requireLength("IV", iv, BLOCK).clone();
        SM4Engine engine = initialised(key);
        for (int at = 0; at < message.length; at += BLOCK) {
            Blocks.xor(state, message, at);
            engine.processBlock(state, 0, state, 0);
        }
        return state;
    }

    static SM4Engine initialised(byte[] key) {
        if (key.length != BLOCK) {
            throw new KeyException(KeyFault.KEY_INPUT_INVALID, "an SM4 key has 16 bytes");
        }
        SM4Engine engine = new SM4Engine();
        engine.init(true, new KeyParameter(key));
        return engine;
    }
}
