package org.sscard.launcher.bench;

import java.util.Arrays;

/** Two pieces of work in alternating rounds, so that whatever else the machine does strikes both; medians count. */
final class Rounds {

    /** A piece of work that says how many nanoseconds of it count. */
    @FunctionalInterface
    interface Work {
        long nanos();
    }

    private Rounds() {}

    record Medians(double first, double second) {}

    /** The order changes from round to round. {@code warmUp} rounds more come first and are forgotten. */
    static Medians alternating(int warmUp, int rounds, Work first, Work second) {
        long[] firsts = new long[rounds];
        long[] seconds = new long[rounds];
        for (int round = -warmUp; round < rounds; round++) {
            boolean firstLeads = round % 2 == 0;
            long leading = (firstLeads ? first : second).nanos();
            long following = (firstLeads ? second : first).nanos();
            if (round >= 0) {
                firsts[round] = firstLeads ? leading : following;
                seconds[round] = firstLeads ? following : leading;
            }
        }
        return new Medians(median(firsts), median(seconds));
    }

    static double median(long[] values) {
        long[] sorted = values.clone();
        Arrays.sort(sorted);
        int middle = sorted.length / 2;
        return sorted.length % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2.0;
    }
}
