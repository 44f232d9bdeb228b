package org.sscard.terminal.pin;

import java.util.OptionalInt;
import java.util.OptionalLong;

/**
 * What the holder is asked the PIN for, shown at the pad.
 *
 * @param amountFen what the purchase costs in all, empty where no money moves
 * @param triesLeft how often the card still takes a wrong PIN, empty where the PIN is not checked
 */
public record PinRequest(Purpose purpose, OptionalLong amountFen, OptionalInt triesLeft) {

    public enum Purpose {
        VERIFY,
        DEBIT,
        /** The first step of a change. */
        CURRENT,
        /** The PIN that is to be. */
        REPLACEMENT,
        /** The same once more. */
        REPEATED,
        /** The PIN that is to be, asked again because the repetition differed. */
        REPLACEMENT_AGAIN
    }

    public static PinRequest verify() {
        return new PinRequest(Purpose.VERIFY, OptionalLong.empty(), OptionalInt.empty());
    }

    /** A step of a change or a reload. */
    public static PinRequest of(Purpose purpose) {
        return new PinRequest(purpose, OptionalLong.empty(), OptionalInt.empty());
    }

    public static PinRequest debit(long amountFen) {
        return new PinRequest(Purpose.DEBIT, OptionalLong.of(amountFen), OptionalInt.empty());
    }

    /** The same request, with the tries that the card has left. */
    public PinRequest withTriesLeft(int tries) {
        return new PinRequest(purpose, amountFen, OptionalInt.of(tries));
    }
}
