package org.sscard.terminal.pin;

import java.util.OptionalLong;

/**
 * What the holder is asked the PIN for, shown at the pad.
 *
 * @param amountFen what the purchase costs in all, empty where no money moves
 */
public record PinRequest(Purpose purpose, OptionalLong amountFen) {

    public enum Purpose {
        VERIFY,
        DEBIT,
        /** The first step of a change. */
        CURRENT,
        /** The PIN that is to be. */
        REPLACEMENT,
        /** The same once more. */
        REPEATED
    }

    public static PinRequest verify() {
        return new PinRequest(Purpose.VERIFY, OptionalLong.empty());
    }

    /** A step of a change or a reload. */
    public static PinRequest of(Purpose purpose) {
        return new PinRequest(purpose, OptionalLong.empty());
    }

    public static PinRequest debit(long amountFen) {
        return new PinRequest(Purpose.DEBIT, OptionalLong.of(amountFen));
    }
}
