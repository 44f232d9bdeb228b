package org.sscard.keys.custody;

import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.sscard.keys.KeyException;
import org.sscard.keys.KeyFault;
import org.sscard.keys.model.KeyMaterial;
import org.sscard.keys.model.MaterialAccess;

/**
 * Shamir's secret sharing, byte by byte over GF(256): the secret is a polynomial's value at 0, a share its value at 1,
 * 2 … With fewer shares than the threshold every secret is equally possible.
 */
final class SecretSharing {

    static final int MAX_SHARES = 255;

    private static final int SECRET_AT = 0;

    /** @param y the polynomial's values at x, one per byte of the secret */
    record Point(int x, KeyMaterial y) {}

    private SecretSharing() {}

    /** The values at 1 to {@code shares}; the caller erases them. */
    static List<KeyMaterial> split(KeyMaterial secret, int threshold, int shares, SecureRandom random) {
        if (threshold < 2 || threshold > shares || shares > MAX_SHARES) {
            throw new KeyException(
                    KeyFault.KEY_INPUT_INVALID, threshold + " of " + shares + " shares; 2 ≤ m ≤ n ≤ " + MAX_SHARES);
        }
        byte[][] coefficients = new byte[threshold][secret.lengthBytes()];
        for (int degree = 1; degree < threshold; degree++) {
            random.nextBytes(coefficients[degree]);
        }
        byte[] bytes = secret.bytes(MaterialAccess.GRANTED);
        System.arraycopy(bytes, 0, coefficients[0], 0, bytes.length);
        List<KeyMaterial> values = new ArrayList<>();
        for (int x = 1; x <= shares; x++) {
            values.add(KeyMaterial.owning(evaluate(coefficients, x), MaterialAccess.GRANTED));
        }
        for (byte[] coefficient : coefficients) {
            Arrays.fill(coefficient, (byte) 0);
        }
        return values;
    }

    static KeyMaterial combine(List<Point> points) {
        return valueAt(SECRET_AT, points);
    }

    /** The value at x of the polynomial of least degree through the points; the caller erases it. */
    static KeyMaterial valueAt(int x, List<Point> points) {
        requireDistinct(points);
        byte[] value = new byte[points.get(0).y().lengthBytes()];
        for (Point point : points) {
            int weight = weight(x, point, points);
            byte[] y = point.y().bytes(MaterialAccess.GRANTED);
            for (int i = 0; i < value.length; i++) {
                value[i] ^= (byte) Gf256.multiply(weight, y[i] & 0xFF);
            }
        }
        return KeyMaterial.owning(value, MaterialAccess.GRANTED);
    }

    /** Lagrange's basis polynomial of the point, at x; subtraction is XOR. */
    private static int weight(int x, Point point, List<Point> points) {
        int weight = 1;
        for (Point other : points) {
            if (other.x() != point.x()) {
                weight = Gf256.multiply(weight, Gf256.multiply(x ^ other.x(), Gf256.inverse(point.x() ^ other.x())));
            }
        }
        return weight;
    }

    private static byte[] evaluate(byte[][] coefficients, int x) {
        byte[] value = new byte[coefficients[0].length];
        for (int degree = coefficients.length - 1; degree >= 0; degree--) {
            for (int i = 0; i < value.length; i++) {
                value[i] = (byte) (Gf256.multiply(value[i] & 0xFF, x) ^ coefficients[degree][i]);
            }
        }
        return value;
    }

    private static void requireDistinct(List<Point> points) {
        boolean distinct = points.stream().map(Point::x).distinct().count() == points.size();
        boolean sameLength =
                points.stream().map(point -> point.y().lengthBytes()).distinct().count() == 1;
        if (!distinct || !sameLength) {
            throw new KeyException(KeyFault.KEY_INPUT_INVALID, "shares repeat, or have different lengths");
        }
    }
}
