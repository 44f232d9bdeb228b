package org.sscard.sdk;

import java.util.Optional;

/** How a partial refund (部分退费) ended: both of its rows stand, or neither ever will. */
public sealed interface RefundResult {
    /** Of the cancellation; the settlement of what is left has {@link Receipt#transactionId} of its own. */
    TransactionId transactionId();

    /**
     * The settlement was cancelled and what is left of its bill settled anew, in one step.
     *
     * @param cancellation the negative settlement of the whole bill
     * @param resettlement of the lines that are left; empty when every line was refunded
     */
    record Refunded(Receipt cancellation, Optional<Receipt> resettlement) implements RefundResult {
        @Override
        public TransactionId transactionId() {
            return cancellation.transactionId();
        }

        /** What the person gets back in cash; negative when the rest of the bill costs more cash than the whole did. */
        public Fen cashBack() {
            return back(
                    cancellation.split().cash(),
                    resettlement.map(rest -> rest.split().cash()));
        }

        /** What goes back to the pooled fund. */
        public Fen fundBack() {
            return back(
                    cancellation.split().pooledFund(),
                    resettlement.map(rest -> rest.split().pooledFund()));
        }

        /** What goes back to the personal account. */
        public Fen accountBack() {
            return back(
                    cancellation.split().account(),
                    resettlement.map(rest -> rest.split().account()));
        }

        private static Fen back(Fen cancelled, Optional<Fen> settledAnew) {
            return Fen.of(-Math.addExact(
                    cancelled.value(), settledAnew.map(Fen::value).orElse(0L)));
        }
    }

    /**
     * The settlement stands as it was, and this refund never will.
     *
     * @param code stable code of the error catalogue, such as LATER_CAP_LIMITED or BILL_LINE_NOT_FOUND
     */
    record Declined(TransactionId transactionId, String code, String zh, String en) implements RefundResult {}

    /** Not known yet. Pay nothing out; refund the same lines again, which continues this one, or wait for recovery. */
    record OutcomeUnknown(TransactionId transactionId) implements RefundResult {}
}
