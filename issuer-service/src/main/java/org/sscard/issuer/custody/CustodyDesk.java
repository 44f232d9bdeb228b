package org.sscard.issuer.custody;

import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jdbi.v3.core.Jdbi;
import org.sscard.audit.AuditEntry;
import org.sscard.audit.AuditLog;
import org.sscard.keys.KeyException;
import org.sscard.servicekit.approval.Approval;
import org.sscard.servicekit.approval.Approvals;
import org.sscard.servicekit.security.Principal;
import org.sscard.wire.error.CodedException;
import org.sscard.wire.error.ErrorCode;

/**
 * Where sensitive things are asked for, approved and done: the same three steps for every verb. What needs two persons is
 * done only with an approval of the very same words; everything is in the audit log, refusals too.
 */
public final class CustodyDesk {

    private static final VerbTable TABLE = VerbTable.table();

    private final Jdbi jdbi;
    private final Approvals approvals;
    private final AuditLog audit;
    private final Map<Verb, Function<CustodyRequest, Plan>> actions = new EnumMap<>(Verb.class);

    /** What is waiting, or was decided, with what it does. */
    public record Shown(Approval approval, CustodyRequest request, Preview preview) {}

    /** A request's effect in words; {@code refusal} is empty when it could be done now. */
    public record Preview(String summary, List<Line> changes, List<String> reach, String refusal) {}

    /** One row of the difference. */
    public record Line(String what, String before, String after) {}

    public CustodyDesk(Jdbi jdbi, Approvals approvals, AuditLog audit) {
        this.jdbi = jdbi;
        this.approvals = approvals;
        this.audit = audit;
    }

    void register(Verb verb, Function<CustodyRequest, Plan> action) {
        actions.put(verb, action);
    }

    /** Asks for approval. @throws CodedException ROLE_NOT_ALLOWED, and whatever makes the request impossible now */
    public Approval request(CustodyRequest request, Principal caller) {
        return refusalsRecorded(request.verb() + "_REQUEST", caller, () -> {
            requireFourEyes(request.verb());
            TABLE.require(request.verb(), caller);
            Plan plan = plan(request);
            return approvals.request(request.verb().name(), request.bytes(), plan.summary(), caller);
        });
    }

    public Approval approve(String id, Principal caller) {
        return refusalsRecorded("APPROVAL_APPROVE", caller, () -> approvals.approve(id, caller));
    }

    public Approval reject(String id, Principal caller, String reason) {
        return refusalsRecorded("APPROVAL_REJECT", caller, () -> approvals.reject(id, caller, reason));
    }

    /**
     * Does what was approved, with the words that were approved. What fails leaves the approval as it was.
     *
     * @throws CodedException APPROVAL_CONTENT_DIFFERS, APPROVAL_REQUIRED, APPROVAL_EXPIRED, ROLE_NOT_ALLOWED
     */
    public String perform(String approval, CustodyRequest request, Principal caller) {
        return refusalsRecorded(request.verb().name(), caller, () -> {
            requireFourEyes(request.verb());
            TABLE.require(request.verb(), caller);
            return jdbi.inTransaction(handle -> {
                approvals.use(handle, approval, request.verb().name(), request.bytes());
                return plan(request).doing().run(caller);
            });
        });
    }

    /**
     * As {@link #perform}, for what is done outside of this process and cannot be taken back. The approval is used up when
     * {@code check} passes, before the work begins, whatever comes of it.
     */
    public <T> T performOutside(
            String approval, CustodyRequest request, Principal caller, Runnable check, Supplier<T> work) {
        return refusalsRecorded(request.verb().name(), caller, () -> {
            requireFourEyes(request.verb());
            TABLE.require(request.verb(), caller);
            jdbi.useTransaction(handle -> {
                approvals.use(handle, approval, request.verb().name(), request.bytes());
                plan(request);
                coded(() -> {
                    check.run();
                    return "";
                });
            });
            return coded(work);
        });
    }

    /** As {@link #perform}, with the request as it was kept. */
    public String perform(String approval, Principal caller) {
        return perform(approval, CustodyRequest.parse(approvals.requestOf(approval)), caller);
    }

    /** Does what one person may do alone. */
    public String performAlone(CustodyRequest request, Principal caller) {
        return refusalsRecorded(request.verb().name(), caller, () -> {
            if (TABLE.row(request.verb()).needsFourEyes()) {
                throw new CodedException(ErrorCode.APPROVAL_REQUIRED, "–");
            }
            TABLE.require(request.verb(), caller);
            Plan plan = plan(request);
            String done = plan.doing().run(caller);
            record(caller, request.verb().name(), plan.summary(), "OK");
            return done;
        });
    }

    /** A step of an action that is approved but not done yet; in the audit log, whatever comes of it. */
    <T> T recorded(String action, String subject, Principal caller, Supplier<T> step) {
        try {
            T result = coded(step);
            record(caller, action, subject, "OK");
            return result;
        } catch (CodedException e) {
            record(caller, action, subject, e.code().name());
            throw e;
        }
    }

    /** What a request would do, before anybody asks. */
    public Preview preview(CustodyRequest request) {
        return shown(plan(request));
    }

    public Shown show(String approval) {
        return shown(approvals.find(approval));
    }

    /** Newest first. */
    public List<Shown> newest(int limit) {
        return approvals.newest(limit).stream().map(this::shown).toList();
    }

    private Shown shown(Approval approval) {
        CustodyRequest request = CustodyRequest.parse(approvals.requestOf(approval.id()));
        boolean open = approval.state() == Approval.State.REQUESTED || approval.state() == Approval.State.APPROVED;
        if (!open) {
            return new Shown(approval, request, new Preview(approval.summary(), List.of(), List.of(), ""));
        }
        try {
            return new Shown(approval, request, shown(plan(request)));
        } catch (CodedException e) {
            return new Shown(approval, request, new Preview(approval.summary(), List.of(), List.of(), e.zh()));
        }
    }

    private static Preview shown(Plan plan) {
        return new Preview(
                plan.summary(),
                plan.changes().stream()
                        .map(change -> new Line(change.what(), change.before(), change.after()))
                        .toList(),
                plan.reach(),
                "");
    }

    private Plan plan(CustodyRequest request) {
        Function<CustodyRequest, Plan> action = actions.get(request.verb());
        if (action == null) {
            throw new CodedException(ErrorCode.REQUEST_INVALID, "verb", request.verb());
        }
        return coded(() -> {
            Plan plan = action.apply(request);
            return new Plan(
                    plan.summary(),
                    plan.changes(),
                    plan.reach(),
                    by -> coded(() -> plan.doing().run(by)));
        });
    }

    private static void requireFourEyes(Verb verb) {
        if (!TABLE.row(verb).needsFourEyes()) {
            throw new CodedException(ErrorCode.REQUEST_INVALID, "verb", "four eyes: " + verb);
        }
    }

    /** The keys' failures, by the catalogue's type: their codes are the catalogue's. */
    private static <T> T coded(Supplier<T> work) {
        try {
            return work.get();
        } catch (KeyException e) {
            throw new CodedException(e, ErrorCode.valueOf(e.code()), e.detail());
        }
    }

    private <T> T refusalsRecorded(String action, Principal caller, Supplier<T> work) {
        try {
            return work.get();
        } catch (CodedException e) {
            record(caller, action, "–", e.code().name());
            throw e;
        }
    }

    private void record(Principal caller, String action, String subject, String result) {
        audit.append(new AuditEntry(caller.account(), "custody", action, subject, result));
    }
}
