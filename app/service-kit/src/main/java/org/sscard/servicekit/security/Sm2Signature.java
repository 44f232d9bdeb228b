package org.sscard.servicekit.security;

import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import org.bouncycastle.asn1.gm.GMNamedCurves;
import org.bouncycastle.asn1.x9.X9ECParameters;
import org.bouncycastle.crypto.CryptoException;
import org.bouncycastle.crypto.params.ECDomainParameters;
import org.bouncycastle.crypto.params.ECPrivateKeyParameters;
import org.bouncycastle.crypto.params.ECPublicKeyParameters;
import org.bouncycastle.crypto.params.ParametersWithID;
import org.bouncycastle.crypto.params.ParametersWithRandom;
import org.bouncycastle.crypto.signers.PlainDSAEncoding;
import org.bouncycastle.crypto.signers.SM2Signer;
import org.bouncycastle.math.ec.ECPoint;
import org.bouncycastle.util.BigIntegers;
import org.sscard.wire.error.CodedException;
import org.sscard.wire.error.ErrorCode;

/**
 * Signatures on messages by SM2 with SM3 (GB/T 32918.2): 64 bytes r ‖ s, the signer's distinguishing id being
 * 1234567812345678 as GB/T 35276 has it. For messages alone, never for card keys.
 */
public final class Sm2Signature {

    /** Bytes of a private key, of each coordinate, and of r and s. */
    public static final int FIELD_BYTES = 32;

    private static final byte[] SIGNER_ID = "1234567812345678".getBytes(StandardCharsets.US_ASCII);
    private static final X9ECParameters CURVE = GMNamedCurves.getByName("sm2p256v1");
    private static final ECDomainParameters DOMAIN =
            new ECDomainParameters(CURVE.getCurve(), CURVE.getG(), CURVE.getN(), CURVE.getH());

    private Sm2Signature() {}

    /** 04 ‖ x ‖ y, 65 bytes, of a private key of 32. */
    public static byte[] publicKey(byte[] privateKey) {
        ECPoint point = DOMAIN.getG().multiply(scalar(privateKey)).normalize();
        return point.getEncoded(false);
    }

    /** The same message gives the same signature: its nonce is derived from key and message, in the way of RFC 6979. */
    public static byte[] sign(byte[] privateKey, byte[] message) {
        SM2Signer signer = new SM2Signer(PlainDSAEncoding.INSTANCE);
        ECPrivateKeyParameters key = new ECPrivateKeyParameters(scalar(privateKey), DOMAIN);
        signer.init(
                true,
                new ParametersWithID(new ParametersWithRandom(key, new DerivedRandom(privateKey, message)), SIGNER_ID));
        signer.update(message, 0, message.length);
        try {
            return signer.generateSignature();
        } catch (CryptoException e) {
            throw new IllegalStateException("SM2 cannot sign", e);
        }
    }

    /** @param publicKey 04 ‖ x ‖ y; false also for a signature that is none */
    public static boolean verify(byte[] publicKey, byte[] message, byte[] signature) {
        if (signature.length != 2 * FIELD_BYTES) {
            return false;
        }
        SM2Signer signer = new SM2Signer(PlainDSAEncoding.INSTANCE);
        signer.init(false, new ParametersWithID(new ECPublicKeyParameters(point(publicKey), DOMAIN), SIGNER_ID));
        signer.update(message, 0, message.length);
        return signer.verifySignature(signature);
    }

    /**
     * Refuses what is no public key.
     *
     * @throws CodedException CONFIG_VALUE_INVALID
     */
    public static void requirePublicKey(byte[] publicKey, String setting) {
        try {
            if (point(publicKey).isInfinity() || publicKey.length != 1 + 2 * FIELD_BYTES) {
                throw new CodedException(ErrorCode.CONFIG_VALUE_INVALID, setting, "04 x y");
            }
        } catch (IllegalArgumentException e) {
            throw new CodedException(e, ErrorCode.CONFIG_VALUE_INVALID, setting, "04 x y");
        }
    }

    private static ECPoint point(byte[] publicKey) {
        return CURVE.getCurve().decodePoint(publicKey);
    }

    private static BigInteger scalar(byte[] privateKey) {
        BigInteger d = BigIntegers.fromUnsignedByteArray(privateKey);
        if (privateKey.length != FIELD_BYTES
                || d.signum() == 0
                || d.compareTo(DOMAIN.getN().subtract(BigInteger.ONE)) >= 0) {
            throw new IllegalArgumentException("an SM2 private key has 32 bytes below n - 1");
        }
        return d;
    }
}
