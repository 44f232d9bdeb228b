package org.sscard.virtualcard.crypto;

import org.sscard.spec.layout.CardAlgorithm;

/**
 * What a card or PSAM computes under one algorithm family (§5). Stateless; keys come and go as bytes because the card
 * owns them. 8-byte blocks: 3DES and DES. 16-byte blocks: SM4.
 */
public sealed interface CardCrypto permits DesCrypto, Sm4Crypto {

    int MAC_LENGTH = 4;

    /** Length of authentication cryptograms, challenges and factors in bytes, whatever the block. */
    int CRYPTOGRAM_LENGTH = 8;

    /** @throws IllegalArgumentException for SSF33, which is secret and not implemented (§10) */
    static CardCrypto of(CardAlgorithm algorithm) {
        return switch (algorithm) {
            case DES -> DesCrypto.INSTANCE;
            case SM4 -> Sm4Crypto.INSTANCE;
            case SSF33 -> throw new IllegalArgumentException("SSF33 is not implemented");
        };
    }

    CardAlgorithm algorithm();

    default int blockLength() {
        return algorithm().blockBytes();
    }

    /** One diversification step (§5.1). A DES key of 8 bytes gives 8 bytes, every other key gives 16. */
    byte[] diversify(byte[] key, byte[] factor);

    /** SK over a random of 4, 8 or 16 bytes, filled with 00 on the right to one block (§5.2). */
    byte[] sessionKey(byte[] key, byte[] random);

    /** The 8-byte authentication cryptogram over 8 bytes of data (§5.2). */
    byte[] cryptogram(byte[] sessionKey, byte[] data);

    /** ECB over whole blocks. */
    byte[] encrypt(byte[] key, byte[] blocks);

    byte[] decrypt(byte[] key, byte[] blocks);

    /**
     * The 4-byte MAC over a message that is padded here with 80 00… (§5.3). A DES key of 16 bytes chains with its left
     * half and enciphers the last block with both (card identification code, key loading into a PSAM).
     *
     * @param iv filled with 00 on the right to one block
     */
    default byte[] mac(byte[] key, byte[] iv, byte[] message) {
        return macOfBlocks(key, iv, BlockPadding.always(message, blockLength()));
    }

    default byte[] mac(byte[] key, byte[] message) {
        return mac(key, new byte[0], message);
    }

    /** As {@link #mac}, over whole blocks that the caller padded. */
    default byte[] macOfBlocks(byte[] key, byte[] iv, byte[] blocks) {
        return foldMac(chain(key, iv, blocks));
    }

    /** The CBC chaining value after these blocks, for a MAC that goes on in a later command (CIPHER DATA, §6). */
    byte[] chain(byte[] key, byte[] iv, byte[] blocks);

    /** The MAC out of the last chaining value (§5.3). */
    byte[] foldMac(byte[] chainingValue);

    /** The key under which a TAC is a plain MAC (§5.4). */
    byte[] tacKey(byte[] dtk);
}
