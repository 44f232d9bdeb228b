package org.sscard.insurance.policy;

import java.math.BigInteger;

/** How an amount that is no whole fen becomes one; integers only. */
public enum Rounding {
    HALF_UP,
    DOWN,
    UP;

    /** {@code a * b / denominator} in fen; factors not negative, denominator positive, products of any size. */
    public long multiplyDivide(BigInteger a, long b, long denominator) {
        BigInteger[] parts = a.multiply(BigInteger.valueOf(b)).divideAndRemainder(BigInteger.valueOf(denominator));
        boolean more = switch (this) {
            case HALF_UP -> parts[1].shiftLeft(1).compareTo(BigInteger.valueOf(denominator)) >= 0;
            case DOWN -> false;
            case UP -> parts[1].signum() > 0;
        };
        return (more ? parts[0].add(BigInteger.ONE) : parts[0]).longValueExact();
    }
}
