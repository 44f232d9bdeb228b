package org.sscard.sdk.journal;

import org.sscard.sdk.TransactionId;

/**
 * The second id of a refund, that of the settlement of what is left. It follows from the first, the journal entry's, so that
 * either leads to the other after the entry has ended and its request is gone.
 */
public final class RefundIds {
    private static final String SUFFIX = "-R";

    private RefundIds() {}

    public static TransactionId resettlement(TransactionId refund) {
        return new TransactionId(refund.value() + SUFFIX);
    }

    /** The id under which the journal has a transaction: the refund's where it is that of a resettlement. */
    public static TransactionId entryOf(TransactionId transaction) {
        String value = transaction.value();
        return value.endsWith(SUFFIX) && value.length() > SUFFIX.length()
                ? new TransactionId(value.substring(0, value.length() - SUFFIX.length()))
                : transaction;
    }
}
