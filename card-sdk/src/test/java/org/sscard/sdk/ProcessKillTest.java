package org.sscard.sdk;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.sscard.sdk.fake.BrokenLine;
import org.sscard.sdk.fake.ChildDesk;
import org.sscard.sdk.fake.Fault;
import org.sscard.sdk.journal.SettlementJournal;

/** Faults F26, F27: a killed process leaves a prefix of its journal and whatever the insurer has by then. */
class ProcessKillTest {
    private static final Duration AMPLE = Duration.ofSeconds(60);
    private static final String FILE = "settlement.journal";

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

    @ParameterizedTest
    @CsvSource({"1", "2"})
    void killedBeforeSendingIsTakenUpAgainWithTheSameDebit(int records) throws IOException {
        Quote quote = quoteAndSettleOnADeadLine(Fault.RESET_BEFORE);
        keep(records);

        try (MedicalSettlement settlement = desk.open(AMPLE, Desk.OFTEN)) {
            Optional<TransactionId> begun = settlement.transactionOf("v1");
            SettlementResult result = settlement.settle(quote, settlement.card());

            assertThat(result).isInstanceOf(SettlementResult.Settled.class);
            assertThat(begun).contains(result.transactionId());
            assertThat(desk.agent.debits()).isEqualTo(1);
            assertThat(desk.ledger().postings()).isEqualTo(1);
        }
    }

    @ParameterizedTest
    @CsvSource({"1", "2"})
    void killedBeforeSendingAndNotTakenUpIsGivenUpAfterTenMinutes(int records) throws IOException {
        quoteAndSettleOnADeadLine(Fault.RESET_BEFORE);
        keep(records);
        Clock later = Clock.offset(Clock.systemUTC(), Duration.ofMinutes(11));

        try (MedicalSettlement settlement = desk.builder(directory, desk.insurer.port())
                .clock(later)
                .recoveryInterval(Desk.OFTEN)
                .open()) {
            await().atMost(AMPLE).until(() -> desk.recovered.size() == 1);
            assertThat(desk.recovered.get(0))
                    .isInstanceOfSatisfying(
                            SettlementResult.Declined.class,
                            declined -> assertThat(declined.code()).isEqualTo("TRANSACTION_NOT_SENT"));
            assertThat(settlement.query(desk.recovered.get(0).transactionId()))
                    .isInstanceOf(QueryResult.NotKnown.class);
        }
        assertThat(unfinished()).isZero();
    }

    @Test
    void killedAfterSendingBeforeTheInsurerHeardEndsInNoPosting() throws IOException {
        quoteAndSettleOnADeadLine(Fault.ARRIVES_LATE);
        keep(3);

        try (MedicalSettlement settlement = desk.open(AMPLE, Desk.OFTEN)) {
            await().atMost(AMPLE).until(() -> desk.recovered.size() == 1);
            SettlementResult truth = desk.recovered.get(0);
            assertThat(truth).isInstanceOf(SettlementResult.Declined.class);
            assertThat(settlement.query(truth.transactionId())).isInstanceOf(QueryResult.Tombstone.class);
            desk.insurer.deliverLate(desk.institution);
            assertThat(desk.ledger().postings()).isZero();
            assertThat(settlement.settle(settlement.quote(Desk.bill("v1")), settlement.card()))
                    .isInstanceOf(SettlementResult.Settled.class);
        }
    }

    @ParameterizedTest
    @CsvSource({"3, true", "4, false"})
    void killedAfterTheInsurerPostedEndsSettled(int records, boolean toldByRecovery) throws IOException {
        String id = settleOnce();
        keep(records);

        try (MedicalSettlement settlement = desk.open(AMPLE, Desk.OFTEN)) {
            if (toldByRecovery) {
                await().atMost(AMPLE).until(() -> desk.recovered.size() == 1);
                assertThat(desk.recovered.get(0)).isInstanceOf(SettlementResult.Settled.class);
            }
            assertThat(settlement.transactionOf("v1")).contains(new TransactionId(id));
            assertThat(desk.ledger().stands(id)).isTrue();
            assertThat(desk.ledger().postings()).isEqualTo(1);
        }
        assertThat(unfinished()).isZero();
    }

    @RepeatedTest(3)
    void processKilledUnderLoadIsInAgreementAfterItsRestart() throws Exception {
        long seed = new Random().nextLong();
        System.err.println("seed " + seed);
        Process child = ChildDesk.start(desk.institution, directory, desk.agent.port(), desk.insurer.port());
        try {
            int settlements = 3 + new Random(seed).nextInt(40);
            await().atMost(AMPLE)
                    .pollInterval(Duration.ofMillis(2))
                    .until(() -> desk.ledger().postings() >= settlements);
        } finally {
            child.destroyForcibly();
            assertThat(child.waitFor(10, TimeUnit.SECONDS)).isTrue();
        }
        List<String> submitted = new ArrayList<>();
        try (SettlementJournal journal = SettlementJournal.open(directory, Clock.systemUTC())) {
            journal.unfinished().stream()
                    .filter(entry -> !entry.state().isUnsent())
                    .forEach(entry -> submitted.add(entry.id().value()));
        }

        try (MedicalSettlement settlement = desk.open(AMPLE, Desk.OFTEN)) {
            await().atMost(AMPLE).until(() -> desk.recovered.size() >= submitted.size());
            for (int visit = 0; visit < desk.ledger().postings(); visit++) {
                assertThat(settlement.transactionOf("visit " + visit)).isPresent();
            }
        }
        try (SettlementJournal journal = SettlementJournal.open(directory, Clock.systemUTC())) {
            assertThat(journal.unfinished()).allSatisfy(entry -> {
                assertThat(entry.state().isUnsent()).isTrue();
                assertThat(desk.ledger().stands(entry.id().value())).isFalse();
            });
        }
        desk.recovered.forEach(
                result -> assertThat(desk.ledger().stands(result.transactionId().value()))
                        .isEqualTo(result instanceof SettlementResult.Settled));
    }

    private Quote quoteAndSettleOnADeadLine(Fault fault) {
        BrokenLine line = new BrokenLine(fault);
        desk.insurer.line(desk.institution, line);
        try (MedicalSettlement settlement = desk.open(Duration.ofMillis(600), Desk.NEVER)) {
            Quote quote = settlement.quote(Desk.bill("v1"));
            assertThat(settlement.settle(quote, settlement.card())).isInstanceOf(SettlementResult.OutcomeUnknown.class);
            return quote;
        } finally {
            line.heal();
        }
    }

    private String settleOnce() {
        try (MedicalSettlement settlement = desk.open(AMPLE, Desk.NEVER)) {
            return settlement
                    .settle(settlement.quote(Desk.bill("v1")), settlement.card())
                    .transactionId()
                    .value();
        }
    }

    private long unfinished() {
        try (SettlementJournal journal = SettlementJournal.open(directory, Clock.systemUTC())) {
            return journal.unfinished().size();
        }
    }

    /** Cuts the journal behind its first records, as a kill between two of them would. */
    private void keep(int records) throws IOException {
        byte[] whole = Files.readAllBytes(directory.resolve(FILE));
        int end = 8;
        for (int record = 0; record < records; record++) {
            end += 12 + ByteBuffer.wrap(whole).getInt(end + 4);
        }
        Files.write(directory.resolve(FILE), Arrays.copyOf(whole, end));
    }
}
