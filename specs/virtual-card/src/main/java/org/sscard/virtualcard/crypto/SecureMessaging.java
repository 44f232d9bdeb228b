package org.sscard.virtualcard.crypto;

import java.util.Arrays;
import java.util.Optional;

/** Secure messaging (§5.3) on both sides of it: what a sender builds and what the card checks. */
public final class SecureMessaging {

    private SecureMessaging() {}

    /**
     * MAC over CLA INS P1 P2 Lc ‖ data, Lc counting the MAC.
     *
     * @param header CLA INS P1 P2
     * @param data command data without the MAC
     */
    public static byte[] mac(CardCrypto crypto, byte[] sessionKey, byte[] header, byte[] data) {
        byte[] lc = {(byte) (data.length + CardCrypto.MAC_LENGTH)};
        return crypto.mac(sessionKey, ByteArrays.concat(header, lc, data));
    }

    /** Enc(LD ‖ plain), padded with 80 00… only when not aligned. */
    public static byte[] encrypt(CardCrypto crypto, byte[] sessionKey, byte[] plain) {
        byte[] block = ByteArrays.concat(new byte[] {(byte) plain.length}, plain);
        return crypto.encrypt(sessionKey, BlockPadding.whenNeeded(block, crypto.blockLength()));
    }

    /** The plain data, or empty when LD or the padding contradicts the length of the block. */
    public static Optional<byte[]> decrypt(CardCrypto crypto, byte[] sessionKey, byte[] cipherText) {
        if (cipherText.length == 0 || cipherText.length % crypto.blockLength() != 0) {
            return Optional.empty();
        }
        byte[] block = crypto.decrypt(sessionKey, cipherText);
        int length = block[0] & 0xFF;
        if (length > block.length - 1 || !isPadding(block, 1 + length)) {
            return Optional.empty();
        }
        return Optional.of(Arrays.copyOfRange(block, 1, 1 + length));
    }

    /** Nothing, or 80 followed by any number of 00: senders pad to 8 or to 16 bytes (§5.3, "both forms"). */
    private static boolean isPadding(byte[] block, int from) {
        if (from == block.length) {
            return true;
        }
        if (block[from] != (byte) 0x80) {
            return false;
        }
        for (int i = from + 1; i < block.length; i++) {
            if (block[i] != 0) {
                return false;
            }
        }
        return true;
    }
}
