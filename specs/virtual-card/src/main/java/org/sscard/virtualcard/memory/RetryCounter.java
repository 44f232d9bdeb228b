package org.sscard.virtualcard.memory;

/** Tries left before a key or PIN is blocked. */
public final class RetryCounter {

    /** The limit that never blocks. */
    public static final int UNLIMITED = 0xFF;

    private final int limit;
    private int left;

    public RetryCounter(int limit) {
        this(limit, limit);
    }

    public RetryCounter(int limit, int left) {
        this.limit = limit;
        this.left = left;
    }

    public int limit() {
        return limit;
    }

    public int left() {
        return left;
    }

    public boolean isUnlimited() {
        return limit == UNLIMITED;
    }

    public boolean isExhausted() {
        return left == 0;
    }

    public void fail() {
        if (!isUnlimited()) {
            left--;
        }
    }

    public void restore() {
        left = limit;
    }

    public RetryCounter copy() {
        return new RetryCounter(limit, left);
    }
}
