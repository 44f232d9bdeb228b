package org.sscard.servicekit.pages.chart;

import java.util.ArrayList;
import java.util.List;

/** A scale of amounts with round steps (1, 2 or 5 times a power of ten), from 0 or below to the largest amount or above. */
record Axis(long from, long to, long step) {

    private static final int STEPS = 4;

    static Axis of(long smallest, long largest) {
        long span = Math.max(1, Math.max(0, largest) - Math.min(0, smallest));
        long step = roundStep((span + STEPS - 1) / STEPS);
        long from = Math.floorDiv(Math.min(0, smallest), step) * step;
        long to = -Math.floorDiv(-Math.max(1, largest), step) * step;
        return new Axis(from, to, step);
    }

    private static long roundStep(long least) {
        for (long power = 1; ; power *= 10) {
            for (int times : new int[] {1, 2, 5}) {
                if (power * times >= least) {
                    return power * times;
                }
            }
        }
    }

    /** How far along a length an amount stands. */
    int at(long amount, int length) {
        return (int) (Math.multiplyExact(amount - from, (long) length) / (to - from));
    }

    List<Long> marks() {
        List<Long> marks = new ArrayList<>();
        for (long mark = from; mark <= to; mark += step) {
            marks.add(mark);
        }
        return marks;
    }
}
