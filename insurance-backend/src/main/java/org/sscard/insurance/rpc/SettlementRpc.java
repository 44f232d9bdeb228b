package org.sscard.insurance.rpc;

import com.google.protobuf.ByteString;
import com.linecorp.armeria.server.ServiceRequestContext;
import io.grpc.Context;
import io.grpc.Status;
import io.grpc.stub.StreamObserver;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.sscard.insurance.catalogue.Catalogue;
import org.sscard.insurance.encounter.DailyLists;
import org.sscard.insurance.reconcile.DayTotals;
import org.sscard.insurance.reconcile.Reconciliation;
import org.sscard.insurance.settlement.Bill;
import org.sscard.insurance.settlement.CardPresentations;
import org.sscard.insurance.settlement.Challenge;
import org.sscard.insurance.settlement.Challenges;
import org.sscard.insurance.settlement.GroupSettling;
import org.sscard.insurance.settlement.Inquiry;
import org.sscard.insurance.settlement.Quoting;
import org.sscard.insurance.settlement.Refunding;
import org.sscard.insurance.settlement.Reply;
import org.sscard.insurance.settlement.ReplyEncoder;
import org.sscard.insurance.settlement.SettleCommand;
import org.sscard.insurance.settlement.Settlement;
import org.sscard.insurance.settlement.TakingBack;
import org.sscard.insurance.store.Digest;
import org.sscard.wire.error.CodedException;
import org.sscard.wire.error.ErrorCode;
import org.sscard.wire.error.GrpcErrors;
import org.sscard.wire.insurance.v1.CancelRequest;
import org.sscard.wire.insurance.v1.ChallengeRequest;
import org.sscard.wire.insurance.v1.ChallengeResponse;
import org.sscard.wire.insurance.v1.DailyListRequest;
import org.sscard.wire.insurance.v1.DailyListResponse;
import org.sscard.wire.insurance.v1.DayTotalsRequest;
import org.sscard.wire.insurance.v1.DayTotalsResponse;
import org.sscard.wire.insurance.v1.PresentCardRequest;
import org.sscard.wire.insurance.v1.PresentCardResponse;
import org.sscard.wire.insurance.v1.QueryOutcome;
import org.sscard.wire.insurance.v1.QueryRequest;
import org.sscard.wire.insurance.v1.QueryResponse;
import org.sscard.wire.insurance.v1.QuoteRequest;
import org.sscard.wire.insurance.v1.QuoteResponse;
import org.sscard.wire.insurance.v1.RefundRequest;
import org.sscard.wire.insurance.v1.RefundResponse;
import org.sscard.wire.insurance.v1.ReverseOutcome;
import org.sscard.wire.insurance.v1.ReverseRequest;
import org.sscard.wire.insurance.v1.ReverseResponse;
import org.sscard.wire.insurance.v1.SettleRequest;
import org.sscard.wire.insurance.v1.SettlementServiceGrpc;

/** insurance.v1.SettlementService. An institution's certificate speaks for that institution only. */
public final class SettlementRpc extends SettlementServiceGrpc.SettlementServiceImplBase {

    private static final Logger LOG = LoggerFactory.getLogger(SettlementRpc.class);

    private static final int CODE_BYTES = 16;

    private final Quoting quoting;
    private final GroupSettling settling;
    private final Challenges challenges;
    private final CardPresentations presentations;
    private final Refunding refunding;
    private final DailyLists dailyLists;
    private final Catalogue catalogue;
    private final TakingBack takingBack;
    private final Inquiry inquiry;
    private final Reconciliation reconciliation;
    private final FaultDrill drill;
    private final AuditTrail audit;
    private final InstitutionBinding binding;

    public SettlementRpc(
            Quoting quoting,
            GroupSettling settling,
            Challenges challenges,
            CardPresentations presentations,
            Refunding refunding,
            DailyLists dailyLists,
            Catalogue catalogue,
            TakingBack takingBack,
            Inquiry inquiry,
            Reconciliation reconciliation,
            FaultDrill drill,
            AuditTrail audit) {
        this.quoting = quoting;
        this.settling = settling;
        this.challenges = challenges;
        this.presentations = presentations;
        this.refunding = refunding;
        this.dailyLists = dailyLists;
        this.catalogue = catalogue;
        this.takingBack = takingBack;
        this.inquiry = inquiry;
        this.reconciliation = reconciliation;
        this.drill = drill;
        this.audit = audit;
        this.binding = new InstitutionBinding(audit);
    }

    /** How settlements are answered; the stored bytes are those of the message. */
    public static ReplyEncoder replies() {
        return settlement -> Reply.of(WireSettlements.settlement(settlement).toByteArray());
    }

    @Override
    public void quote(QuoteRequest request, StreamObserver<QuoteResponse> observer) {
        binding.require(request.getInstitution());
        Quoting.Offer offer = offer(presentations.complete(WireSettlements.bill(request)));
        answer(
                observer,
                QuoteResponse.newBuilder()
                        .setQuoteId(offer.quote().quoteId())
                        .setDigest(ByteString.copyFrom(offer.quote().digest().bytes()))
                        .setSplit(WireSettlements.split(offer.split()))
                        .build());
    }

    /** A code that the catalogue does not know may be the institution's own. */
    private Quoting.Offer offer(Bill bill) {
        try {
            return quoting.quote(bill);
        } catch (CodedException e) {
            Bill resolved = e.code() == ErrorCode.BILL_ITEM_UNKNOWN ? catalogue.resolve(bill) : bill;
            if (resolved.equals(bill)) {
                throw e;
            }
            return quoting.quote(resolved);
        }
    }

    @Override
    public void settle(SettleRequest request, StreamObserver<org.sscard.wire.insurance.v1.Settlement> observer) {
        binding.require(request.getInstitution());
        SettleCommand command = new SettleCommand(
                request.getInstitution(),
                request.getTransactionId(),
                request.getQuoteId(),
                Digest.of(request.getQuoteDigest().toByteArray()),
                request.hasProof() ? WireSettlements.proof(request.getProof()) : null,
                request.hasAuthentication() ? WireSettlements.authentication(request.getAuthentication()) : null);
        FaultDrill.Fault fault = drill.of(command);
        switch (fault) {
            case TIMEOUT_BEFORE -> {
                return;
            }
            case DOWN -> {
                observer.onError(Status.UNAVAILABLE.asRuntimeException());
                return;
            }
            case NONE, TIMEOUT_AFTER, MUST_BE_REVERSED -> {}
        }
        Context caller = Context.current();
        ServiceRequestContext http = ServiceRequestContext.current();
        CompletableFuture<Reply> unused = settling(command)
                .whenComplete((reply, failure) -> http.makeContextAware(
                                caller.wrap(() -> settled(command, fault, observer, reply, failure)))
                        .run());
    }

    private CompletableFuture<Reply> settling(SettleCommand command) {
        try {
            return settling.settle(command);
        } catch (RuntimeException e) {
            return CompletableFuture.failedFuture(e);
        }
    }

    private void settled(
            SettleCommand command,
            FaultDrill.Fault fault,
            StreamObserver<org.sscard.wire.insurance.v1.Settlement> observer,
            @Nullable Reply reply,
            @Nullable Throwable failure) {
        try {
            Reply certain = money(
                    command.transactionId(),
                    () -> audit.refusalsRecorded(
                            "SETTLE",
                            subject(command.institution(), command.transactionId()),
                            () -> certain(reply, failure)));
            if (fault == FaultDrill.Fault.MUST_BE_REVERSED) {
                throw new CodedException(ErrorCode.TRANSACTION_OUTCOME_UNKNOWN, command.transactionId());
            }
            if (fault != FaultDrill.Fault.TIMEOUT_AFTER) {
                answer(observer, WireSettlements.parse(certain));
            }
        } catch (CodedException e) {
            observer.onError(GrpcErrors.toStatus(e));
        }
    }

    private static Reply certain(@Nullable Reply reply, @Nullable Throwable failure) {
        if (reply != null) {
            return reply;
        }
        Throwable cause = failure instanceof CompletionException ? failure.getCause() : failure;
        throw cause instanceof RuntimeException known ? known : new IllegalStateException(cause);
    }

    @Override
    public void challenge(ChallengeRequest request, StreamObserver<ChallengeResponse> observer) {
        binding.require(request.getInstitution());
        Challenge challenge = challenges.draw(
                request.getInstitution(),
                request.getTransactionId(),
                request.getQuoteId(),
                Digest.of(request.getQuoteDigest().toByteArray()));
        answer(
                observer,
                ChallengeResponse.newBuilder()
                        .setChallenge(ByteString.copyFrom(challenge.bytes()))
                        .setExpiresAtMillis(challenge.expiresAt().toEpochMilli())
                        .build());
    }

    @Override
    public void cancel(CancelRequest request, StreamObserver<org.sscard.wire.insurance.v1.Settlement> observer) {
        binding.require(request.getInstitution());
        Reply reply = money(
                request.getCancelTransactionId(),
                () -> audit.recorded(
                        "CANCEL",
                        subject(request.getInstitution(), request.getTransactionId()),
                        () -> takingBack.cancel(
                                request.getInstitution(),
                                request.getTransactionId(),
                                request.getCancelTransactionId())));
        answer(observer, WireSettlements.parse(reply));
    }

    @Override
    public void refund(RefundRequest request, StreamObserver<RefundResponse> observer) {
        binding.require(request.getInstitution());
        Refunding.Command command = new Refunding.Command(
                request.getInstitution(),
                request.getTransactionId(),
                request.getCancelTransactionId(),
                request.getResettleTransactionId(),
                Set.copyOf(request.getLinesList()));
        Refunding.Refund refund = money(
                command.cancelId(),
                () -> audit.recorded(
                        "REFUND",
                        subject(command.institution(), command.transactionId()),
                        () -> refunding.refund(command)));
        RefundResponse.Builder response = RefundResponse.newBuilder()
                .setCancellation(WireSettlements.settlement(refund.cancellation()))
                .setCashBackFen(refund.cashBackFen())
                .setPooledBackFen(refund.pooledBackFen());
        Settlement resettlement = refund.resettlement();
        if (resettlement != null) {
            response.setResettlement(WireSettlements.settlement(resettlement));
        }
        answer(observer, response.build());
    }

    @Override
    public void presentCard(PresentCardRequest request, StreamObserver<PresentCardResponse> observer) {
        binding.require(request.getInstitution());
        Fields.require(
                request.getCardIdentificationCode().size() == CODE_BYTES, "card_identification_code", "16 bytes");
        CardPresentations.Presented presented = audit.recorded(
                "PRESENT_CARD",
                request.getInstitution() + "/" + request.getVisit(),
                () -> presentations.present(
                        request.getInstitution(),
                        request.getVisit(),
                        request.getSocialSecurityNumber(),
                        WireSettlements.hex(request.getCardIdentificationCode()),
                        Fields.time(request.getAdmittedAt(), "admitted_at"),
                        Fields.time(request.getPresentedAt(), "presented_at")));
        answer(
                observer,
                PresentCardResponse.newBuilder()
                        .setInTime(presented.inTime())
                        .setMinutes(presented.minutes())
                        .build());
    }

    @Override
    public void dailyList(DailyListRequest request, StreamObserver<DailyListResponse> observer) {
        binding.require(request.getInstitution());
        DailyLists.DailyList list =
                dailyLists.of(request.getInstitution(), request.getVisit(), Fields.date(request.getDay(), "day"));
        DailyListResponse.Builder response = DailyListResponse.newBuilder()
                .setTotalFen(list.sums().totalFen())
                .setInScopeFen(list.sums().inScopeFen())
                .setOwnFen(list.sums().totalFen() - list.sums().inScopeFen());
        list.lines().forEach(line -> response.addLines(WireSettlements.dailyLine(line)));
        answer(observer, response.build());
    }

    @Override
    public void reverse(ReverseRequest request, StreamObserver<ReverseResponse> observer) {
        binding.require(request.getInstitution());
        Settlement reversed = money(
                        request.getTransactionId(),
                        () -> audit.recorded(
                                "REVERSE",
                                subject(request.getInstitution(), request.getTransactionId()),
                                () -> takingBack.reverse(request.getInstitution(), request.getTransactionId())))
                .settlement();
        ReverseResponse.Builder response = ReverseResponse.newBuilder();
        if (reversed == null) {
            response.setOutcome(ReverseOutcome.REVERSE_OUTCOME_NEVER_HAPPENED);
        } else {
            response.setOutcome(ReverseOutcome.REVERSE_OUTCOME_REVERSED)
                    .setSettlement(WireSettlements.settlement(reversed));
        }
        answer(observer, response.build());
    }

    @Override
    public void query(QueryRequest request, StreamObserver<QueryResponse> observer) {
        binding.require(request.getInstitution());
        Optional<Inquiry.Finding> finding = inquiry.query(request.getInstitution(), request.getTransactionId());
        QueryResponse.Builder response = QueryResponse.newBuilder();
        if (finding.isEmpty()) {
            response.setOutcome(QueryOutcome.QUERY_OUTCOME_UNKNOWN);
        } else {
            Settlement settlement = finding.get().settlement();
            if (settlement == null) {
                response.setOutcome(QueryOutcome.QUERY_OUTCOME_TOMBSTONE);
            } else {
                response.setOutcome(QueryOutcome.QUERY_OUTCOME_FOUND)
                        .setSettlement(WireSettlements.settlement(settlement));
            }
        }
        answer(observer, response.build());
    }

    @Override
    public void dayTotals(DayTotalsRequest request, StreamObserver<DayTotalsResponse> observer) {
        binding.require(request.getInstitution());
        DayTotals totals = reconciliation.dayTotals(request.getInstitution(), WireSettlements.date(request.getDay()));
        answer(
                observer,
                DayTotalsResponse.newBuilder()
                        .setSettlements(totals.settlements())
                        .setCancellations(totals.cancellations())
                        .setReversals(totals.reversals())
                        .setTotalFen(totals.totalFen())
                        .setPooledFundFen(totals.fundFen())
                        .setAccountFen(totals.accountFen())
                        .setPersonFen(totals.personFen())
                        .setLedgerPayableFen(totals.ledgerPayableFen())
                        .setLedgerSumFen(totals.ledgerSumFen())
                        .build());
    }

    /** A failure without code may have come during or after the commit: then the outcome is unknown, never refused. */
    private static <T> T money(String transactionId, Supplier<T> work) {
        try {
            return work.get();
        } catch (CodedException e) {
            throw e;
        } catch (RuntimeException e) {
            LOG.error("the outcome of a transaction is unknown", e);
            throw new CodedException(e, ErrorCode.TRANSACTION_OUTCOME_UNKNOWN, transactionId);
        }
    }

    private static String subject(String institution, String transactionId) {
        return institution + "/" + transactionId;
    }

    private static <T> void answer(StreamObserver<T> observer, T message) {
        observer.onNext(message);
        observer.onCompleted();
    }
}
