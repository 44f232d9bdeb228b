package org.sscard.spec.blacklist;

import java.util.Arrays;

/** Sorts codes that lie as pairs of longs in one array, without an object for each. */
final class PairSort {

    private PairSort() {}

    /** By the first long and then the second, unsigned; heapsort in a copy, no more memory than that. */
    static long[] sorted(long[] pairs) {
        long[] heap = Arrays.copyOf(pairs, pairs.length);
        int size = heap.length / 2;
        for (int root = size / 2 - 1; root >= 0; root--) {
            sink(heap, root, size);
        }
        for (int last = size - 1; last > 0; last--) {
            swap(heap, 0, last);
            sink(heap, 0, last);
        }
        return heap;
    }

    private static void sink(long[] heap, int root, int size) {
        int parent = root;
        while (true) {
            int child = 2 * parent + 1;
            if (child >= size) {
                return;
            }
            if (child + 1 < size && compare(heap, child, child + 1) < 0) {
                child++;
            }
            if (compare(heap, parent, child) >= 0) {
                return;
            }
            swap(heap, parent, child);
            parent = child;
        }
    }

    private static int compare(long[] heap, int one, int other) {
        return BlacklistFile.compare(heap[2 * one], heap[2 * one + 1], heap[2 * other], heap[2 * other + 1]);
    }

    private static void swap(long[] heap, int one, int other) {
        for (int half = 0; half < 2; half++) {
            long value = heap[2 * one + half];
            heap[2 * one + half] = heap[2 * other + half];
            heap[2 * other + half] = value;
        }
    }
}
