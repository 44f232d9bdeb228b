package org.sscard.virtualcard.fault;

import java.time.Duration;
import java.util.OptionalInt;

/** What goes wrong with one command. */
public sealed interface Fault {

    /** How a write ends when the power goes in the middle of it. */
    enum Outcome {
        /** Nothing was written. */
        OLD,
        /** All was written; only the answer is lost. */
        NEW,
        /**
         * The written record, file or key is part new, part old. What a card OS updates atomically (amounts, counters,
         * PIN, life cycle) is old or new even then.
         */
        GARBLED
    }

    /** Power goes while the command runs: no answer, the card is away. */
    record Tear(Outcome outcome) implements Fault {}

    /** The card answers, and is pulled out then. */
    record Remove() implements Fault {}

    /** The answer comes late. */
    record Delay(Duration duration) implements Fault {}

    /** The card answers this status word and does nothing. */
    record Status(int status) implements Fault {}

    /**
     * One bit of the answer is wrong.
     *
     * @param index byte of the answer, counted from 0; absent = any byte in front of the status word, by the seed
     * @param bit 0 to 7; absent = by the seed
     */
    record Flip(OptionalInt index, OptionalInt bit) implements Fault {}
}
