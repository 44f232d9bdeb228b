package org.sscard.keys.custody;

/**
 * The field with 256 elements modulo x⁸ + x⁴ + x³ + x + 1 (FIPS 197 §4). No tables and no branches on the operands:
 * shares of keys pass through here, and a table would show them to the cache.
 */
final class Gf256 {

    private static final int POLYNOMIAL = 0x11B;

    private Gf256() {}

    static int multiply(int a, int b) {
        int product = 0;
        int shifted = a;
        for (int bit = 0; bit < 8; bit++) {
            product ^= shifted & -(b >> bit & 1);
            shifted <<= 1;
            shifted ^= POLYNOMIAL & -(shifted >> 8);
        }
        return product;
    }

    /** a²⁵⁴, which is the inverse; 0 for 0. */
    static int inverse(int a) {
        int power = a;
        int result = 1;
        for (int i = 0; i < 7; i++) {
            power = multiply(power, power);
            result = multiply(result, power);
        }
        return result;
    }
}
