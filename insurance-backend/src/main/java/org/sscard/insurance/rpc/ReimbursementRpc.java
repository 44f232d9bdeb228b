package org.sscard.insurance.rpc;

import io.grpc.stub.StreamObserver;
import org.sscard.insurance.reimbursement.Reimbursements;
import org.sscard.insurance.settlement.Bill;
import org.sscard.insurance.settlement.CardPresentations;
import org.sscard.servicekit.security.Principal;
import org.sscard.wire.insurance.v1.DecideReimbursementRequest;
import org.sscard.wire.insurance.v1.ListReimbursementsRequest;
import org.sscard.wire.insurance.v1.ListReimbursementsResponse;
import org.sscard.wire.insurance.v1.Reimbursement;
import org.sscard.wire.insurance.v1.ReimbursementServiceGrpc;
import org.sscard.wire.insurance.v1.SubmitReimbursementRequest;

/** insurance.v1.ReimbursementService. */
public final class ReimbursementRpc extends ReimbursementServiceGrpc.ReimbursementServiceImplBase {

    private static final int LONGEST_TEXT = 500;
    private static final int MOST = 500;

    private final Reimbursements reimbursements;
    private final CardPresentations presentations;
    private final AuditTrail audit;

    public ReimbursementRpc(Reimbursements reimbursements, CardPresentations presentations, AuditTrail audit) {
        this.reimbursements = reimbursements;
        this.presentations = presentations;
        this.audit = audit;
    }

    @Override
    public void submit(SubmitReimbursementRequest request, StreamObserver<Reimbursement> observer) {
        Fields.require(request.getRequestId().matches("[0-9A-Za-z-]{1,64}"), "request_id", "1 to 64 of [0-9A-Za-z-]");
        Fields.require(
                !request.getReason().isBlank() && request.getReason().length() <= LONGEST_TEXT,
                "reason",
                "1 to " + LONGEST_TEXT);
        Bill bill = presentations.complete(WireSettlements.bill(request.getBill()));
        answer(
                observer,
                wire(audit.recorded(
                        "SUBMIT_REIMBURSEMENT",
                        request.getRequestId(),
                        () -> reimbursements.submit(
                                request.getRequestId(),
                                bill,
                                request.getPapersList(),
                                request.getReason(),
                                Principal.current()))));
    }

    @Override
    public void approve(DecideReimbursementRequest request, StreamObserver<Reimbursement> observer) {
        long id = id(request);
        answer(
                observer,
                wire(audit.recorded(
                        "APPROVE_REIMBURSEMENT",
                        Long.toString(id),
                        () -> reimbursements.approve(id, request.getRemark(), Principal.current()))));
    }

    @Override
    public void reject(DecideReimbursementRequest request, StreamObserver<Reimbursement> observer) {
        long id = id(request);
        answer(
                observer,
                wire(audit.recorded(
                        "REJECT_REIMBURSEMENT",
                        Long.toString(id),
                        () -> reimbursements.reject(id, request.getRemark(), Principal.current()))));
    }

    @Override
    public void listReimbursements(
            ListReimbursementsRequest request, StreamObserver<ListReimbursementsResponse> observer) {
        org.sscard.insurance.reimbursement.Reimbursement.State state = request.getState()
                        .isEmpty()
                ? null
                : Fields.choice(
                        org.sscard.insurance.reimbursement.Reimbursement.State.class, request.getState(), "state");
        int limit = request.getLimit() <= 0 ? MOST : Math.min(request.getLimit(), MOST);
        ListReimbursementsResponse.Builder answer = ListReimbursementsResponse.newBuilder();
        reimbursements.list(state, limit).forEach(one -> answer.addReimbursements(wire(one)));
        answer(observer, answer.build());
    }

    private static long id(DecideReimbursementRequest request) {
        Fields.require(request.getReimbursementId().matches("[0-9]{1,18}"), "reimbursement_id", "digits");
        Fields.require(request.getRemark().length() <= LONGEST_TEXT, "remark", "<= " + LONGEST_TEXT);
        return Long.parseLong(request.getReimbursementId());
    }

    private static Reimbursement wire(Reimbursements.Case one) {
        org.sscard.insurance.reimbursement.Reimbursement reimbursement = one.reimbursement();
        Long settlement = reimbursement.settlementId();
        String decidedBy = reimbursement.decidedBy();
        return Reimbursement.newBuilder()
                .setReimbursementId(Long.toString(reimbursement.id()))
                .setState(reimbursement.state().name())
                .setSplit(WireSettlements.split(one.split()))
                .addAllPapers(reimbursement.papers())
                .setReason(reimbursement.reason())
                .setSubmittedBy(reimbursement.submittedBy())
                .setDecidedBy(decidedBy == null ? "" : decidedBy)
                .setRemark(reimbursement.remark())
                .setSettlementId(settlement == null ? "" : Long.toString(settlement))
                .build();
    }

    private static <T> void answer(StreamObserver<T> observer, T message) {
        observer.onNext(message);
        observer.onCompleted();
    }
}
