package org.sscard.insurance.policy;

/** Rounding half up to the fen, in integers (settlement rules §1.6). */
public final class HalfUp {

    private HalfUp() {}

    /** {@code numerator / denominator} rounded half up; both are not negative, the denominator is positive. */
    public static long divide(long numerator, long denominator) {
        if (numerator < 0 || denominator <= 0) {
            throw new IllegalArgumentException("negative amount");
        }
        long quotient = numerator / denominator;
        long remainder = numerator % denominator;
        return remainder >= denominator - remainder ? Math.addExact(quotient, 1) : quotient;
    }

    /** {@code a * b / denominator} rounded half up; throws ArithmeticException when the product leaves 63 bits. */
    public static long multiplyDivide(long a, long b, long denominator) {
        return divide(Math.multiplyExact(a, b), denominator);
    }
}
