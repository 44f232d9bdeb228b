package org.sscard.keys.crypto;

import java.math.BigInteger;
import java.nio.ByteBuffer;
import org.bouncycastle.asn1.gm.GMNamedCurves;
import org.bouncycastle.asn1.x9.X9ECParameters;
import org.bouncycastle.math.ec.ECFieldElement;
import org.bouncycastle.math.ec.ECPoint;
import org.bouncycastle.math.ec.FixedPointCombMultiplier;
import org.bouncycastle.util.BigIntegers;
import org.sscard.keys.KeyException;
import org.sscard.keys.KeyFault;

/**
 * SM2 (GB/T 32918) with a given random number k, so that its published examples can be recomputed. A signature with a
 * known k gives the private key away: only for vectors.
 */
public final class Sm2Reference {

    private static final X9ECParameters CURVE = GMNamedCurves.getByName("sm2p256v1");
    private static final int FIELD = 32;

    private Sm2Reference() {}

    /** x ‖ y of the public key. */
    public static byte[] publicKey(byte[] d) {
        return coordinates(multiplied(CURVE.getG(), scalar(d)));
    }

    /** ZA of GB/T 32918.2 §5.5: the hash that binds a signature to the signer. */
    public static byte[] za(byte[] id, byte[] publicKey) {
        byte[] entl = ByteBuffer.allocate(2).putShort((short) (8 * id.length)).array();
        ECFieldElement a = CURVE.getCurve().getA();
        ECFieldElement b = CURVE.getCurve().getB();
        return Sm3.hash(entl, id, a.getEncoded(), b.getEncoded(), coordinates(CURVE.getG()), publicKey);
    }

    /** r ‖ s over the digest e. */
    public static byte[] sign(byte[] d, byte[] k, byte[] e) {
        BigInteger n = CURVE.getN();
        BigInteger x1 = multiplied(CURVE.getG(), scalar(k)).getAffineXCoord().toBigInteger();
        BigInteger r = new BigInteger(1, e).add(x1).mod(n);
        BigInteger inverse = scalar(d).add(BigInteger.ONE).modInverse(n);
        BigInteger s =
                inverse.multiply(scalar(k).subtract(r.multiply(scalar(d)))).mod(n);
        return Blocks.concat(fixed(r), fixed(s));
    }

    /** C1 (x ‖ y) ‖ C3 ‖ C2. */
    public static byte[] encrypt(byte[] publicKey, byte[] k, byte[] message) {
        ECPoint recipient = CURVE.getCurve().createPoint(number(publicKey, 0), number(publicKey, FIELD));
        byte[] c1 = coordinates(multiplied(CURVE.getG(), scalar(k)));
        byte[] shared = coordinates(multiplied(recipient, scalar(k)));
        byte[] c2 = message.clone();
        Blocks.xor(c2, keyStream(shared, message.length), 0);
        byte[] x2 = fixed(number(shared, 0));
        byte[] y2 = fixed(number(shared, FIELD));
        return Blocks.concat(c1, Sm3.hash(x2, message, y2), c2);
    }

    private static byte[] keyStream(byte[] shared, int length) {
        ByteBuffer stream = ByteBuffer.allocate((length / Sm3.LENGTH + 1) * Sm3.LENGTH);
        for (int counter = 1; stream.hasRemaining(); counter++) {
            stream.put(Sm3.hash(shared, ByteBuffer.allocate(4).putInt(counter).array()));
        }
        return stream.array();
    }

    private static ECPoint multiplied(ECPoint point, BigInteger scalar) {
        return new FixedPointCombMultiplier().multiply(point, scalar).normalize();
    }

    private static BigInteger scalar(byte[] bytes) {
        BigInteger scalar = new BigInteger(1, bytes);
        if (scalar.signum() == 0 || scalar.compareTo(CURVE.getN()) >= 0) {
            throw new KeyException(KeyFault.KEY_INPUT_INVALID, "SM2 scalar outside 1..n-1");
        }
        return scalar;
    }

    private static BigInteger number(byte[] bytes, int from) {
        return new BigInteger(1, bytes, from, FIELD);
    }

    private static byte[] coordinates(ECPoint point) {
        return Blocks.concat(
                fixed(point.getAffineXCoord().toBigInteger()),
                fixed(point.getAffineYCoord().toBigInteger()));
    }

    private static byte[] fixed(BigInteger value) {
        return BigIntegers.asUnsignedByteArray(FIELD, value);
    }
}
