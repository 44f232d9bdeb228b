package org.sscard.insurance.ledger;

import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.sscard.wire.error.CodedException;
import org.sscard.wire.error.ErrorCode;

/**
 * An entry whose postings sum to zero; legs of zero are left out. The database checks the sum again.
 *
 * @param day accounting day
 */
public record JournalEntry(
        LocalDate day,
        @Nullable String institution,
        @Nullable Long settlementId,
        Kind kind,
        Instant postedAt,
        List<Posting> postings) {

    public enum Kind {
        SETTLE,
        CANCEL,
        REVERSE,
        OPENING,
        /** A person's contribution, with the subsidies that it makes due. */
        CONTRIBUTION,
        /** Subsidies paid over by city or district. */
        SUBSIDY,
        /** Costs to be recovered from a person. */
        RECOVERY,
        /** Monthly credit of a personal account. */
        ACCOUNT_CREDIT,
        /** Yearly interest of a personal account. */
        ACCOUNT_INTEREST,
        /** A bill reimbursed to the person. */
        REIMBURSEMENT,
        /** A month's payables, divided into deposit and payment (月清算). */
        CLEARING,
        /** A cleared payment that left the fiscal special account. */
        PAYMENT
    }

    public JournalEntry {
        postings = postings.stream().filter(posting -> posting.amountFen() != 0).toList();
        long sum = 0;
        for (Posting posting : postings) {
            sum = Math.addExact(sum, posting.amountFen());
        }
        if (sum != 0) {
            throw new CodedException(ErrorCode.LEDGER_UNBALANCED);
        }
    }
}
