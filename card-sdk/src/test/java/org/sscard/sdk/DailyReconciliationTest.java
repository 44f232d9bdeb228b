package org.sscard.sdk;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalTime;
import java.time.ZoneId;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicReference;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.sscard.sdk.fake.Fault;

/** The SDK keeps its own sums of each day and compares them with the insurer by itself. */
class DailyReconciliationTest {
    private static final LocalDate DAY = LocalDate.of(2026, 11, 22);
    private static final ZoneId ZONE = ZoneId.of("Asia/Shanghai");

    @TempDir
    Path directory;

    private final AtomicReference<Instant> now =
            new AtomicReference<>(DAY.atTime(16, 0).atZone(ZONE).toInstant());
    private final List<DayReconciliation> told = new CopyOnWriteArrayList<>();
    private Desk desk;

    @BeforeEach
    void start() throws IOException {
        desk = new Desk(directory);
    }

    @AfterEach
    void stop() {
        desk.close();
    }

    @Test
    void settlementsAndCancellationsCount_reversalsDoNot_andTheSumsSurviveARestart() {
        try (MedicalSettlement sdk = open()) {
            TransactionId cancelled = settle(sdk, "v1");
            settle(sdk, "v2");
            TransactionId reversed = settle(sdk, "v3");
            sdk.cancel(cancelled);
            sdk.reverse(reversed);
            assertThat(sdk.ownFigures(DAY).rows()).isEqualTo(3);
            assertThat(sdk.ownFigures(DAY).total()).isEqualTo(Fen.of(102468));
        }
        try (MedicalSettlement again = open()) {
            assertThat(again.ownFigures(DAY).rows()).isEqualTo(3);
            assertThat(again.compareDay(DAY)).isInstanceOf(DayReconciliation.Level.class);
        }
    }

    @Test
    void aDayThatIsOver_isComparedAndClosedByItself_once() {
        try (MedicalSettlement sdk = open()) {
            settle(sdk, "v1");
            now.set(DAY.plusDays(1).atTime(0, 29).atZone(ZONE).toInstant());
            Awaitility.await().during(Duration.ofMillis(300)).until(told::isEmpty);

            now.set(DAY.plusDays(1).atTime(0, 31).atZone(ZONE).toInstant());

            Awaitility.await().until(() -> !told.isEmpty());
            assertThat(told.get(0)).isInstanceOf(DayReconciliation.Level.class);
            assertThat(told.get(0).day()).isEqualTo(DAY);
            Awaitility.await().during(Duration.ofMillis(300)).until(() -> told.size() == 1);
        }
        assertThat(desk.insurer.reconciliation().closed()).containsExactly("2026-11-22");
        try (MedicalSettlement again = open()) {
            Awaitility.await().during(Duration.ofMillis(300)).until(() -> told.size() == 1);
            assertThat(again.ownFigures(DAY).rows()).isEqualTo(1);
        }
    }

    @Test
    void aRowThatOnlyTheInsurerHas_isTheOneDifference_withItsAction() {
        try (MedicalSettlement sdk = open()) {
            settle(sdk, "v1");
        }
        String foreign;
        try (MedicalSettlement otherJournal =
                desk.open(directory.resolve("other"), desk.insurer.port(), Duration.ofSeconds(20), Desk.NEVER)) {
            foreign = settle(otherJournal, "v2").value();
        }
        try (MedicalSettlement sdk = open()) {
            DayReconciliation.Different result = (DayReconciliation.Different) sdk.compareDay(DAY);
            assertThat(result.differences()).hasSize(1);
            DayDifference one = result.differences().get(0);
            assertThat(one.transaction().value()).isEqualTo(foreign);
            assertThat(one.kind()).isEqualTo(DayDifference.Kind.ONLY_INSURER);
            assertThat(one.action()).isEqualTo(DayDifference.Action.REVERSE);
            assertThat(result.insurer().rows()).isEqualTo(2);

            sdk.reverse(one.transaction());

            assertThat(sdk.compareDay(DAY)).isInstanceOf(DayReconciliation.Level.class);
        }
    }

    @Test
    void aDayWithATransactionInDoubt_isNotClosed_andTheRecoveredRowCounts() {
        desk.insurer.line(
                desk.institution, message -> message.equals("settle") ? Fault.REPLY_LOST : Fault.RESET_BEFORE);
        try (MedicalSettlement sdk = builder().deadline(Duration.ofSeconds(2)).open()) {
            Quote quote = sdk.quote(Desk.bill("v1"));
            assertThat(sdk.settle(quote, sdk.card())).isInstanceOf(SettlementResult.OutcomeUnknown.class);
            now.set(DAY.plusDays(1).atTime(1, 0).atZone(ZONE).toInstant());

            assertThatThrownBy(() -> sdk.closeDay(DAY))
                    .isInstanceOfSatisfying(
                            SdkFailure.class,
                            failure -> assertThat(failure.code()).isEqualTo("TRANSACTION_IN_DOUBT"));
            assertThat(desk.insurer.reconciliation().closed()).isEmpty();
            desk.insurer.line(desk.institution, message -> Fault.NONE);

            Awaitility.await().until(() -> !told.isEmpty());
            assertThat(told.get(0)).isInstanceOf(DayReconciliation.Level.class);
            assertThat(told.get(0).own().rows()).isEqualTo(1);
            assertThat(desk.recovered).singleElement().isInstanceOf(SettlementResult.Settled.class);
        }
    }

    @Test
    void aTornLastLineIsCutOff_damageBeforeItIsRefused() throws IOException {
        try (MedicalSettlement sdk = open()) {
            settle(sdk, "v1");
            settle(sdk, "v2");
        }
        Path file = directory.resolve("days.journal");
        Files.writeString(file, "R torn", StandardCharsets.US_ASCII, StandardOpenOption.APPEND);
        try (MedicalSettlement sdk = open()) {
            assertThat(sdk.ownFigures(DAY).rows()).isEqualTo(2);
        }
        String whole = Files.readString(file);
        Files.writeString(file, whole.replaceFirst("102468", "102469"));
        assertThatThrownBy(this::open)
                .isInstanceOfSatisfying(
                        SdkFailure.class, failure -> assertThat(failure.code()).isEqualTo("JOURNAL_DAMAGED"));
        Files.writeString(file, whole);
        open().close();
    }

    private static TransactionId settle(MedicalSettlement sdk, String visit) {
        SettlementResult result = sdk.settle(sdk.quote(Desk.bill(visit)), sdk.card());
        assertThat(result).isInstanceOf(SettlementResult.Settled.class);
        return result.transactionId();
    }

    private MedicalSettlement open() {
        return builder().open();
    }

    private SettlementBuilder builder() {
        return desk.builder(directory, desk.insurer.port())
                .deadline(Duration.ofSeconds(20))
                .recoveryInterval(Desk.OFTEN)
                .dailyReconciliation(LocalTime.of(0, 30))
                .onReconciled(told::add)
                .clock(new Clock() {
                    @Override
                    public ZoneId getZone() {
                        return ZONE;
                    }

                    @Override
                    public Clock withZone(ZoneId zone) {
                        return this;
                    }

                    @Override
                    public Instant instant() {
                        return now.get();
                    }
                });
    }
}
