package org.sscard.servicekit.security;

import java.nio.ByteBuffer;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * A stream of bytes that a key and a message determine: HMAC-SHA-256(key, counter 4 ‖ message). A nonce from it never
 * repeats for another message, needs no source of randomness, and makes an answer the same however often it is given.
 */
final class DerivedRandom extends SecureRandom {

    private static final long serialVersionUID = 1L;
    private static final String ALGORITHM = "HmacSHA256";

    private final transient Mac mac;
    private final transient byte[] message;
    private int counter;

    DerivedRandom(byte[] key, byte[] message) {
        try {
            this.mac = Mac.getInstance(ALGORITHM);
            mac.init(new SecretKeySpec(key, ALGORITHM));
            this.message = message.clone();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every JDK has " + ALGORITHM, e);
        }
    }

    @Override
    public void nextBytes(byte[] bytes) {
        int filled = 0;
        while (filled < bytes.length) {
            mac.update(ByteBuffer.allocate(Integer.BYTES).putInt(++counter).array());
            byte[] block = mac.doFinal(message);
            int taken = Math.min(block.length, bytes.length - filled);
            System.arraycopy(block, 0, bytes, filled, taken);
            filled += taken;
        }
    }
}
