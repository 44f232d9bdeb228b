package org.sscard.keys.crypto;

import org.sscard.keys.KeyException;
import org.sscard.keys.KeyFault;
import org.sscard.spec.layout.CardAlgorithm;

/**
 * The cryptography of one algorithm family of the card (card-specification §5). Keys and results are plain arrays: who
 * calls holds the material's token and erases what it gets back.
 */
public sealed interface CipherSuite permits DesSuite, Sm4Suite {

    /** @throws KeyException KEY_ALGORITHM_NOT_SUPPORTED for SSF33, which is secret (§10) */
    static CipherSuite of(CardAlgorithm family) {
        return switch (family) {
            case DES -> DesSuite.INSTANCE;
            case SM4 -> Sm4Suite.INSTANCE;
            case SSF33 -> throw new KeyException(KeyFault.KEY_ALGORITHM_NOT_SUPPORTED, "SSF33");
        };
    }

    CardAlgorithm family();

    /** 8 or 16 bytes. */
    int blockLength();

    /** §5.1: one level down. {@code factor} has 8 bytes; the child is as long as the key. */
    byte[] diversify(byte[] key, byte[] factor);

    /** §5.1 below one key, for many factors. Copies what it needs; the caller erases its own. */
    Diversifier diversifier(byte[] key);

    /** §5.2: {@code random} of at most a block, padded with 00 on the right. The result is a key of block length. */
    byte[] sessionKey(byte[] key, byte[] random);

    /** §5.2: the 8-byte cryptogram over 8 bytes of data. */
    byte[] cryptogram(byte[] sessionKey, byte[] data);

    /** ECB over whole blocks. */
    byte[] encrypt(byte[] key, byte[] blocks);

    /**
     * CBC-MAC with padding 80 00… always added; the whole last block. A 16-byte key of the DES family runs DES with its
     * left half and 3DES on the last block (PBOC).
     */
    byte[] macBlock(byte[] key, byte[] iv, byte[] message);

    /** §5.3: the 4 bytes of the last block that are sent. */
    byte[] shortened(byte[] macBlock);

    /** §5.4: the key that a TAC is made with. */
    byte[] tacKey(byte[] dtk);

    /** Takes the last key out of the ciphers that this thread keeps for speed. */
    void forgetKeys();

    /** 4-byte MAC with a zero IV: §5.3 and §5.4 under a session key, §3 element 01 under a card key. */
    default byte[] mac(byte[] key, byte[] message) {
        return shortened(macBlock(key, new byte[blockLength()], message));
    }

    /** 4-byte MAC whose IV is a 4-byte challenge padded with 00: CREATE KEY and CHANGE KEY of a PSAM (§5.3). */
    default byte[] challengeMac(byte[] key, byte[] challenge, byte[] message) {
        byte[] iv = new byte[blockLength()];
        System.arraycopy(Blocks.requireLength("challenge", challenge, 4), 0, iv, 0, 4);
        return shortened(macBlock(key, iv, message));
    }
}
