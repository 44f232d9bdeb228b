package org.sscard.servicekit.approval;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * One request for approval and what became of it.
 *
 * @param id shown to both persons
 * @param action name of the action in {@link ApprovalRules}
 * @param requestDigest hex of SHA-256 over action and exact request, 32 bytes
 * @param summary what the second person reads before deciding; no secrets, persons masked
 * @param expiresAt neither approved nor used from then on
 */
public record Approval(
        String id,
        String action,
        String requestDigest,
        String summary,
        String requesterAccount,
        String requesterPerson,
        Instant requestedAt,
        Instant expiresAt,
        State state,
        @Nullable String deciderAccount,
        @Nullable String deciderPerson,
        @Nullable Instant decidedAt,
        @Nullable String reason,
        @Nullable Instant usedAt) {

    /** Where it stands. */
    public enum State {
        REQUESTED,
        APPROVED,
        REJECTED,
        /** The approved action was done. Once. */
        USED,
        EXPIRED
    }
}
