package org.sscard.keys.block;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.Arrays;
import org.apache.commons.codec.DecoderException;
import org.apache.commons.codec.binary.Hex;
import org.sscard.keys.KeyException;
import org.sscard.keys.crypto.AesCipher;
import org.sscard.keys.crypto.DesCipher;
import org.sscard.keys.model.KeyMaterial;
import org.sscard.keys.model.MaterialAccess;

/**
 * Key blocks of versions B (3DES) and D (AES) with derivation binding (ANSI X9.143 §6, TR-31). Both decrypt under one
 * key and authenticate header and content under another, both derived from the protection key.
 */
public final class KeyBlock {

    private static final int ENCRYPTION = 0;
    private static final int AUTHENTICATION = 1;

    /** @param key the caller erases it */
    public record Unwrapped(KeyBlockHeader header, KeyMaterial key) {}

    /** What differs between the versions: the block cipher and its sizes. */
    private enum Binding {
        B(DesCipher.BLOCK) {
            @Override
            byte[] cmac(byte[] key, byte[] message) {
                return DesCipher.cmac(key, message);
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
        D(AesCipher.BLOCK) {
            @Override
            byte[] cmac(byte[] key, byte[] message) {
                return AesCipher.cmac(key, message);
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

        private final int block;

        Binding(int block) {
            this.block = block;
        }

        abstract byte[] cmac(byte[] key, byte[] message);

        abstract byte[] decrypt(byte[] key, byte[] iv, byte[] sealed);

        abstract int algorithmCode(int keyLength);

        /** CMAC in counter mode over counter, purpose, separator, algorithm and length in bits. */
        byte[] derived(byte[] protectionKey, int purpose) {
            int length = protectionKey.length;
            ByteBuffer key = ByteBuffer.allocate((length + block - 1) / block * block);
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
            return Arrays.copyOf(key.array(), length);
        }
    }

    private KeyBlock() {}

    /**
     * Checks the block and takes the key out.
     *
     * @param protectionKey the KBPK: 16 or 24 bytes for B, 16, 24 or 32 for D
     * @throws KeyException KEY_BLOCK_INVALID for anything that is not exactly what was wrapped, header included
     */
    public static Unwrapped unwrap(KeyMaterial protectionKey, String block) {
        KeyBlockHeader header = KeyBlockHeader.parse(block);
        Binding binding = binding(header);
        byte[] body = hex(block.substring(header.text().length()));
        int sealedLength = body.length - binding.block;
        if (sealedLength < binding.block || sealedLength % binding.block != 0) {
            throw KeyBlockHeader.refused("its encrypted part is no whole blocks");
        }
        byte[] sealed = Arrays.copyOf(body, sealedLength);
        byte[] mac = Arrays.copyOfRange(body, sealedLength, body.length);
        byte[] kbpk = protectionKey.bytes(MaterialAccess.GRANTED);
        byte[] encryptionKey = binding.derived(kbpk, ENCRYPTION);
        byte[] macKey = binding.derived(kbpk, AUTHENTICATION);
        byte[] plain = binding.decrypt(encryptionKey, mac, sealed);
        byte[] bound = joined(header.text(), plain);
        try {
            if (!MessageDigest.isEqual(binding.cmac(macKey, bound), mac)) {
                throw KeyBlockHeader.refused("header or content was changed, or the protection key is another");
            }
            return new Unwrapped(header, key(plain));
        } finally {
            Arrays.fill(encryptionKey, (byte) 0);
            Arrays.fill(macKey, (byte) 0);
            Arrays.fill(plain, (byte) 0);
            Arrays.fill(bound, (byte) 0);
        }
    }

    private static Binding binding(KeyBlockHeader header) {
        return switch (header.version()) {
            case 'B' -> Binding.B;
            case 'D' -> Binding.D;
            default -> throw KeyBlockHeader.refused("version " + header.version() + " is neither B nor D");
        };
    }

    private static KeyMaterial key(byte[] plain) {
        int bits = (plain[0] & 0xFF) << 8 | (plain[1] & 0xFF);
        if (bits == 0 || bits % 8 != 0 || 2 + bits / 8 > plain.length) {
            throw KeyBlockHeader.refused("the key's length does not fit");
        }
        return KeyMaterial.owning(Arrays.copyOfRange(plain, 2, 2 + bits / 8), MaterialAccess.GRANTED);
    }

    private static byte[] joined(String header, byte[] plain) {
        return ByteBuffer.allocate(header.length() + plain.length)
                .put(header.getBytes(StandardCharsets.US_ASCII))
                .put(plain)
                .array();
    }

    private static byte[] hex(String text) {
        try {
            return Hex.decodeHex(text);
        } catch (DecoderException e) {
            throw KeyBlockHeader.refused("its body is not hex");
        }
    }
}
