package org.sscard.insurance.settlement;

import java.time.Instant;
import java.time.LocalDate;
import org.jspecify.annotations.Nullable;
import org.sscard.insurance.enrolment.Scheme;
import org.sscard.insurance.policy.TreatmentKind;

/**
 * A settled bill, or the negative settlement that cancels one. Its figures never change, its state may.
 *
 * @param cancels the settlement that this one takes back
 * @param late the card's proof came after a later one of the same card
 * @param day accounting day
 */
public record Settlement(
        long settlementId,
        String institution,
        String transactionId,
        long personId,
        Scheme scheme,
        TreatmentKind kind,
        String visit,
        State state,
        @Nullable Long cancels,
        @Nullable String quoteId,
        Split split,
        boolean late,
        LocalDate day,
        Instant postedAt) {

    public enum State {
        CONFIRMED,
        CANCELLED,
        REVERSED
    }

    /** The same in the books of another institution. */
    Settlement at(String books, String visitThere, LocalDate dayThere) {
        return new Settlement(
                settlementId,
                books,
                transactionId,
                personId,
                scheme,
                kind,
                visitThere,
                state,
                cancels,
                quoteId,
                split,
                late,
                dayThere,
                postedAt);
    }

    Settlement in(State changed) {
        return new Settlement(
                settlementId,
                institution,
                transactionId,
                personId,
                scheme,
                kind,
                visit,
                changed,
                cancels,
                quoteId,
                split,
                late,
                day,
                postedAt);
    }
}
