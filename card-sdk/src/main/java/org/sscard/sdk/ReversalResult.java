package org.sscard.sdk;

/** How a reversal (冲正) ended. */
public sealed interface ReversalResult {
    /** The transaction does not stand in the books and never will, whether or not it ever did. */
    record Reversed(TransactionId transactionId) implements ReversalResult {}

    /**
     * The insurer keeps the transaction.
     *
     * @param code stable code of the error catalogue, such as DAY_CLOSED
     */
    record Refused(TransactionId transactionId, String code, String zh, String en) implements ReversalResult {}

    /** Not answered in time; recovery repeats it until it is. */
    record Pending(TransactionId transactionId) implements ReversalResult {}
}
