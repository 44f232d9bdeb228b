package org.sscard.sdk.rpc;

import java.util.Optional;
import org.sscard.sdk.Receipt;
import org.sscard.wire.error.CodedException;

/** What one sending of a money message brought. */
public sealed interface SendResult {
    /**
     * It stands in the books.
     *
     * @param resettlement of what a refund left
     */
    record Posted(Receipt receipt, Optional<Receipt> resettlement) implements SendResult {
        Posted(Receipt receipt) {
            this(receipt, Optional.empty());
        }
    }

    /** A reversal took effect: the transaction it names does not stand and never will. */
    record Withdrawn(boolean neverHappened) implements SendResult {}

    /** The insurer decided against it before posting anything. */
    record Refused(CodedException why) implements SendResult {}

    /** Nothing that tells whether it was posted. */
    record NoAnswer(String status) implements SendResult {}
}
