package org.sscard.sdk;

/**
 * How a money message ended, as far as the institution may rely on it. There are three answers, not two: a timeout is
 * {@link OutcomeUnknown}, never a refusal.
 */
public sealed interface SettlementResult {
    TransactionId transactionId();

    /** It stands in the insurer's books, exactly once. */
    record Settled(Receipt receipt) implements SettlementResult {
        @Override
        public TransactionId transactionId() {
            return receipt.transactionId();
        }
    }

    /**
     * It does not stand in the insurer's books and never will: the insurer refused it, or a tombstone lies on the id.
     *
     * @param code stable code of the error catalogue; {@code zh} and {@code en} say the same to a person
     */
    record Declined(TransactionId transactionId, String code, String zh, String en) implements SettlementResult {}

    /**
     * Whether it stands is not known yet. Change nothing; recovery finds out and tells the {@link OutcomeListener}, and
     * settling the same quote again continues this transaction.
     */
    record OutcomeUnknown(TransactionId transactionId) implements SettlementResult {}
}
