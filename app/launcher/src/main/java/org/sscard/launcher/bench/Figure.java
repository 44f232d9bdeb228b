package org.sscard.launcher.bench;

import org.jspecify.annotations.Nullable;

/**
 * One measured value.
 *
 * @param unit such as {@code APDU/s} or {@code ms}
 * @param limit what was possible at best in the same run, in the same unit; absent for a value that only informs
 * @param required what the ratio of value to limit must be; absent where nothing is promised
 */
public record Figure(
        String name,
        String zh,
        String en,
        String unit,
        double value,
        @Nullable Double limit,
        @Nullable Requirement required) {

    /** The side of a ratio on which it must stay. */
    public enum Side {
        AT_LEAST(">="),
        AT_MOST("<=");

        private final String sign;

        Side(String sign) {
            this.sign = sign;
        }
    }

    public record Requirement(Side side, double ratio) {

        boolean isMetBy(double measured) {
            return side == Side.AT_LEAST ? measured >= ratio : measured <= ratio;
        }

        @Override
        public String toString() {
            return side.sign + " " + ratio;
        }
    }

    public static Figure informing(String name, String zh, String en, String unit, double value) {
        return new Figure(name, zh, en, unit, value, null, null);
    }

    public static Figure besides(String name, String zh, String en, String unit, double value, double limit) {
        return new Figure(name, zh, en, unit, value, limit, null);
    }

    public Figure atLeast(double ratio) {
        return new Figure(name, zh, en, unit, value, limit, new Requirement(Side.AT_LEAST, ratio));
    }

    public Figure atMost(double ratio) {
        return new Figure(name, zh, en, unit, value, limit, new Requirement(Side.AT_MOST, ratio));
    }

    /** Value over limit; {@code null} without a limit. */
    public @Nullable Double ratio() {
        return limit == null ? null : value / limit;
    }

    /** False only when something is promised and not kept. */
    public boolean holds() {
        Double measured = ratio();
        return required == null || (measured != null && required.isMetBy(measured));
    }
}
