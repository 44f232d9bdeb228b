package org.sscard.sdk;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.LocalDate;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.sscard.sdk.fake.BrokenLine;
import org.sscard.sdk.fake.Fault;
import org.sscard.sdk.fake.OneFault;
import org.sscard.wire.error.CodedException;
import org.sscard.wire.error.ErrorCode;

class MedicalSettlementTest {
    private static final Duration AMPLE = Duration.ofSeconds(30);
    private static final Duration SHORT = Duration.ofMillis(600);

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
    void straightLineFromQuoteToReceipt() {
        try (MedicalSettlement settlement = desk.open(AMPLE, Desk.NEVER)) {
            SocialSecurityCard card = settlement.card();
            assertThat(card.readBasic().socialSecurityNumber()).hasSize(18);
            Quote quote = settlement.quote(Desk.bill("v1"));
            assertThat(quote.split().total()).isEqualTo(Fen.parse("1024.68"));
            assertThat(card.verifyPin()).isInstanceOf(PinResult.Verified.class);

            SettlementResult result = settlement.settle(quote, card);

            assertThat(result).isInstanceOfSatisfying(SettlementResult.Settled.class, settled -> {
                assertThat(settled.receipt().split()).isEqualTo(quote.split());
                assertThat(desk.ledger().stands(settled.transactionId().value()))
                        .isTrue();
                assertThat(settlement.query(settled.transactionId()))
                        .isEqualTo(new QueryResult.Found(settled.receipt()));
                assertThat(settlement.transactionOf("v1")).contains(settled.transactionId());
            });
            assertThat(settlement.dayTotals(LocalDate.of(2026, 11, 22)).settlements())
                    .isEqualTo(1);
        }
    }

    @ParameterizedTest
    @EnumSource(Fault.class)
    void anyOneFaultOnTheWayEndsInExactlyOnePosting(Fault fault) {
        desk.insurer.line(desk.institution, new OneFault(fault));
        try (MedicalSettlement settlement = desk.open(Duration.ofSeconds(3), Desk.NEVER)) {
            SettlementResult result = settlement.settle(settlement.quote(Desk.bill("v1")), settlement.card());

            assertThat(result).isInstanceOf(SettlementResult.Settled.class);
            desk.insurer.deliverLate(desk.institution);
            assertThat(desk.ledger().postings()).isEqualTo(1);
            assertThat(desk.agent.debits()).isEqualTo(1);
        }
    }

    @ParameterizedTest
    @CsvSource({
        "REQUEST_LOST, false", "RESET_BEFORE, false", "ARRIVES_LATE, false",
        "REPLY_LOST, true", "RESET_AFTER, true", "FAILS_AFTER_COMMIT, true"
    })
    void lineThatStaysDeadIsUnknownAndRecoveryFindsTheTruth(Fault fault, boolean posted) {
        BrokenLine line = new BrokenLine(fault);
        desk.insurer.line(desk.institution, line);
        try (MedicalSettlement settlement = desk.open(SHORT, Desk.OFTEN)) {
            SettlementResult result = settlement.settle(settlement.quote(Desk.bill("v1")), settlement.card());
            assertThat(result).isInstanceOf(SettlementResult.OutcomeUnknown.class);
            assertThat(desk.recovered).isEmpty();

            line.heal();
            await().atMost(AMPLE).untilAsserted(() -> assertThat(desk.recovered).isNotEmpty());

            SettlementResult truth = desk.recovered.get(0);
            assertThat(truth.transactionId()).isEqualTo(result.transactionId());
            assertThat(truth instanceof SettlementResult.Settled).isEqualTo(posted);
            desk.insurer.deliverLate(desk.institution);
            assertThat(desk.ledger().stands(result.transactionId().value())).isEqualTo(posted);
            assertThat(desk.ledger().postings()).isEqualTo(posted ? 1 : 0);
        }
    }

    @Test
    void outcomeFoundWhileAnotherBillOfTheVisitIsSettled_isTold_andTheVisitNamesWhatStands() {
        BrokenLine line = new BrokenLine(Fault.REPLY_LOST);
        desk.insurer.line(desk.institution, line);
        try (MedicalSettlement settlement = desk.open(SHORT, Desk.NEVER)) {
            Quote quote = settlement.quote(Desk.bill("v1"));
            Quote another = settlement.quote(Desk.bill("v1"));
            SettlementResult first = settlement.settle(quote, settlement.card());
            assertThat(first).isInstanceOf(SettlementResult.OutcomeUnknown.class);
            line.heal();

            assertThat(settlement.settle(another, settlement.card()))
                    .isInstanceOfSatisfying(
                            SettlementResult.Declined.class,
                            declined -> assertThat(declined.code()).isEqualTo("VISIT_ALREADY_SETTLED"));

            assertThat(desk.recovered).hasSize(1).first().isInstanceOf(SettlementResult.Settled.class);
            assertThat(settlement.transactionOf("v1")).contains(first.transactionId());
        }
    }

    @Test
    void keyServiceThatStaysAwayDeclinesAndNothingCanBePostedLater() {
        desk.insurer.line(desk.institution, message -> message.equals("settle") ? Fault.KEY_SERVICE_AWAY : Fault.NONE);
        try (MedicalSettlement settlement = desk.open(SHORT, Desk.NEVER)) {
            SettlementResult result = settlement.settle(settlement.quote(Desk.bill("v1")), settlement.card());

            assertThat(result)
                    .isInstanceOfSatisfying(
                            SettlementResult.Declined.class,
                            declined -> assertThat(declined.code()).isEqualTo("KEY_SERVICE_UNAVAILABLE"));
            assertThat(settlement.query(result.transactionId())).isInstanceOf(QueryResult.Tombstone.class);
        }
    }

    @Test
    void insurerThatIsDownIsAFailureOfTheQuoteAndUnknownForTheSettlement() {
        try (MedicalSettlement settlement = desk.open(SHORT, Desk.NEVER)) {
            Quote quote = settlement.quote(Desk.bill("v1"));
            desk.insurer.stop();
            assertThatThrownBy(() -> settlement.quote(Desk.bill("v2")))
                    .isInstanceOfSatisfying(
                            SdkFailure.OperationsMustAct.class,
                            e -> assertThat(e.code()).isEqualTo("SERVICE_UNAVAILABLE"));
            assertThat(settlement.settle(quote, settlement.card())).isInstanceOf(SettlementResult.OutcomeUnknown.class);
        }
    }

    @Test
    void insurerThatRestartsInTheMiddleSettlesOnce() throws IOException {
        OneFault script = new OneFault(Fault.REPLY_LOST);
        desk.insurer.line(desk.institution, message -> {
            Fault fault = script.next(message);
            if (fault != Fault.NONE) {
                new Thread(() -> {
                            try {
                                desk.insurer.restart();
                            } catch (IOException e) {
                                throw new IllegalStateException(e);
                            }
                        })
                        .start();
            }
            return fault;
        });
        try (MedicalSettlement settlement = desk.open(Duration.ofSeconds(10), Desk.NEVER)) {
            assertThat(settlement.settle(settlement.quote(Desk.bill("v1")), settlement.card()))
                    .isInstanceOf(SettlementResult.Settled.class);
            assertThat(desk.ledger().postings()).isEqualTo(1);
        }
    }

    @Test
    void interruptedCallerGetsUnknownAndTheJournalGoesOn() throws Exception {
        CountDownLatch arrived = new CountDownLatch(1);
        desk.insurer.line(desk.institution, message -> {
            arrived.countDown();
            return Fault.REPLY_LOST;
        });
        ExecutorService clerk = Executors.newSingleThreadExecutor();
        try (MedicalSettlement settlement = desk.open(AMPLE, Desk.NEVER)) {
            Quote quote = settlement.quote(Desk.bill("v1"));
            Future<SettlementResult> call = clerk.submit(() -> settlement.settle(quote, settlement.card()));
            arrived.await();
            clerk.shutdownNow();
            assertThat(call.get()).isInstanceOf(SettlementResult.OutcomeUnknown.class);

            desk.insurer.line(desk.institution, message -> Fault.NONE);
            assertThat(settlement.settle(quote, settlement.card())).isInstanceOf(SettlementResult.Settled.class);
            assertThat(desk.ledger().postings()).isEqualTo(1);
        }
    }

    @Test
    void secondClickAfterAnUnknownOutcomeContinuesTheSameTransaction() {
        BrokenLine line = new BrokenLine(Fault.REPLY_LOST);
        desk.insurer.line(desk.institution, line);
        try (MedicalSettlement settlement = desk.open(SHORT, Desk.NEVER)) {
            Quote quote = settlement.quote(Desk.bill("v1"));
            SettlementResult first = settlement.settle(quote, settlement.card());
            line.heal();
            SettlementResult second = settlement.settle(quote, settlement.card());
            SettlementResult third = settlement.settle(quote, settlement.card());

            assertThat(first).isInstanceOf(SettlementResult.OutcomeUnknown.class);
            assertThat(second).isInstanceOf(SettlementResult.Settled.class).isEqualTo(third);
            assertThat(second.transactionId()).isEqualTo(first.transactionId());
            assertThat(desk.agent.debits()).isEqualTo(1);
            assertThat(desk.ledger().postings()).isEqualTo(1);
        }
    }

    @Test
    void anotherBillOfTheVisitWaitsWhileTheFirstIsInDoubt() {
        BrokenLine line = new BrokenLine(Fault.REPLY_LOST);
        desk.insurer.line(desk.institution, line);
        try (MedicalSettlement settlement = desk.open(SHORT, Desk.NEVER)) {
            SettlementResult first = settlement.settle(settlement.quote(Desk.bill("v1")), settlement.card());
            SettlementResult other = settlement.settle(settlement.quote(Desk.bill("v1")), settlement.card());

            assertThat(other).isEqualTo(first).isInstanceOf(SettlementResult.OutcomeUnknown.class);
            assertThat(desk.agent.debits()).isEqualTo(1);
        }
    }

    @Test
    void twoClerksAtOnceMakeOneSettlement() throws Exception {
        ExecutorService clerks = Executors.newFixedThreadPool(8);
        try (MedicalSettlement settlement = desk.open(AMPLE, Desk.NEVER)) {
            Quote quote = settlement.quote(Desk.bill("v1"));
            Callable<SettlementResult> click = () -> settlement.settle(quote, settlement.card());
            List<Future<SettlementResult>> clicks = clerks.invokeAll(java.util.Collections.nCopies(8, click));
            for (Future<SettlementResult> each : clicks) {
                assertThat(each.get()).isEqualTo(clicks.get(0).get());
            }
            assertThat(desk.ledger().postings()).isEqualTo(1);
            assertThat(desk.agent.debits()).isEqualTo(1);
        } finally {
            clerks.shutdownNow();
        }
    }

    @ParameterizedTest
    @EnumSource(Fault.class)
    void cancelTakesBackOnceWhateverHappens(Fault fault) {
        try (MedicalSettlement settlement = desk.open(Duration.ofSeconds(3), Desk.NEVER)) {
            TransactionId id = settlement
                    .settle(settlement.quote(Desk.bill("v1")), settlement.card())
                    .transactionId();
            desk.insurer.line(desk.institution, new OneFault(fault));

            SettlementResult cancelled = settlement.cancel(id);
            SettlementResult again = settlement.cancel(id);

            assertThat(cancelled).isInstanceOfSatisfying(SettlementResult.Settled.class, settled -> {
                assertThat(settled.receipt().split().total()).isEqualTo(Fen.parse("-1024.68"));
                assertThat(settled.receipt().cancels()).isPresent();
            });
            assertThat(again).isEqualTo(cancelled);
            desk.insurer.deliverLate(desk.institution);
            assertThat(desk.ledger().liveSettlements()).isZero();
            assertThat(desk.ledger().postings()).isEqualTo(2);
        }
    }

    @Test
    void visitCanBeSettledAgainAfterItsCancellation() {
        try (MedicalSettlement settlement = desk.open(AMPLE, Desk.NEVER)) {
            SettlementResult first = settlement.settle(settlement.quote(Desk.bill("v1")), settlement.card());
            settlement.cancel(first.transactionId());
            SettlementResult second = settlement.settle(settlement.quote(Desk.bill("v1")), settlement.card());

            assertThat(second).isInstanceOf(SettlementResult.Settled.class);
            assertThat(second.transactionId()).isNotEqualTo(first.transactionId());
            assertThat(desk.ledger().liveSettlements()).isEqualTo(1);
        }
    }

    @Test
    void reversalThatGetsNoAnswerIsPendingAndRepeatedUntilItIs() {
        try (MedicalSettlement settlement = desk.open(SHORT, Desk.OFTEN)) {
            TransactionId id = settlement
                    .settle(settlement.quote(Desk.bill("v1")), settlement.card())
                    .transactionId();
            BrokenLine line = new BrokenLine(Fault.REQUEST_LOST);
            desk.insurer.line(desk.institution, line);
            assertThat(settlement.reverse(id)).isEqualTo(new ReversalResult.Pending(id));
            assertThat(desk.ledger().stands(id.value())).isTrue();

            line.heal();
            await().atMost(AMPLE).until(() -> !desk.ledger().stands(id.value()));
        }
    }

    @Test
    void reversalOfAnUnknownIdLeavesATombstone() {
        try (MedicalSettlement settlement = desk.open(AMPLE, Desk.NEVER)) {
            TransactionId id = new TransactionId("never-seen");
            assertThat(settlement.reverse(id)).isEqualTo(new ReversalResult.Reversed(id));
            assertThat(settlement.query(id)).isInstanceOf(QueryResult.Tombstone.class);
        }
    }

    @Test
    void holderWhoCancelsAtThePadIsADeclineAndNothingWasSent() {
        desk.agent.refuse(call ->
                call.equals("debit") ? Optional.of(new CodedException(ErrorCode.PIN_CANCELLED)) : Optional.empty());
        try (MedicalSettlement settlement = desk.open(AMPLE, Desk.NEVER)) {
            SettlementResult result = settlement.settle(settlement.quote(Desk.bill("v1")), settlement.card());
            assertThat(result)
                    .isInstanceOfSatisfying(
                            SettlementResult.Declined.class,
                            declined -> assertThat(declined.code()).isEqualTo("PIN_CANCELLED"));
            assertThat(settlement.query(result.transactionId())).isInstanceOf(QueryResult.NotKnown.class);
        }
    }

    @Test
    void agentsLostAnswerIsAskedForAndTheCardDebitsOnce() {
        desk.agent.loseDebitAnswers(2);
        try (MedicalSettlement settlement = desk.open(AMPLE, Desk.NEVER)) {
            assertThat(settlement.settle(settlement.quote(Desk.bill("v1")), settlement.card()))
                    .isInstanceOf(SettlementResult.Settled.class);
            assertThat(desk.agent.debits()).isEqualTo(1);
        }
    }

    @Test
    void cardPutBackAfterItsDebitWasLostIsNotDebitedAgain() {
        desk.agent.loseDebitAnswers(4);
        try (MedicalSettlement settlement = desk.open(AMPLE, Desk.OFTEN)) {
            Quote quote = settlement.quote(Desk.bill("v1"));
            assertThatThrownBy(() -> settlement.settle(quote, settlement.card()))
                    .isInstanceOf(SdkFailure.OperationsMustAct.class);
            assertThat(settlement.settle(quote, settlement.card())).isInstanceOf(SettlementResult.Settled.class);
            assertThat(desk.agent.debits()).isEqualTo(1);
            assertThat(desk.ledger().postings()).isEqualTo(1);
            assertThat(desk.recovered).isEmpty();
        }
    }

    @Test
    void cardNotBackYetAfterItsDebitWasLost_leavesTheDebitOpen() {
        desk.agent.loseDebitAnswers(4);
        try (MedicalSettlement settlement = desk.open(AMPLE, Desk.OFTEN)) {
            Quote quote = settlement.quote(Desk.bill("v1"));
            assertThatThrownBy(() -> settlement.settle(quote, settlement.card()))
                    .isInstanceOf(SdkFailure.class);
            desk.agent.refuse(call ->
                    call.equals("debit") ? Optional.of(new CodedException(ErrorCode.CARD_ABSENT)) : Optional.empty());
            assertDebitUnknown(settlement, quote);
            desk.agent.refuse(call -> Optional.empty());
            assertThat(settlement.settle(quote, settlement.card())).isInstanceOf(SettlementResult.Settled.class);
            assertThat(desk.agent.debits()).isEqualTo(1);
        }
    }

    @Test
    void agentStartedAnewWithoutTheCardWhileADebitIsRepeated_leavesTheDebitOpen() {
        desk.agent.loseDebitAnswers(1);
        AtomicInteger calls = new AtomicInteger();
        desk.agent.refuse(call -> call.equals("debit") && calls.incrementAndGet() == 2
                ? Optional.of(new CodedException(ErrorCode.CARD_ABSENT))
                : Optional.empty());
        try (MedicalSettlement settlement = desk.open(AMPLE, Desk.OFTEN)) {
            Quote quote = settlement.quote(Desk.bill("v1"));
            assertDebitUnknown(settlement, quote);
            assertThat(settlement.settle(quote, settlement.card())).isInstanceOf(SettlementResult.Settled.class);
            assertThat(desk.agent.debits()).isEqualTo(1);
        }
    }

    private static void assertDebitUnknown(MedicalSettlement settlement, Quote quote) {
        assertThatThrownBy(() -> settlement.settle(quote, settlement.card()))
                .isInstanceOfSatisfying(
                        SdkFailure.class, failure -> assertThat(failure.code()).isEqualTo("CARD_DEBIT_UNKNOWN"));
    }

    @Test
    void twoBillsOfTheSameAmountAreTwoDebits() {
        try (MedicalSettlement settlement = desk.open(AMPLE, Desk.NEVER)) {
            settlement.settle(settlement.quote(Desk.bill("v1")), settlement.card());
            settlement.settle(settlement.quote(Desk.bill("v2")), settlement.card());
            assertThat(desk.agent.debits()).isEqualTo(2);
            assertThat(desk.ledger().postings()).isEqualTo(2);
        }
    }

    @Test
    void wrongPinTellsTheTriesLeft() {
        desk.agent.refuse(call -> Optional.of(new CodedException(ErrorCode.PIN_WRONG, 4)));
        try (MedicalSettlement settlement = desk.open(AMPLE, Desk.NEVER)) {
            assertThat(settlement.card().verifyPin()).isEqualTo(new PinResult.Refused("PIN_WRONG", OptionalInt.of(4)));
        }
    }

    @Test
    void cardThatIsMissingIsTheClerksToMend() {
        desk.agent.refuse(call -> Optional.of(new CodedException(ErrorCode.CARD_ABSENT)));
        try (MedicalSettlement settlement = desk.open(AMPLE, Desk.NEVER)) {
            Quote quote = settlement.quote(Desk.bill("v1"));
            assertThatThrownBy(() -> settlement.settle(quote, settlement.card()))
                    .isInstanceOfSatisfying(
                            SdkFailure.ClerkMustAct.class,
                            e -> assertThat(e.code()).isEqualTo("CARD_ABSENT"));
            assertThat(desk.ledger().postings()).isZero();
        }
    }

    @Test
    void billThatIsWrongIsTheIntegratorsToMend() {
        try (MedicalSettlement settlement = desk.open(AMPLE, Desk.NEVER)) {
            Bill negative = Desk.bill("v1").with(new FeeLine("3", "X", -1, 10_000));
            assertThatThrownBy(() -> settlement.quote(negative))
                    .isInstanceOfSatisfying(SdkFailure.IntegratorMustAct.class, e -> {
                        assertThat(e.code()).isEqualTo("BILL_AMOUNT_NEGATIVE");
                        assertThat(e.zh()).contains("3");
                        assertThat(e.remedyEn()).isNotBlank();
                    });
        }
    }

    @Test
    void missingSettingIsNamed() {
        assertThatThrownBy(() -> MedicalSettlement.builder()
                        .agent(ServiceTarget.loopback(1))
                        .insurer(ServiceTarget.loopback(1))
                        .open())
                .isInstanceOf(SdkFailure.OperationsMustAct.class)
                .hasMessageContaining("institution");
    }

    @Test
    void listenerThatThrowsIsToldAgain() {
        BrokenLine line = new BrokenLine(Fault.REPLY_LOST);
        desk.insurer.line(desk.institution, line);
        Deque<RuntimeException> troubles = new ArrayDeque<>(List.of(new IllegalStateException("database away")));
        Map<String, SettlementResult> told = new java.util.concurrent.ConcurrentHashMap<>();
        try (MedicalSettlement settlement = MedicalSettlement.builder()
                .institution(desk.institution)
                .agent(ServiceTarget.loopback(desk.agent.port()))
                .insurer(ServiceTarget.loopback(desk.insurer.port()))
                .journal(directory)
                .deadline(SHORT)
                .recoveryInterval(Desk.OFTEN)
                .onRecovered(result -> {
                    if (!troubles.isEmpty()) {
                        throw troubles.pop();
                    }
                    told.put(result.transactionId().value(), result);
                })
                .open()) {
            String id = settlement
                    .settle(settlement.quote(Desk.bill("v1")), settlement.card())
                    .transactionId()
                    .value();
            line.heal();
            await().atMost(AMPLE).until(() -> told.containsKey(id));
            assertThat(troubles).isEmpty();
        }
    }
}
