package org.sscard.sdk.rpc;

import com.google.protobuf.ByteString;
import com.google.protobuf.InvalidProtocolBufferException;
import io.grpc.Channel;
import io.grpc.Deadline;
import io.grpc.StatusRuntimeException;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.format.DateTimeFormatter;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.sscard.sdk.BasicData;
import org.sscard.sdk.Bill;
import org.sscard.sdk.CardPresentation;
import org.sscard.sdk.DailyList;
import org.sscard.sdk.DayTotals;
import org.sscard.sdk.QueryResult;
import org.sscard.sdk.Quote;
import org.sscard.sdk.TransactionId;
import org.sscard.sdk.journal.EntryKind;
import org.sscard.sdk.journal.RefundIds;
import org.sscard.wire.error.CodedException;
import org.sscard.wire.insurance.v1.CancelRequest;
import org.sscard.wire.insurance.v1.ChallengeRequest;
import org.sscard.wire.insurance.v1.DailyListRequest;
import org.sscard.wire.insurance.v1.DayTotalsRequest;
import org.sscard.wire.insurance.v1.PresentCardRequest;
import org.sscard.wire.insurance.v1.PresentCardResponse;
import org.sscard.wire.insurance.v1.QueryRequest;
import org.sscard.wire.insurance.v1.QueryResponse;
import org.sscard.wire.insurance.v1.RefundRequest;
import org.sscard.wire.insurance.v1.ReverseOutcome;
import org.sscard.wire.insurance.v1.ReverseRequest;
import org.sscard.wire.insurance.v1.ReverseResponse;
import org.sscard.wire.insurance.v1.SettleRequest;
import org.sscard.wire.insurance.v1.SettlementServiceGrpc;
import org.sscard.wire.insurance.v1.SettlementServiceGrpc.SettlementServiceBlockingStub;

/** The insurer as the SDK sees it; each call is one message, and nothing is repeated here. */
public final class InsurerClient {
    private static final String NAME = "insurance";
    private static final DateTimeFormatter MINUTE = DateTimeFormatter.ofPattern("uuuu-MM-dd'T'HH:mm");

    private final SettlementServiceBlockingStub stub;
    private final String institution;

    public InsurerClient(Channel channel, String institution) {
        this.stub = SettlementServiceGrpc.newBlockingStub(channel);
        this.institution = institution;
    }

    public Quote quote(Bill bill, Deadline deadline) {
        try {
            return InsuranceMessages.quote(
                    stub.withDeadline(deadline).quote(InsuranceMessages.quoteRequest(institution, bill)), bill.visit());
        } catch (StatusRuntimeException e) {
            throw Statuses.failure(e, NAME);
        }
    }

    public ByteString settleRequest(TransactionId id, Quote quote, DebitProof proof) {
        return SettleRequest.newBuilder()
                .setInstitution(institution)
                .setTransactionId(id.value())
                .setQuoteId(quote.id())
                .setQuoteDigest(InsuranceMessages.bytes(quote.digest()))
                .setProof(proof.message())
                .build()
                .toByteString();
    }

    public ByteString settleRequest(TransactionId id, Quote quote, CardAnswer answer) {
        return SettleRequest.newBuilder()
                .setInstitution(institution)
                .setTransactionId(id.value())
                .setQuoteId(quote.id())
                .setQuoteDigest(InsuranceMessages.bytes(quote.digest()))
                .setAuthentication(answer.message())
                .build()
                .toByteString();
    }

    /** 16 bytes for the card to answer, bound to this settlement of this quote. */
    public ByteString challenge(TransactionId id, Quote quote, Deadline deadline) {
        ChallengeRequest request = ChallengeRequest.newBuilder()
                .setInstitution(institution)
                .setTransactionId(id.value())
                .setQuoteId(quote.id())
                .setQuoteDigest(InsuranceMessages.bytes(quote.digest()))
                .build();
        try {
            return stub.withDeadline(deadline).challenge(request).getChallenge();
        } catch (StatusRuntimeException e) {
            throw Statuses.failure(e, NAME);
        }
    }

    /** @param id of the cancellation; what is left is settled under {@link RefundIds#resettlement} */
    public ByteString refundRequest(TransactionId id, TransactionId settlement, Set<String> lines) {
        return RefundRequest.newBuilder()
                .setInstitution(institution)
                .setTransactionId(settlement.value())
                .setCancelTransactionId(id.value())
                .setResettleTransactionId(RefundIds.resettlement(id).value())
                .addAllLines(new TreeSet<>(lines))
                .build()
                .toByteString();
    }

    public ByteString cancelRequest(TransactionId id, TransactionId settlement) {
        return CancelRequest.newBuilder()
                .setInstitution(institution)
                .setTransactionId(settlement.value())
                .setCancelTransactionId(id.value())
                .build()
                .toByteString();
    }

    public ByteString reverseRequest(TransactionId settlement) {
        return ReverseRequest.newBuilder()
                .setInstitution(institution)
                .setTransactionId(settlement.value())
                .build()
                .toByteString();
    }

    /** Which transaction the bytes of a reversal are about. */
    public static TransactionId reversed(ByteString request) {
        try {
            return new TransactionId(ReverseRequest.parseFrom(request).getTransactionId());
        } catch (InvalidProtocolBufferException e) {
            throw new IllegalStateException("the journal keeps the bytes of a request it was given", e);
        }
    }

    /** Sends the bytes of a request once. */
    public SendResult send(EntryKind kind, ByteString request, Deadline deadline) {
        SettlementServiceBlockingStub timed = stub.withDeadline(deadline);
        try {
            return switch (kind) {
                case SETTLE -> InsuranceMessages.standing(timed.settle(SettleRequest.parseFrom(request)));
                case CANCEL -> InsuranceMessages.standing(timed.cancel(CancelRequest.parseFrom(request)));
                case REVERSE -> withdrawn(timed.reverse(ReverseRequest.parseFrom(request)));
                case REFUND -> InsuranceMessages.refunded(timed.refund(RefundRequest.parseFrom(request)));
            };
        } catch (StatusRuntimeException e) {
            Optional<CodedException> refusal = Statuses.refusal(e);
            return refusal.isPresent()
                    ? new SendResult.Refused(refusal.get())
                    : new SendResult.NoAnswer(e.getStatus().getCode().name());
        } catch (InvalidProtocolBufferException e) {
            throw new IllegalStateException("the journal keeps the bytes of a request it was given", e);
        }
    }

    public QueryResult query(TransactionId id, Deadline deadline) {
        QueryRequest request = QueryRequest.newBuilder()
                .setInstitution(institution)
                .setTransactionId(id.value())
                .build();
        try {
            QueryResponse answer = stub.withDeadline(deadline).query(request);
            return InsuranceMessages.queryResult(answer);
        } catch (StatusRuntimeException e) {
            throw Statuses.failure(e, NAME);
        }
    }

    public DayTotals dayTotals(LocalDate day, Deadline deadline) {
        DayTotalsRequest request = DayTotalsRequest.newBuilder()
                .setInstitution(institution)
                .setDay(day.toString())
                .build();
        try {
            return InsuranceMessages.dayTotals(day, stub.withDeadline(deadline).dayTotals(request));
        } catch (StatusRuntimeException e) {
            throw Statuses.failure(e, NAME);
        }
    }

    public CardPresentation presentCard(
            String visit, BasicData card, LocalDateTime admittedAt, LocalDateTime presentedAt, Deadline deadline) {
        PresentCardRequest request = PresentCardRequest.newBuilder()
                .setInstitution(institution)
                .setVisit(visit)
                .setSocialSecurityNumber(card.socialSecurityNumber())
                .setCardIdentificationCode(InsuranceMessages.bytes(card.cardIdentificationCode()))
                .setAdmittedAt(MINUTE.format(admittedAt))
                .setPresentedAt(MINUTE.format(presentedAt))
                .build();
        try {
            PresentCardResponse answer = stub.withDeadline(deadline).presentCard(request);
            return new CardPresentation(answer.getInTime(), answer.getMinutes());
        } catch (StatusRuntimeException e) {
            throw Statuses.failure(e, NAME);
        }
    }

    public DailyList dailyList(String visit, LocalDate day, Deadline deadline) {
        DailyListRequest request = DailyListRequest.newBuilder()
                .setInstitution(institution)
                .setVisit(visit)
                .setDay(day.toString())
                .build();
        try {
            return InsuranceMessages.dailyList(
                    visit, day, stub.withDeadline(deadline).dailyList(request));
        } catch (StatusRuntimeException e) {
            throw Statuses.failure(e, NAME);
        }
    }

    private static SendResult withdrawn(ReverseResponse answer) {
        return switch (answer.getOutcome()) {
            case REVERSE_OUTCOME_REVERSED -> new SendResult.Withdrawn(false);
            case REVERSE_OUTCOME_NEVER_HAPPENED -> new SendResult.Withdrawn(true);
            case REVERSE_OUTCOME_UNSPECIFIED, UNRECOGNIZED -> new SendResult.NoAnswer(ReverseOutcome.class.getName());
        };
    }
}
