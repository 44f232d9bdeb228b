package org.sscard.sdk;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.sscard.sdk.fake.BrokenLine;
import org.sscard.sdk.fake.FakeAgent;
import org.sscard.sdk.fake.Fault;
import org.sscard.sdk.fake.OneFault;
import org.sscard.wire.error.CodedException;
import org.sscard.wire.error.ErrorCode;

/** Refunds of lines, settling on the card's own answer, cards shown later: the same three answers, the same books. */
class RefundAndAuthenticationTest {
    private static final Duration AMPLE = Duration.ofSeconds(30);
    private static final Duration SHORT = Duration.ofMillis(600);
    private static final LocalDate DAY = LocalDate.of(2026, 11, 22);

    @TempDir
    Path directory;

    private Desk desk;

    @BeforeEach
    void openDesk() throws IOException {
        desk = new Desk(directory);
    }

    @AfterEach
    void closeDesk() {
        desk.close();
    }

    @Test
    void refundOfALine_cancelsTheBill_andSettlesTheRest() {
        try (MedicalSettlement settlement = desk.open(AMPLE, Desk.NEVER)) {
            Receipt whole = settled(settlement, "v1");

            RefundResult result = settlement.refund(whole.transactionId(), Set.of("2"));

            assertThat(result).isInstanceOfSatisfying(RefundResult.Refunded.class, refund -> {
                assertThat(refund.cancellation().cancels()).contains(whole.settlementId());
                assertThat(refund.resettlement().orElseThrow().split().total()).isEqualTo(Fen.parse("1000.00"));
                assertThat(refund.cashBack()).isEqualTo(Fen.parse("12.34"));
                assertThat(refund.fundBack()).isEqualTo(Fen.parse("12.34"));
                assertThat(refund.accountBack()).isEqualTo(Fen.ZERO);
            });
            assertThat(desk.ledger().liveSettlements()).isEqualTo(1);
            assertThat(settlement.ownFigures(DAY))
                    .isEqualTo(new DayFigures(3, Fen.parse("1000.00"), Fen.of(50000), Fen.ZERO));
        }
    }

    @Test
    void sameRefundAgain_answersTheSame_anotherGoesOnFromTheRest() {
        try (MedicalSettlement settlement = desk.open(AMPLE, Desk.NEVER)) {
            TransactionId whole = settled(settlement, "v1").transactionId();
            RefundResult first = settlement.refund(whole, Set.of("2"));
            assertThat(settlement.refund(whole, Set.of("2"))).isEqualTo(first);
            assertThat(desk.ledger().postings()).isEqualTo(3);

            TransactionId rest =
                    ((RefundResult.Refunded) first).resettlement().orElseThrow().transactionId();
            assertThat(settlement.refund(rest, Set.of("1")))
                    .isInstanceOfSatisfying(
                            RefundResult.Refunded.class,
                            refund -> assertThat(refund.resettlement()).isEmpty());
            assertThat(desk.ledger().liveSettlements()).isZero();
        }
    }

    @Test
    void lineThatTheBillDoesNotHave_isDeclined_andTheBillStands() {
        try (MedicalSettlement settlement = desk.open(AMPLE, Desk.NEVER)) {
            TransactionId whole = settled(settlement, "v1").transactionId();
            assertThat(settlement.refund(whole, Set.of("9")))
                    .isInstanceOfSatisfying(
                            RefundResult.Declined.class,
                            declined -> assertThat(declined.code()).isEqualTo("BILL_LINE_NOT_FOUND"));
            assertThat(desk.ledger().stands(whole.value())).isTrue();
        }
    }

    @ParameterizedTest
    @EnumSource(Fault.class)
    void anyOneFaultOnARefundsWay_endsInExactlyOneRefund(Fault fault) {
        try (MedicalSettlement settlement = desk.open(Duration.ofSeconds(3), Desk.NEVER)) {
            TransactionId whole = settled(settlement, "v1").transactionId();
            desk.insurer.line(desk.institution, new OneFault(fault));

            RefundResult result = settlement.refund(whole, Set.of("2"));

            assertThat(result)
                    .isInstanceOfSatisfying(
                            RefundResult.Refunded.class,
                            refund -> assertThat(refund.resettlement()).isPresent());
            desk.insurer.deliverLate(desk.institution);
            assertThat(desk.ledger().postings()).isEqualTo(3);
            assertThat(settlement.ownFigures(DAY).rows()).isEqualTo(3);
        }
    }

    @ParameterizedTest
    @CsvSource({"REQUEST_LOST, false", "ARRIVES_LATE, false", "REPLY_LOST, true", "FAILS_AFTER_COMMIT, true"})
    void refundOnALineThatStaysDead_isUnknown_andRecoveryTellsBothRowsOrNone(Fault fault, boolean posted) {
        try (MedicalSettlement settlement = desk.open(SHORT, Desk.OFTEN)) {
            TransactionId whole = settled(settlement, "v1").transactionId();
            BrokenLine line = new BrokenLine(fault);
            desk.insurer.line(desk.institution, line);
            RefundResult result = settlement.refund(whole, Set.of("2"));
            assertThat(result).isInstanceOf(RefundResult.OutcomeUnknown.class);

            line.heal();
            await().atMost(AMPLE).untilAsserted(() -> assertThat(desk.recovered).hasSize(posted ? 2 : 1));

            desk.insurer.deliverLate(desk.institution);
            assertThat(desk.recovered.get(0).transactionId()).isEqualTo(result.transactionId());
            assertThat(desk.ledger().stands(whole.value())).isEqualTo(!posted);
            assertThat(desk.ledger().liveSettlements()).isEqualTo(1);
            assertThat(settlement.ownFigures(DAY).rows()).isEqualTo(posted ? 3 : 1);
        }
    }

    @Test
    void settlingByAuthentication_debitsNothing_andStandsLikeAnyOther() {
        try (MedicalSettlement settlement = desk.open(AMPLE, Desk.NEVER)) {
            Quote quote = settlement.quote(Desk.bill("v1"));
            SettlementResult first = settlement.settleByAuthentication(quote, settlement.card());
            assertThat(first).isInstanceOf(SettlementResult.Settled.class);
            assertThat(settlement.settleByAuthentication(quote, settlement.card()))
                    .isEqualTo(first);
            assertThat(settlement.settle(quote, settlement.card())).isEqualTo(first);
            assertThat(desk.agent.debits()).isZero();
            assertThat(desk.agent.authentications()).isEqualTo(1);
            assertThat(desk.ledger().postings()).isEqualTo(1);
        }
    }

    @ParameterizedTest
    @EnumSource(
            value = Fault.class,
            names = {"REPLY_LOST", "RESET_AFTER", "FAILS_AFTER_COMMIT", "DOUBLED"})
    void authenticationWhoseAnswerIsLost_isFoundOut_notAskedOfTheCardAgain(Fault fault) {
        try (MedicalSettlement settlement = desk.open(Duration.ofSeconds(3), Desk.NEVER)) {
            Quote quote = settlement.quote(Desk.bill("v1"));
            OneFault once = new OneFault(fault);
            desk.insurer.line(desk.institution, message -> message.equals("settle") ? once.next(message) : Fault.NONE);
            assertThat(settlement.settleByAuthentication(quote, settlement.card()))
                    .isInstanceOf(SettlementResult.Settled.class);
            assertThat(desk.agent.authentications()).isEqualTo(1);
            assertThat(desk.ledger().postings()).isEqualTo(1);
        }
    }

    @Test
    void wrongPinAtTheAuthentication_isDeclined_andTheNextTryBeginsAnew() {
        desk.agent.refuse(call -> call.equals("authenticate")
                ? Optional.of(new CodedException(ErrorCode.PIN_WRONG, 4))
                : Optional.empty());
        try (MedicalSettlement settlement = desk.open(AMPLE, Desk.NEVER)) {
            Quote quote = settlement.quote(Desk.bill("v1"));
            assertThat(settlement.settleByAuthentication(quote, settlement.card()))
                    .isInstanceOfSatisfying(
                            SettlementResult.Declined.class,
                            declined -> assertThat(declined.code()).isEqualTo("PIN_WRONG"));
            desk.agent.refuse(call -> Optional.empty());
            assertThat(settlement.settle(quote, settlement.card())).isInstanceOf(SettlementResult.Settled.class);
            assertThat(desk.ledger().postings()).isEqualTo(1);
        }
    }

    @Test
    void insurerThatDrawsNoChallenge_isAFailure_andNothingIsLeftOpen() {
        try (MedicalSettlement settlement = desk.open(SHORT, Desk.NEVER)) {
            Quote quote = settlement.quote(Desk.bill("v1"));
            desk.insurer.line(desk.institution, message -> Fault.RESET_BEFORE);
            assertThatThrownBy(() -> settlement.settleByAuthentication(quote, settlement.card()))
                    .isInstanceOfSatisfying(
                            SdkFailure.OperationsMustAct.class,
                            e -> assertThat(e.code()).isEqualTo("SERVICE_UNAVAILABLE"));
            assertThat(desk.agent.authentications()).isZero();
            assertThat(desk.ledger().postings()).isZero();
        }
    }

    @Test
    void cardShownLater_isInTimeUpToTwentyFourHours() {
        LocalDateTime admitted = LocalDateTime.of(2026, 11, 21, 8, 30);
        try (MedicalSettlement settlement = desk.open(AMPLE, Desk.NEVER)) {
            assertThat(settlement.presentCard("v1", admitted, admitted.plusDays(1), settlement.card()))
                    .isEqualTo(new CardPresentation(true, 1440));
            assertThat(settlement
                            .presentCard("v2", admitted, admitted.plusHours(25), settlement.card())
                            .inTime())
                    .isFalse();
        }
    }

    @Test
    void dailyList_saysWhoBearsWhatOfALine() {
        try (MedicalSettlement settlement = desk.open(AMPLE, Desk.NEVER)) {
            DailyList list = settlement.dailyList("v1", DAY);
            assertThat(list.total()).isEqualTo(Fen.parse("71.20"));
            assertThat(list.own()).isEqualTo(list.total().minus(list.inScope()));
            assertThat(list.lines()).extracting(DailyList.Line::state).containsExactly("ACTIVE");
        }
    }

    @Test
    void billsAndLines_keepWhatIsSaidOfThem() {
        FeeLine line = FeeLine.of("1", "X", "1.00", "1").servedOn(DAY).asApproved();
        Bill bill = Bill.inpatient(FakeAgent.SOCIAL_SECURITY_NUMBER, "v1", DAY, DAY)
                .causedBy("TRAFFIC_ACCIDENT")
                .withCardLater()
                .diagnosedAs("J18")
                .with(line);
        assertThat(bill.cause()).isEqualTo("TRAFFIC_ACCIDENT");
        assertThat(bill.cardLater() && bill.emergency()).isTrue();
        assertThat(bill.lines()).containsExactly(line);
        assertThat(line.servedOn()).contains(DAY);
        assertThat(line.approved()).isTrue();
    }

    private static Receipt settled(MedicalSettlement settlement, String visit) {
        SettlementResult result = settlement.settle(settlement.quote(Desk.bill(visit)), settlement.card());
        return ((SettlementResult.Settled) result).receipt();
    }
}
