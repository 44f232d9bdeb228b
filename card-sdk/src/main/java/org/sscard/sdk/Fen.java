package org.sscard.sdk;

import java.util.regex.Pattern;

/**
 * An amount of money in fen (分), the hundredth of a yuan. Sums that do not fit into 64 bits throw
 * {@link ArithmeticException}; there is no floating point anywhere near it.
 *
 * @param value fen, negative for a cancellation
 */
public record Fen(long value) implements Comparable<Fen> {
    public static final Fen ZERO = new Fen(0);

    private static final Pattern YUAN = Pattern.compile("-?(0|[1-9][0-9]*)\\.[0-9]{2}");

    public static Fen of(long value) {
        return new Fen(value);
    }

    /**
     * Reads an amount in yuan written as {@code 1234.56}: exactly two decimals, a point, no leading zero, no grouping,
     * no plus sign, no blanks.
     *
     * @throws NumberFormatException for anything else, and for an amount beyond 64 bits of fen
     */
    public static Fen parse(String yuan) {
        if (!YUAN.matcher(yuan).matches() || yuan.equals("-0.00")) {
            throw new NumberFormatException("an amount is written as 1234.56");
        }
        return new Fen(Long.parseLong(yuan.replace(".", "")));
    }

    public Fen plus(Fen other) {
        return new Fen(Math.addExact(value, other.value));
    }

    public Fen minus(Fen other) {
        return new Fen(Math.subtractExact(value, other.value));
    }

    public Fen negated() {
        return new Fen(Math.negateExact(value));
    }

    @Override
    public int compareTo(Fen other) {
        return Long.compare(value, other.value);
    }

    /** Yuan with two decimals, as {@link #parse} reads them. */
    @Override
    public String toString() {
        String digits = Long.toString(value);
        String sign = value < 0 ? "-" : "";
        String magnitude = value < 0 ? digits.substring(1) : digits;
        String padded = magnitude.length() < 3 ? "0".repeat(3 - magnitude.length()) + magnitude : magnitude;
        int point = padded.length() - 2;
        return sign + padded.substring(0, point) + "." + padded.substring(point);
    }
}
