package org.sscard.sdk.recovery;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.sscard.sdk.Receipt;
import org.sscard.sdk.RefundResult;
import org.sscard.sdk.SettlementResult;
import org.sscard.sdk.TransactionId;
import org.sscard.sdk.journal.EntryState;
import org.sscard.wire.error.CodedException;
import org.sscard.wire.error.ErrorCode;

/** What is known of a transaction whose request may have left. */
public sealed interface Outcome {
    /**
     * It stands in the books.
     *
     * @param resettlement of what a refund left
     */
    record Posted(Receipt receipt, Optional<Receipt> resettlement) implements Outcome {}

    /** Not in the books, and never will be. */
    record Refused(CodedException why) implements Outcome {}

    /** A reversal or its tombstone lies on the id. */
    record Withdrawn() implements Outcome {}

    record Unknown() implements Outcome {}

    /** The state that ends the journal's entry; empty while the outcome is unknown. */
    default Optional<EntryState> end() {
        if (this instanceof Posted) {
            return Optional.of(EntryState.SETTLED);
        }
        if (this instanceof Refused) {
            return Optional.of(EntryState.DECLINED);
        }
        return this instanceof Withdrawn ? Optional.of(EntryState.REVERSED) : Optional.empty();
    }

    /** Stable code of a refusal, empty otherwise. */
    default String code() {
        return this instanceof Refused refused ? refused.why().code().name() : "";
    }

    /** The same for the caller. */
    default SettlementResult of(TransactionId id) {
        if (this instanceof Posted posted) {
            return new SettlementResult.Settled(posted.receipt());
        }
        if (this instanceof Refused refused) {
            return declined(id, refused.why());
        }
        return this instanceof Withdrawn
                ? declined(id, new CodedException(ErrorCode.TRANSACTION_TOMBSTONE, id))
                : new SettlementResult.OutcomeUnknown(id);
    }

    /** The same for a listener, who hears of both rows of a refund. */
    default List<SettlementResult> told(TransactionId id) {
        List<SettlementResult> told = new ArrayList<>(List.of(of(id)));
        if (this instanceof Posted posted) {
            posted.resettlement().map(SettlementResult.Settled::new).ifPresent(told::add);
        }
        return told;
    }

    /** The same for the caller of a refund. */
    default RefundResult ofRefund(TransactionId id) {
        if (this instanceof Posted posted) {
            return new RefundResult.Refunded(posted.receipt(), posted.resettlement());
        }
        return of(id) instanceof SettlementResult.Declined why
                ? new RefundResult.Declined(id, why.code(), why.zh(), why.en())
                : new RefundResult.OutcomeUnknown(id);
    }

    static SettlementResult.Declined declined(TransactionId id, CodedException why) {
        return new SettlementResult.Declined(id, why.code().name(), why.zh(), why.en());
    }
}
