package org.sscard.keys.block;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.Locale;
import org.apache.commons.codec.DecoderException;
import org.apache.commons.codec.binary.Hex;
import org.sscard.keys.KeyException;
import org.sscard.keys.model.KeyMaterial;
import org.sscard.keys.model.MaterialAccess;

/**
 * Key blocks of versions B (3DES) and D (AES) with derivation binding (ANSI X9.143 §6, TR-31). Both encrypt under one
 * key and authenticate header and content under another, both derived from the protection key.
 */
public final class KeyBlock {

    private static final int LENGTH_BYTES = 2;

    /** @param key the caller erases it */
    public record Unwrapped(KeyBlockHeader header, KeyMaterial key) {}

    private KeyBlock() {}

    /**
     * Seals a key. Optional blocks go along as they are; a padding block is added where they need one.
     *
     * @param protectionKey the KBPK: 16 or 24 bytes for B, 16, 24 or 32 for D
     * @throws KeyException KEY_BLOCK_INVALID for a protection key of another length, or a block of more than 9,999
     *     characters
     */
    public static String wrap(KeyMaterial protectionKey, KeyBlockHeader header, KeyMaterial key, SecureRandom random) {
        int cipherBlock = header.version().blockBytes();
        byte[] bytes = key.bytes(MaterialAccess.GRANTED);
        byte[] plain = new byte[(LENGTH_BYTES + bytes.length + cipherBlock - 1) / cipherBlock * cipherBlock];
        random.nextBytes(plain);
        ByteBuffer.wrap(plain).putShort((short) (8 * bytes.length)).put(bytes);
        try {
            return seal(protectionKey, header, plain);
        } finally {
            Arrays.fill(plain, (byte) 0);
        }
    }

    /**
     * Checks the block and takes the key out.
     *
     * @param protectionKey the KBPK: 16 or 24 bytes for B, 16, 24 or 32 for D
     * @throws KeyException KEY_BLOCK_INVALID for anything that is not exactly what was wrapped, header included
     */
    public static Unwrapped unwrap(KeyMaterial protectionKey, String block) {
        KeyBlockHeader.Parsed parsed = KeyBlockHeader.parse(block);
        byte[] plain = open(protectionKey, parsed, block);
        try {
            return new Unwrapped(parsed.header(), key(plain));
        } finally {
            Arrays.fill(plain, (byte) 0);
        }
    }

    /** @param plain length in bits, key, filling: whole cipher blocks */
    static String seal(KeyMaterial protectionKey, KeyBlockHeader header, byte[] plain) {
        KeyBlockVersion version = header.version();
        String text = header.aligned().text(2 * (plain.length + version.blockBytes()));
        byte[] kbpk = protectionKey.bytes(MaterialAccess.GRANTED);
        byte[] encryptionKey = version.derived(kbpk, KeyBlockVersion.ENCRYPTION);
        byte[] macKey = version.derived(kbpk, KeyBlockVersion.AUTHENTICATION);
        byte[] bound = joined(text, plain);
        try {
            byte[] mac = version.cmac(macKey, bound);
            byte[] sealed = version.encrypt(encryptionKey, mac, plain);
            return text + upperHex(sealed) + upperHex(mac);
        } finally {
            erase(encryptionKey, macKey, bound);
        }
    }

    /** The content, when header and content are what the MAC says. The caller erases it. */
    static byte[] open(KeyMaterial protectionKey, KeyBlockHeader.Parsed parsed, String block) {
        KeyBlockVersion version = parsed.header().version();
        byte[] body = hex(block.substring(parsed.text().length()));
        int sealedLength = body.length - version.blockBytes();
        if (sealedLength < version.blockBytes() || sealedLength % version.blockBytes() != 0) {
            throw KeyBlockHeader.refused("its encrypted part is no whole blocks");
        }
        byte[] sealed = Arrays.copyOf(body, sealedLength);
        byte[] mac = Arrays.copyOfRange(body, sealedLength, body.length);
        byte[] kbpk = protectionKey.bytes(MaterialAccess.GRANTED);
        byte[] encryptionKey = version.derived(kbpk, KeyBlockVersion.ENCRYPTION);
        byte[] macKey = version.derived(kbpk, KeyBlockVersion.AUTHENTICATION);
        byte[] plain = version.decrypt(encryptionKey, mac, sealed);
        byte[] bound = joined(parsed.text(), plain);
        try {
            if (!MessageDigest.isEqual(version.cmac(macKey, bound), mac)) {
                Arrays.fill(plain, (byte) 0);
                throw KeyBlockHeader.refused("header or content was changed, or the protection key is another");
            }
            return plain;
        } finally {
            erase(encryptionKey, macKey, bound);
        }
    }

    private static KeyMaterial key(byte[] plain) {
        int bits = (plain[0] & 0xFF) << 8 | (plain[1] & 0xFF);
        if (bits == 0 || bits % 8 != 0 || LENGTH_BYTES + bits / 8 > plain.length) {
            throw KeyBlockHeader.refused("the key's length does not fit");
        }
        byte[] key = Arrays.copyOfRange(plain, LENGTH_BYTES, LENGTH_BYTES + bits / 8);
        return KeyMaterial.owning(key, MaterialAccess.GRANTED);
    }

    private static byte[] joined(String header, byte[] plain) {
        return ByteBuffer.allocate(header.length() + plain.length)
                .put(header.getBytes(StandardCharsets.US_ASCII))
                .put(plain)
                .array();
    }

    private static void erase(byte[]... secrets) {
        for (byte[] secret : secrets) {
            Arrays.fill(secret, (byte) 0);
        }
    }

    private static String upperHex(byte[] bytes) {
        return Hex.encodeHexString(bytes, false).toUpperCase(Locale.ROOT);
    }

    private static byte[] hex(String text) {
        try {
            return Hex.decodeHex(text);
        } catch (DecoderException e) {
            throw KeyBlockHeader.refused("its body is not hex");
        }
    }
}
