package org.sscard.insurance.reimbursement;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A bill that was paid in cash and is reimbursed by hand.
 *
 * @param quoteId of the split that was entered and is approved
 * @param reason why it was not settled in real time
 */
public record Reimbursement(
        long id,
        String quoteId,
        List<String> papers,
        String reason,
        State state,
        String approvalId,
        String submittedBy,
        @Nullable String decidedBy,
        String remark,
        @Nullable Long settlementId) {

    public enum State {
        SUBMITTED,
        PAID,
        REJECTED
    }

    public Reimbursement {
        papers = List.copyOf(papers);
    }
}
