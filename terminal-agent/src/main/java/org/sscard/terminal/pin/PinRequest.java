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
        DEBIT
    }

    public static PinRequest verify() {
        return new PinRequest(Purpose.VERIFY, OptionalLong.empty());
    }

    public static PinRequest debit(long amountFen) {
        return new PinRequest(Purpose.DEBIT, OptionalLong.of(amountFen));
    }
}
