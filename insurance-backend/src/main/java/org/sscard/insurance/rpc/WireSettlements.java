package org.sscard.insurance.rpc;

import com.google.protobuf.ByteString;
import com.google.protobuf.InvalidProtocolBufferException;
import java.time.DateTimeException;
import java.time.LocalDate;
import java.util.HexFormat;
import org.sscard.insurance.encounter.DailyLists;
import org.sscard.insurance.policy.BillSums;
import org.sscard.insurance.policy.ExplanationStep;
import org.sscard.insurance.policy.TreatmentKind;
import org.sscard.insurance.settlement.Bill;
import org.sscard.insurance.settlement.BillLine;
import org.sscard.insurance.settlement.CardAuthentication;
import org.sscard.insurance.settlement.CardProof;
import org.sscard.insurance.settlement.Reply;
import org.sscard.insurance.settlement.Settlement;
import org.sscard.insurance.settlement.Split;
import org.sscard.wire.error.CodedException;
import org.sscard.wire.error.ErrorCode;
import org.sscard.wire.insurance.v1.BillKind;
import org.sscard.wire.insurance.v1.DailyLine;
import org.sscard.wire.insurance.v1.QuoteRequest;
import org.sscard.wire.insurance.v1.SettlementState;
import org.sscard.wire.terminal.v1.CardAlgorithm;

/** Between the messages of insurance.v1 and the insurer's own values. */
final class WireSettlements {

    private WireSettlements() {}

    static Bill bill(QuoteRequest request) {
        return new Bill(
                request.getInstitution(),
                request.getSocialSecurityNumber(),
                kind(request.getKind()),
                request.getVisit(),
                date(request.getAdmittedOn()),
                date(request.getDischargedOn().isEmpty() ? request.getAdmittedOn() : request.getDischargedOn()),
                request.getLinesList().stream()
                        .map(line -> new BillLine(
                                line.getLine(),
                                line.getItem(),
                                line.getPrice1E4(),
                                line.getQuantity1E4(),
                                line.getServedOn().isEmpty() ? null : date(line.getServedOn()),
                                line.getApproved()))
                        .toList(),
                request.getEmergency(),
                request.getDiagnosis(),
                request.getCause(),
                request.getCardLater(),
                null);
    }

    private static TreatmentKind kind(BillKind kind) {
        return switch (kind) {
            case BILL_KIND_INPATIENT -> TreatmentKind.INPATIENT;
            case BILL_KIND_OUTPATIENT -> TreatmentKind.OUTPATIENT;
            case BILL_KIND_OUTPATIENT_SPECIAL -> TreatmentKind.OP_SPECIAL;
            case BILL_KIND_PHARMACY -> TreatmentKind.PHARMACY;
            case BILL_KIND_UNSPECIFIED, UNRECOGNIZED -> throw new CodedException(ErrorCode.BILL_KIND_UNSUPPORTED);
        };
    }

    static LocalDate date(String text) {
        try {
            return LocalDate.parse(text);
        } catch (DateTimeException e) {
            throw new CodedException(e, ErrorCode.BILL_DATE_INVALID, text);
        }
    }

    static CardProof proof(org.sscard.wire.terminal.v1.CardProof proof) {
        return new CardProof(
                hex(proof.getCardIdentificationCode()),
                hex(proof.getHistoricalBytes()),
                proof.getRegion(),
                algorithm(proof.getAlgorithm()),
                proof.getTerminal(),
                Integer.toUnsignedLong(proof.getTerminalSequence()),
                proof.getTime(),
                proof.getAccountFen(),
                proof.getSelfPayFen(),
                proof.getPooledFen(),
                proof.getCardSequence(),
                hex(proof.getTac()));
    }

    static org.sscard.wire.terminal.v1.CardProof proof(CardProof proof) {
        return org.sscard.wire.terminal.v1.CardProof.newBuilder()
                .setCardIdentificationCode(bytes(proof.cardIdentificationCode()))
                .setHistoricalBytes(bytes(proof.historicalBytes()))
                .setRegion(proof.region())
                .setAlgorithm(wire(proof.algorithm()))
                .setTerminal(proof.terminal())
                .setTerminalSequence((int) proof.terminalSequence())
                .setTime(proof.time())
                .setAccountFen(proof.accountFen())
                .setSelfPayFen(proof.selfPayFen())
                .setPooledFen(proof.pooledFen())
                .setCardSequence(proof.cardSequence())
                .setTac(bytes(proof.tac()))
                .build();
    }

    static CardAuthentication authentication(org.sscard.wire.terminal.v1.CardAuthentication answered) {
        return new CardAuthentication(
                hex(answered.getCardIdentificationCode()),
                hex(answered.getHistoricalBytes()),
                answered.getRegion(),
                algorithm(answered.getAlgorithm()),
                hex(answered.getChallenge()),
                hex(answered.getResponse()));
    }

    static org.sscard.wire.terminal.v1.CardAuthentication authentication(CardAuthentication answered) {
        return org.sscard.wire.terminal.v1.CardAuthentication.newBuilder()
                .setCardIdentificationCode(bytes(answered.cardIdentificationCode()))
                .setHistoricalBytes(bytes(answered.historicalBytes()))
                .setRegion(answered.region())
                .setAlgorithm(wire(answered.algorithm()))
                .setChallenge(bytes(answered.challenge()))
                .setResponse(bytes(answered.response()))
                .build();
    }

    private static CardAlgorithm wire(CardProof.Algorithm algorithm) {
        return switch (algorithm) {
            case DES -> CardAlgorithm.CARD_ALGORITHM_DES;
            case SM4 -> CardAlgorithm.CARD_ALGORITHM_SM4;
        };
    }

    static DailyLine dailyLine(DailyLists.Line line) {
        BillSums sums = line.sums();
        return DailyLine.newBuilder()
                .setLine(line.number())
                .setItem(line.item())
                .setName(line.name())
                .setCatalogueClass(line.priced().catalogueClass().name())
                .setPrice1E4(line.priced().price1e4())
                .setQuantity1E4(line.priced().quantity1e4())
                .setTotalFen(sums.totalFen())
                .setOwnPayFen(sums.ownPayFen())
                .setOverLimitFen(sums.overLimitFen())
                .setAdvanceFen(sums.advanceFen())
                .setInScopeFen(sums.inScopeFen())
                .setState(line.state().name())
                .build();
    }

    static String hex(ByteString bytes) {
        return HexFormat.of().withUpperCase().formatHex(bytes.toByteArray());
    }

    private static ByteString bytes(String hex) {
        return ByteString.copyFrom(HexFormat.of().parseHex(hex));
    }

    private static CardProof.Algorithm algorithm(CardAlgorithm algorithm) {
        return switch (algorithm) {
            case CARD_ALGORITHM_DES -> CardProof.Algorithm.DES;
            case CARD_ALGORITHM_SM4 -> CardProof.Algorithm.SM4;
            case CARD_ALGORITHM_SSF33 -> throw new CodedException(ErrorCode.CARD_ALGORITHM_UNSUPPORTED, "SSF33");
            case CARD_ALGORITHM_UNSPECIFIED, UNRECOGNIZED ->
                throw new CodedException(ErrorCode.REQUEST_INVALID, "proof.algorithm", "DES or SM4");
        };
    }

    /** The stored answer of a settlement; without maps or unknown fields its bytes are the same again. */
    static org.sscard.wire.insurance.v1.Settlement parse(Reply reply) {
        try {
            return org.sscard.wire.insurance.v1.Settlement.parseFrom(reply.bytes());
        } catch (InvalidProtocolBufferException e) {
            throw new CodedException(e, ErrorCode.SERVER_INTERNAL);
        }
    }

    static org.sscard.wire.insurance.v1.Settlement settlement(Settlement settlement) {
        Long cancels = settlement.cancels();
        return org.sscard.wire.insurance.v1.Settlement.newBuilder()
                .setSettlementId(Long.toString(settlement.settlementId()))
                .setInstitution(settlement.institution())
                .setTransactionId(settlement.transactionId())
                .setState(
                        switch (settlement.state()) {
                            case CONFIRMED -> SettlementState.SETTLEMENT_STATE_CONFIRMED;
                            case CANCELLED -> SettlementState.SETTLEMENT_STATE_CANCELLED;
                            case REVERSED -> SettlementState.SETTLEMENT_STATE_REVERSED;
                        })
                .setSplit(split(settlement.split()))
                .setPostedAtMillis(settlement.postedAt().toEpochMilli())
                .setDay(settlement.day().toString())
                .setCancelsSettlementId(cancels == null ? "" : Long.toString(cancels))
                .setLate(settlement.late())
                .build();
    }

    static org.sscard.wire.insurance.v1.Split split(Split split) {
        return org.sscard.wire.insurance.v1.Split.newBuilder()
                .setTotalFen(split.totalFen())
                .setOwnPayFen(split.ownPayFen())
                .setOverLimitFen(split.overLimitFen())
                .setAdvanceFen(split.advanceFen())
                .setInScopeFen(split.inScopeFen())
                .setDeductibleFen(split.deductibleFen())
                .setPooledFundFen(split.fundFen())
                .setProportionalSelfPayFen(split.proportionalSelfPayFen())
                .setOverCapFen(split.overCapFen())
                .setAccountFen(split.accountFen())
                .setCashFen(split.cashFen())
                .setPersonFen(split.personFen())
                .setRatioBp(split.ratioBp())
                .setPeriod(split.period())
                .setUsedBeforeFen(split.usedBeforeFen())
                .setUsedAfterFen(split.usedAfterFen())
                .setPayable(split.payable())
                .setBasis(split.basis())
                .addAllExplanation(
                        split.explanation().stream().map(WireSettlements::step).toList())
                .setPolicy(split.policy())
                .build();
    }

    private static org.sscard.wire.insurance.v1.ExplanationStep step(ExplanationStep step) {
        return org.sscard.wire.insurance.v1.ExplanationStep.newBuilder()
                .setArticle(step.article())
                .setTextZh(step.textZh())
                .setTextEn(step.textEn())
                .setAmountFen(step.amountFen())
                .build();
    }
}
