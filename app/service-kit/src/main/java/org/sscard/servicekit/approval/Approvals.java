package org.sscard.servicekit.approval;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.function.BiConsumer;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.Jdbi;
import org.jspecify.annotations.Nullable;
import org.sscard.servicekit.approval.store.ApprovalTable;
import org.sscard.servicekit.security.Principal;
import org.sscard.wire.error.CodedException;
import org.sscard.wire.error.ErrorCode;

/**
 * Four eyes. One person asks with the exact request; another person (not merely another account) approves; the action is
 * then done once, with the same bytes, before the expiry. Every step goes to the audit, in the same transaction.
 */
public final class Approvals {

    private final Jdbi jdbi;
    private final ApprovalRules rules;
    private final Clock clock;
    private final SecureRandom random;
    private final BiConsumer<Handle, Approval> audit;

    /** @param audit records a step; when it throws, the step did not happen */
    public Approvals(
            Jdbi jdbi, ApprovalRules rules, Clock clock, SecureRandom random, BiConsumer<Handle, Approval> audit) {
        this.jdbi = jdbi;
        this.rules = rules;
        this.clock = clock;
        this.random = random;
        this.audit = audit;
    }

    /**
     * Asks for approval; asked again by the same person for the same, answers the open one.
     *
     * @param request the exact request in its canonical form (a deterministic serialisation)
     * @param summary what the second person reads
     */
    public Approval request(String action, byte[] request, String summary, Principal requester) {
        ApprovalRules.Rule rule = rules.requireRequester(action, requester);
        Instant now = now();
        Approval asked = new Approval(
                newId(),
                action,
                digest(action, request),
                summary,
                requester.account(),
                requester.person(),
                now,
                now.plus(rule.open()),
                Approval.State.REQUESTED,
                null,
                null,
                null,
                null,
                null);
        return jdbi.inTransaction(handle -> {
            ApprovalTable.expire(handle, now);
            if (ApprovalTable.insert(handle, asked, request)) {
                audit.accept(handle, asked);
                return asked;
            }
            return ApprovalTable.live(handle, asked.requestDigest(), requester.person())
                    .orElseThrow(() -> new CodedException(ErrorCode.DATABASE_BUSY));
        });
    }

    public Approval approve(String id, Principal approver) {
        return decide(id, approver, Approval.State.APPROVED, null);
    }

    public Approval reject(String id, Principal approver, String reason) {
        return decide(id, approver, Approval.State.REJECTED, reason);
    }

    /** Uses an approval up; to be called in the transaction that does the approved action, with the action's own bytes. */
    public Approval use(Handle handle, String id, String action, byte[] request) {
        Approval approval = locked(handle, id);
        if (!approval.action().equals(action) || !approval.requestDigest().equals(digest(action, request))) {
            throw new CodedException(ErrorCode.APPROVAL_CONTENT_DIFFERS, id);
        }
        if (approval.state() == Approval.State.REQUESTED) {
            throw new CodedException(ErrorCode.APPROVAL_REQUIRED, id);
        }
        if (approval.state() != Approval.State.APPROVED) {
            throw new CodedException(ErrorCode.APPROVAL_ALREADY_DECIDED, id, approval.state());
        }
        Approval used = with(
                approval,
                Approval.State.USED,
                approval.deciderAccount(),
                approval.deciderPerson(),
                approval.decidedAt(),
                approval.reason(),
                now());
        ApprovalTable.update(handle, used);
        audit.accept(handle, used);
        return used;
    }

    /** Requests that wait for a second person, oldest first. */
    public List<Approval> waiting() {
        return jdbi.withHandle(handle -> ApprovalTable.waiting(handle, now()));
    }

    /** @throws CodedException APPROVAL_NOT_FOUND */
    public Approval find(String id) {
        return jdbi.withHandle(handle -> ApprovalTable.find(handle, id))
                .orElseThrow(() -> new CodedException(ErrorCode.APPROVAL_NOT_FOUND, id));
    }

    /**
     * The exact request, as it was asked.
     *
     * @throws CodedException APPROVAL_NOT_FOUND
     */
    public byte[] requestOf(String id) {
        return jdbi.withHandle(handle -> ApprovalTable.request(handle, id))
                .orElseThrow(() -> new CodedException(ErrorCode.APPROVAL_NOT_FOUND, id));
    }

    /** The newest of all actions of these rules; one that was left open too long shows as EXPIRED. */
    public List<Approval> newest(int limit) {
        Instant now = now();
        return jdbi.inTransaction(handle -> {
            ApprovalTable.expire(handle, now);
            return ApprovalTable.newest(
                    handle, rules.byAction().keySet().stream().sorted().toList(), limit);
        });
    }

    private Approval decide(String id, Principal approver, Approval.State decision, @Nullable String reason) {
        return jdbi.inTransaction(handle -> {
            Approval approval = locked(handle, id);
            rules.requireApprover(approval.action(), approver);
            if (approval.requesterPerson().equals(approver.person())
                    || approval.requesterAccount().equals(approver.account())) {
                throw new CodedException(ErrorCode.APPROVAL_SAME_PERSON);
            }
            if (approval.state() != Approval.State.REQUESTED) {
                throw new CodedException(ErrorCode.APPROVAL_ALREADY_DECIDED, id, approval.state());
            }
            Approval decided = with(approval, decision, approver.account(), approver.person(), now(), reason, null);
            ApprovalTable.update(handle, decided);
            audit.accept(handle, decided);
            return decided;
        });
    }

    private Approval locked(Handle handle, String id) {
        Approval approval =
                ApprovalTable.lock(handle, id).orElseThrow(() -> new CodedException(ErrorCode.APPROVAL_NOT_FOUND, id));
        boolean open = approval.state() == Approval.State.REQUESTED || approval.state() == Approval.State.APPROVED;
        if (approval.state() == Approval.State.EXPIRED || (open && !now().isBefore(approval.expiresAt()))) {
            throw new CodedException(ErrorCode.APPROVAL_EXPIRED, id);
        }
        return approval;
    }

    private Instant now() {
        // The database keeps microseconds.
        return clock.instant().truncatedTo(ChronoUnit.MICROS);
    }

    private String newId() {
        byte[] bytes = new byte[8];
        random.nextBytes(bytes);
        return "A" + HexFormat.of().formatHex(bytes).toUpperCase(Locale.ROOT);
    }

    /** The action's length goes in front, so that no two pairs of action and request make the same bytes. */
    private static String digest(String action, byte[] request) {
        byte[] name = action.getBytes(StandardCharsets.UTF_8);
        try {
            MessageDigest sha256 = MessageDigest.getInstance("SHA-256");
            sha256.update(ByteBuffer.allocate(4).putInt(name.length).array());
            sha256.update(name);
            return HexFormat.of().formatHex(sha256.digest(request));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }

    private static Approval with(
            Approval approval,
            Approval.State state,
            @Nullable String deciderAccount,
            @Nullable String deciderPerson,
            @Nullable Instant decidedAt,
            @Nullable String reason,
            @Nullable Instant usedAt) {
        return new Approval(
                approval.id(),
                approval.action(),
                approval.requestDigest(),
                approval.summary(),
                approval.requesterAccount(),
                approval.requesterPerson(),
                approval.requestedAt(),
                approval.expiresAt(),
                state,
                deciderAccount,
                deciderPerson,
                decidedAt,
                reason,
                usedAt);
    }
}
