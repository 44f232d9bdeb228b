package org.sscard.keys.crypto;

import java.util.Arrays;
import org.sscard.keys.KeyException;
import org.sscard.keys.KeyFault;

/** Secure messaging of the card (card-specification §5.3) under a session key. */
public final class SecureMessaging {

    public static final int MAC_LENGTH = 4;

    private static final int MAX_DATA = 255;

    private SecureMessaging() {}

    /**
     * The 4-byte MAC over CLA INS P1 P2 Lc ‖ data, where Lc counts the MAC as well.
     *
     * @param header CLA INS P1 P2
     */
    public static byte[] mac(CipherSuite suite, byte[] sessionKey, byte[] header, byte[] data) {
        Blocks.requireLength("header", header, 4);
        int lc = data.length + MAC_LENGTH;
        if (lc > MAX_DATA) {
            throw new KeyException(KeyFault.KEY_INPUT_INVALID, "Lc " + lc + " with the MAC");
        }
        return suite.mac(sessionKey, Blocks.concat(header, new byte[] {(byte) lc}, data));
    }

    /** LD(1) ‖ plain, padded 80 00… only when not aligned, ECB. */
    public static byte[] encrypt(CipherSuite suite, byte[] sessionKey, byte[] plain) {
        if (plain.length > MAX_DATA) {
            throw new KeyException(KeyFault.KEY_INPUT_INVALID, plain.length + " bytes do not fit LD");
        }
        byte[] withLength = Blocks.concat(new byte[] {(byte) plain.length}, plain);
        byte[] blocks = Blocks.paddedIfNeeded(withLength, suite.blockLength());
        try {
            return suite.encrypt(sessionKey, blocks);
        } finally {
            Arrays.fill(withLength, (byte) 0);
            Arrays.fill(blocks, (byte) 0);
        }
    }

    /** The data field data ‖ MAC of a command with this header. */
    public static byte[] withMac(CipherSuite suite, byte[] sessionKey, byte[] header, byte[] data) {
        return Blocks.concat(data, mac(suite, sessionKey, header, data));
    }

    /** Key data of a PSAM's CREATE KEY and CHANGE KEY: head ‖ key without LD, padded 80 00… only when not aligned, ECB. */
    public static byte[] encryptKeyData(CipherSuite suite, byte[] ownKey, byte[] head, byte[] key) {
        byte[] plain = Blocks.concat(head, key);
        byte[] blocks = Blocks.paddedIfNeeded(plain, suite.blockLength());
        try {
            return suite.encrypt(ownKey, blocks);
        } finally {
            Arrays.fill(plain, (byte) 0);
            Arrays.fill(blocks, (byte) 0);
        }
    }

    /** The data field Enc(plain) ‖ MAC of a command with this header. */
    public static byte[] protect(CipherSuite suite, byte[] sessionKey, byte[] header, byte[] plain) {
        byte[] encrypted = encrypt(suite, sessionKey, plain);
        return Blocks.concat(encrypted, mac(suite, sessionKey, header, encrypted));
    }
}
