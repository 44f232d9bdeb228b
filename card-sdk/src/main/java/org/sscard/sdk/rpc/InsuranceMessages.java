package org.sscard.sdk.rpc;

import com.google.protobuf.ByteString;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.util.HexFormat;
import java.util.Optional;
import org.sscard.sdk.Bill;
import org.sscard.sdk.DailyList;
import org.sscard.sdk.DayTotals;
import org.sscard.sdk.ExplanationStep;
import org.sscard.sdk.Fen;
import org.sscard.sdk.QueryResult;
import org.sscard.sdk.Quote;
import org.sscard.sdk.Receipt;
import org.sscard.sdk.Split;
import org.sscard.sdk.TransactionId;
import org.sscard.wire.insurance.v1.BillKind;
import org.sscard.wire.insurance.v1.DailyLine;
import org.sscard.wire.insurance.v1.DailyListResponse;
import org.sscard.wire.insurance.v1.DayTotalsResponse;
import org.sscard.wire.insurance.v1.FeeLine;
import org.sscard.wire.insurance.v1.QueryResponse;
import org.sscard.wire.insurance.v1.QuoteRequest;
import org.sscard.wire.insurance.v1.QuoteResponse;
import org.sscard.wire.insurance.v1.RefundResponse;
import org.sscard.wire.insurance.v1.Settlement;
import org.sscard.wire.insurance.v1.SettlementState;

/** Between the messages of insurance.v1 and the SDK's values. */
final class InsuranceMessages {
    private InsuranceMessages() {}

    static QuoteRequest quoteRequest(String institution, Bill bill) {
        QuoteRequest.Builder request = QuoteRequest.newBuilder()
                .setInstitution(institution)
                .setSocialSecurityNumber(bill.socialSecurityNumber())
                .setKind(kind(bill.kind()))
                .setVisit(bill.visit())
                .setAdmittedOn(bill.admittedOn().toString())
                .setDischargedOn(bill.dischargedOn().toString())
                .setEmergency(bill.emergency())
                .setDiagnosis(bill.diagnosis())
                .setCause(bill.cause())
                .setCardLater(bill.cardLater());
        bill.lines().forEach(line -> request.addLines(line(line)));
        return request.build();
    }

    static FeeLine line(org.sscard.sdk.FeeLine line) {
        return FeeLine.newBuilder()
                .setLine(line.line())
                .setItem(line.item())
                .setPrice1E4(line.price1e4())
                .setQuantity1E4(line.quantity1e4())
                .setServedOn(line.servedOn().map(LocalDate::toString).orElse(""))
                .setApproved(line.approved())
                .build();
    }

    static Quote quote(QuoteResponse answer, String visit) {
        String digest = HexFormat.of().formatHex(answer.getDigest().toByteArray());
        return new Quote(answer.getQuoteId(), digest, visit, split(answer.getSplit()));
    }

    /** A settlement that was answered although it has been reversed does not stand. */
    static SendResult standing(Settlement settlement) {
        return receipt(settlement)
                .<SendResult>map(receipt -> receipt.state() == Receipt.State.REVERSED
                        ? new SendResult.Withdrawn(false)
                        : new SendResult.Posted(receipt))
                .orElseGet(() -> new SendResult.NoAnswer("settlement in an unknown state"));
    }

    /** Both rows of a refund stand together. */
    static SendResult refunded(RefundResponse answer) {
        if (!answer.hasResettlement()) {
            return standing(answer.getCancellation());
        }
        Optional<Receipt> rest = receipt(answer.getResettlement());
        return standing(answer.getCancellation()) instanceof SendResult.Posted cancellation && rest.isPresent()
                ? new SendResult.Posted(cancellation.receipt(), rest)
                : new SendResult.NoAnswer("refund in an unknown state");
    }

    static DailyList dailyList(String visit, LocalDate day, DailyListResponse answer) {
        return new DailyList(
                visit,
                day,
                answer.getLinesList().stream().map(InsuranceMessages::dailyLine).toList(),
                Fen.of(answer.getTotalFen()),
                Fen.of(answer.getInScopeFen()),
                Fen.of(answer.getOwnFen()));
    }

    private static DailyList.Line dailyLine(DailyLine line) {
        return new DailyList.Line(
                line.getLine(),
                line.getItem(),
                line.getName(),
                line.getCatalogueClass(),
                line.getPrice1E4(),
                line.getQuantity1E4(),
                Fen.of(line.getTotalFen()),
                Fen.of(line.getOwnPayFen()),
                Fen.of(line.getOverLimitFen()),
                Fen.of(line.getAdvanceFen()),
                Fen.of(line.getInScopeFen()),
                line.getState());
    }

    static QueryResult queryResult(QueryResponse answer) {
        return switch (answer.getOutcome()) {
            case QUERY_OUTCOME_FOUND ->
                receipt(answer.getSettlement())
                        .<QueryResult>map(QueryResult.Found::new)
                        .orElseThrow(InsuranceMessages::notUnderstood);
            case QUERY_OUTCOME_UNKNOWN -> new QueryResult.NotKnown();
            case QUERY_OUTCOME_TOMBSTONE -> new QueryResult.Tombstone();
            case QUERY_OUTCOME_UNSPECIFIED, UNRECOGNIZED -> throw notUnderstood();
        };
    }

    static DayTotals dayTotals(LocalDate day, DayTotalsResponse answer) {
        return new DayTotals(
                day,
                answer.getSettlements(),
                answer.getCancellations(),
                answer.getReversals(),
                Fen.of(answer.getTotalFen()),
                Fen.of(answer.getPooledFundFen()),
                Fen.of(answer.getAccountFen()),
                Fen.of(answer.getPersonFen()),
                Fen.of(answer.getLedgerPayableFen()),
                Fen.of(answer.getLedgerSumFen()));
    }

    static ByteString bytes(String hex) {
        return ByteString.copyFrom(HexFormat.of().parseHex(hex));
    }

    private static io.grpc.StatusRuntimeException notUnderstood() {
        return io.grpc.Status.INTERNAL
                .withDescription("the answer has a state that this version does not know")
                .asRuntimeException();
    }

    /** Empty for an answer that cannot be read: it then says nothing, rather than something wrong. */
    private static Optional<Receipt> receipt(Settlement settlement) {
        try {
            return state(settlement.getState())
                    .map(state -> new Receipt(
                            new TransactionId(settlement.getTransactionId()),
                            settlement.getSettlementId(),
                            state,
                            split(settlement.getSplit()),
                            Instant.ofEpochMilli(settlement.getPostedAtMillis()),
                            LocalDate.parse(settlement.getDay()),
                            Optional.of(settlement.getCancelsSettlementId()).filter(id -> !id.isEmpty()),
                            settlement.getLate()));
        } catch (IllegalArgumentException | DateTimeException e) {
            return Optional.empty();
        }
    }

    private static Optional<Receipt.State> state(SettlementState state) {
        return switch (state) {
            case SETTLEMENT_STATE_CONFIRMED -> Optional.of(Receipt.State.CONFIRMED);
            case SETTLEMENT_STATE_CANCELLED -> Optional.of(Receipt.State.CANCELLED);
            case SETTLEMENT_STATE_REVERSED -> Optional.of(Receipt.State.REVERSED);
            case SETTLEMENT_STATE_UNSPECIFIED, UNRECOGNIZED -> Optional.empty();
        };
    }

    private static BillKind kind(org.sscard.sdk.BillKind kind) {
        return switch (kind) {
            case INPATIENT -> BillKind.BILL_KIND_INPATIENT;
            case OUTPATIENT -> BillKind.BILL_KIND_OUTPATIENT;
            case OUTPATIENT_SPECIAL -> BillKind.BILL_KIND_OUTPATIENT_SPECIAL;
            case PHARMACY -> BillKind.BILL_KIND_PHARMACY;
        };
    }

    private static Split split(org.sscard.wire.insurance.v1.Split split) {
        return new Split(
                Fen.of(split.getTotalFen()),
                Fen.of(split.getOwnPayFen()),
                Fen.of(split.getOverLimitFen()),
                Fen.of(split.getAdvanceFen()),
                Fen.of(split.getInScopeFen()),
                Fen.of(split.getDeductibleFen()),
                Fen.of(split.getPooledFundFen()),
                Fen.of(split.getProportionalSelfPayFen()),
                Fen.of(split.getOverCapFen()),
                Fen.of(split.getAccountFen()),
                Fen.of(split.getCashFen()),
                Fen.of(split.getPersonFen()),
                split.getRatioBp(),
                split.getPeriod(),
                Fen.of(split.getUsedBeforeFen()),
                Fen.of(split.getUsedAfterFen()),
                split.getPayable(),
                split.getBasis(),
                split.getExplanationList().stream()
                        .map(step -> new ExplanationStep(
                                step.getArticle(), step.getTextZh(), step.getTextEn(), Fen.of(step.getAmountFen())))
                        .toList(),
                split.getPolicy());
    }
}
