package org.sscard.servicekit.security;

import java.util.Arrays;
import org.bouncycastle.crypto.InvalidCipherTextException;
import org.bouncycastle.crypto.engines.SM4Engine;
import org.bouncycastle.crypto.modes.CBCBlockCipher;
import org.bouncycastle.crypto.paddings.PKCS7Padding;
import org.bouncycastle.crypto.paddings.PaddedBufferedBlockCipher;
import org.bouncycastle.crypto.params.KeyParameter;
import org.bouncycastle.crypto.params.ParametersWithIV;
import org.sscard.wire.error.CodedException;
import org.sscard.wire.error.ErrorCode;

/**
 * Bodies of messages under SM4 (GB/T 32907) in CBC with PKCS#7 padding: IV of 16 bytes ‖ ciphertext. It hides, it does not
 * protect from change: a signature over the ciphertext must have been checked before anything is opened.
 */
public final class Sm4Body {

    public static final int KEY_BYTES = 16;

    private static final int BLOCK = 16;

    private Sm4Body() {}

    /** The same body gives the same bytes: its IV is derived from key and body. */
    public static byte[] seal(byte[] key, byte[] body) {
        byte[] iv = new byte[BLOCK];
        new DerivedRandom(key, body).nextBytes(iv);
        return seal(key, iv, body);
    }

    /** With a given IV. */
    static byte[] seal(byte[] key, byte[] iv, byte[] body) {
        try {
            byte[] sealed = run(true, key, iv, body, 0, body.length);
            byte[] whole = Arrays.copyOf(iv, BLOCK + sealed.length);
            System.arraycopy(sealed, 0, whole, BLOCK, sealed.length);
            return whole;
        } catch (InvalidCipherTextException e) {
            throw new IllegalStateException("SM4 cannot seal", e);
        }
    }

    /** @throws CodedException MESSAGE_NOT_OPENED */
    public static byte[] open(byte[] key, byte[] sealed) {
        if (sealed.length < 2 * BLOCK || sealed.length % BLOCK != 0) {
            throw new CodedException(ErrorCode.MESSAGE_NOT_OPENED);
        }
        try {
            return run(false, key, Arrays.copyOf(sealed, BLOCK), sealed, BLOCK, sealed.length - BLOCK);
        } catch (InvalidCipherTextException e) {
            throw new CodedException(e, ErrorCode.MESSAGE_NOT_OPENED);
        }
    }

    private static byte[] run(boolean sealing, byte[] key, byte[] iv, byte[] from, int offset, int length)
            throws InvalidCipherTextException {
        PaddedBufferedBlockCipher cipher =
                new PaddedBufferedBlockCipher(CBCBlockCipher.newInstance(new SM4Engine()), new PKCS7Padding());
        cipher.init(sealing, new ParametersWithIV(new KeyParameter(key), iv));
        byte[] out = new byte[cipher.getOutputSize(length)];
        int written = cipher.processBytes(from, offset, length, out, 0);
        written += cipher.doFinal(out, written);
        return Arrays.copyOf(out, written);
    }
}
