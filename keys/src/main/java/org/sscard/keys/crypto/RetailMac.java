package org.sscard.keys.crypto;

import java.util.Arrays;

/** ISO/IEC 9797-1 MAC algorithm 3: CBC with the first key, the last block decrypted with the second and encrypted. */
public final class RetailMac {

    /** The padding methods of ISO/IEC 9797-1; with {@code NONE} the data is whole blocks. */
    public enum Padding {
        NONE,
        ZEROS,
        BIT_AND_ZEROS
    }

    private RetailMac() {}

    /** @return 8 bytes; both keys have 8 (DES) or 16 bytes (3DES as the block cipher) */
    public static byte[] of(byte[] firstKey, byte[] secondKey, byte[] data, Padding padding) {
        byte[] last = DesCipher.cbcLastBlock(firstKey, new byte[DesCipher.BLOCK], padded(data, padding));
        return DesCipher.encrypt(firstKey, DesCipher.decrypt(secondKey, last));
    }

    private static byte[] padded(byte[] data, Padding padding) {
        int block = DesCipher.BLOCK;
        return switch (padding) {
            case NONE -> data;
            case ZEROS -> Arrays.copyOf(data, (data.length + block - 1) / block * block);
            case BIT_AND_ZEROS -> Blocks.padded(data, block);
        };
    }
}
