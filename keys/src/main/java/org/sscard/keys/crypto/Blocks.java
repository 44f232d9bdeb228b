package org.sscard.keys.crypto;

import java.util.Arrays;
import org.sscard.keys.KeyException;
import org.sscard.keys.KeyFault;

/** Byte-array arithmetic of block ciphers. */
final class Blocks {

    private Blocks() {}

    /** 80 00…, always added, also to data that is already aligned (ISO/IEC 9797-1 padding method 2). */
    static byte[] padded(byte[] message, int blockLength) {
        byte[] padded = Arrays.copyOf(message, (message.length / blockLength + 1) * blockLength);
        padded[message.length] = (byte) 0x80;
        return padded;
    }

    /** 80 00… only when not aligned, as the encryption of card-specification §5.3 does. */
    static byte[] paddedIfNeeded(byte[] message, int blockLength) {
        return message.length % blockLength == 0 ? message.clone() : padded(message, blockLength);
    }

    static byte[] concat(byte[]... parts) {
        int length = 0;
        for (byte[] part : parts) {
            length += part.length;
        }
        byte[] whole = new byte[length];
        int at = 0;
        for (byte[] part : parts) {
            System.arraycopy(part, 0, whole, at, part.length);
            at += part.length;
        }
        return whole;
    }

    /** f ‖ ~f of card-specification §5.1. */
    static byte[] withComplement(byte[] factor) {
        byte[] block = Arrays.copyOf(factor, 2 * factor.length);
        for (int i = 0; i < factor.length; i++) {
            block[factor.length + i] = (byte) ~factor[i];
        }
        return block;
    }

    /** {@code into ^= bytes[from..from+into.length)}. */
    static void xor(byte[] into, byte[] bytes, int from) {
        for (int i = 0; i < into.length; i++) {
            into[i] ^= bytes[from + i];
        }
    }

    /** The left half XOR the right half. */
    static byte[] folded(byte[] bytes) {
        int half = bytes.length / 2;
        byte[] folded = Arrays.copyOf(bytes, half);
        xor(folded, bytes, half);
        return folded;
    }

    static byte[] requireLength(String what, byte[] bytes, int length) {
        if (bytes.length != length) {
            throw new KeyException(
                    KeyFault.KEY_INPUT_INVALID, what + " has " + bytes.length + " bytes, expected " + length);
        }
        return bytes;
    }

    static void requireWholeBlocks(byte[] bytes, int blockLength) {
        if (bytes.length == 0 || bytes.length % blockLength != 0) {
            throw new KeyException(
                    KeyFault.KEY_INPUT_INVALID, bytes.length + " bytes are not whole blocks of " + blockLength);
        }
    }
}
