package org.sscard.sdk;

import java.time.Instant;
import java.time.LocalDate;
import java.util.Optional;

/**
 * What stands in the insurer's books.
 *
 * @param settlementId the insurer's number (setl_id)
 * @param split negative amounts on the settlement of a cancellation
 * @param day the accounting day
 * @param cancels the settlement that this negative one takes back
 * @param late posted although its proof arrived out of order
 */
public record Receipt(
        TransactionId transactionId,
        String settlementId,
        State state,
        Split split,
        Instant postedAt,
        LocalDate day,
        Optional<String> cancels,
        boolean late) {

    /** Where a posted settlement stands (settlement §8). */
    public enum State {
        CONFIRMED,
        /** Taken back by a negative settlement (撤销); both rows stay. */
        CANCELLED,
        /** Made not to have happened (冲正). */
        REVERSED
    }
}
