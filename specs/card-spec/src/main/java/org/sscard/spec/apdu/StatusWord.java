package org.sscard.spec.apdu;

import java.util.Locale;

/**
 * SW1 SW2 of a response. What it means depends on the command that got it; only the numbers that carry a count have
 * accessors here. The table of all words is data, in {@code card-spec.json}.
 */
public record StatusWord(int value) {

    public static final StatusWord OK = new StatusWord(0x9000);

    public StatusWord {
        if (value < 0 || value > 0xFFFF) {
            throw new IllegalArgumentException("status word outside 0000..FFFF: " + value);
        }
    }

    public static StatusWord of(int value) {
        return new StatusWord(value);
    }

    public boolean isOk() {
        return value == 0x9000;
    }

    /** 61xx: xx more bytes wait for GET RESPONSE (00 means 256). */
    public boolean hasMoreData() {
        return value >> 8 == 0x61;
    }

    /** 6Cxx: the right Le is xx (00 means 256). */
    public boolean isWrongLength() {
        return value >> 8 == 0x6C;
    }

    /** xx of 61xx and 6Cxx, 1 to 256. */
    public int announcedLength() {
        int low = value & 0xFF;
        return low == 0 ? 256 : low;
    }

    /** 63Cx: authentication failed, x tries left. */
    public boolean isTriesLeft() {
        return (value & 0xFFF0) == 0x63C0;
    }

    public int triesLeft() {
        if (!isTriesLeft()) {
            throw new IllegalStateException(this + " carries no count of tries");
        }
        return value & 0x0F;
    }

    @Override
    public String toString() {
        return String.format(Locale.ROOT, "%04X", value);
    }
}
