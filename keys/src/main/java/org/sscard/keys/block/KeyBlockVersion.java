package org.sscard.keys.block;

import java.nio.ByteBuffer;
import java.util.Arrays;
import org.sscard.keys.crypto.AesCipher;
import org.sscard.keys.crypto.DesCipher;

/** The two versions with derivation binding; what differs is the block cipher and its sizes. */
public enum KeyBlockVersion {
    /** 3DES; a protection key of 16 or 24 bytes. */
    B(DesCipher.BLOCK) {
        @Override
        byte[] cmac(byte[] key, byte[] message) {
            return DesCipher.cmac(key, message);
        }

        @Override
        byte[] encrypt(byte[] key, byte[] iv, byte[] plain) {
            return DesCipher.encryptCbc(key, iv, plain);
        }

        @Override
        byte[] decrypt(byte[] key, byte[] iv, byte[] sealed) {
            return DesCipher.decryptCbc(key, iv, sealed);
        }

        @Override
        int algorithmCode(int keyLength) {
            return switch (keyLength) {
                case 16 -> 0;
                case 24 -> 1;
                default -> throw KeyBlockHeader.refused("a protection key of version B has 16 or 24 bytes");
            };
        }
    },
    /** AES; a protection key of 16, 24 or 32 bytes. */
    D(AesCipher.BLOCK) {
        @Override
        byte[] cmac(byte[] key, byte[] message) {
            return AesCipher.cmac(key, message);
        }

        @Override
        byte[] encrypt(byte[] key, byte[] iv, byte[] plain) {
            return AesCipher.encryptCbc(key, iv, plain);
        }

        @Override
        byte[] decrypt(byte[] key, byte[] iv, byte[] sealed) {
            return AesCipher.decryptCbc(key, iv, sealed);
        }

        @Override
        int algorithmCode(int keyLength) {
            return switch (keyLength) {
                case 16 -> 2;
                case 24 -> 3;
                case 32 -> 4;
                default -> throw KeyBlockHeader.refused("a protection key of version D has 16, 24 or 32 bytes");
            };
        }
    };

    static final int ENCRYPTION = 0;
    static final int AUTHENTICATION = 1;

    private final int blockBytes;

    KeyBlockVersion(int blockBytes) {
        this.blockBytes = blockBytes;
    }

    /** Bytes of a cipher block: of the MAC, and what optional blocks and content are filled up to. */
    public int blockBytes() {
        return blockBytes;
    }

    abstract byte[] cmac(byte[] key, byte[] message);

    abstract byte[] encrypt(byte[] key, byte[] iv, byte[] plain);

    abstract byte[] decrypt(byte[] key, byte[] iv, byte[] sealed);

    abstract int algorithmCode(int keyLength);

    /** CMAC in counter mode over counter, purpose, separator, algorithm and length in bits (X9.143 §6). */
    byte[] derived(byte[] protectionKey, int purpose) {
        int length = protectionKey.length;
        ByteBuffer key = ByteBuffer.allocate((length + blockBytes - 1) / blockBytes * blockBytes);
        for (int counter = 1; key.hasRemaining(); counter++) {
            byte[] input = ByteBuffer.allocate(8)
                    .put((byte) counter)
                    .putShort((short) purpose)
                    .put((byte) 0)
                    .putShort((short) algorithmCode(length))
                    .putShort((short) (8 * length))
                    .array();
            key.put(cmac(protectionKey, input));
        }
        byte[] derived = Arrays.copyOf(key.array(), length);
        Arrays.fill(key.array(), (byte) 0);
        return derived;
    }
}
