package org.sscard.sdk;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.sscard.sdk.fake.FakeAgent;
import org.sscard.sdk.fake.FakeInsurer;
import org.sscard.sdk.fake.Fault;
import org.sscard.sdk.journal.SettlementJournal;

/**
 * Faults F24, F26, F27 at random: each message meets a random fault, the SDK's process dies at a random message in some
 * runs, the clerk clicks again in others. Whatever happens: at most one posting, and SDK and books agree.
 */
class RandomFaultsTest {
    private static final int RUNS = Integer.getInteger("sscard.faultRuns", 1_000);
    private static final Duration AMPLE = Duration.ofSeconds(60);

    @TempDir
    Path directory;

    @Test
    void sdkAndBooksAgreeAfterAnyFaults() throws Exception {
        long seed = Long.getLong("sscard.seed", new Random().nextLong());
        System.err.println("RandomFaultsTest: -Dsscard.seed=" + seed + " -Dsscard.faultRuns=" + RUNS);
        ExecutorService desks = Executors.newFixedThreadPool(16);
        AtomicInteger settled = new AtomicInteger();
        AtomicInteger killed = new AtomicInteger();
        try (FakeInsurer insurer = new FakeInsurer();
                FakeAgent agent = new FakeAgent()) {
            Random seeds = new Random(seed);
            List<Future<?>> runs = new ArrayList<>();
            for (int i = 0; i < RUNS; i++) {
                String institution = "H%011d".formatted(i);
                Random random = new Random(seeds.nextLong());
                Run run = new Run(
                        institution, Files.createDirectory(directory.resolve(institution)), insurer, agent, random);
                runs.add(desks.submit(() -> {
                    if (run.play()) {
                        settled.incrementAndGet();
                    }
                    if (run.wasKilled()) {
                        killed.incrementAndGet();
                    }
                }));
            }
            for (Future<?> run : runs) {
                run.get();
            }
        } finally {
            desks.shutdownNow();
        }
        System.err.println(settled + " of " + RUNS + " settled, " + killed + " killed in between");
        assertThat(settled.get()).as("both ends are reached").isBetween(RUNS / 10, RUNS - RUNS / 20);
        assertThat(killed.get()).isPositive();
    }

    /** One bill at one desk on a bad line. */
    private static final class Run implements FakeInsurer.Line {
        private final Desk desk;
        private final Random random;
        private final Path afterKill;
        private final int killAtMessage;
        private boolean healed;
        private boolean dead;
        private int messages;

        Run(String institution, Path directory, FakeInsurer insurer, FakeAgent agent, Random random)
                throws IOException {
            this.desk = new Desk(institution, Files.createDirectory(directory.resolve("before")), insurer, agent);
            this.afterKill = Files.createDirectory(directory.resolve("after"));
            this.random = random;
            this.killAtMessage = random.nextInt(3) == 0 ? 1 + random.nextInt(3) : -1;
            insurer.line(institution, this);
        }

        boolean play() {
            Quote quote = quote();
            SettlementResult told = null;
            try (MedicalSettlement settlement = desk.open(Duration.ofMillis(200 + random.nextInt(200)), Desk.NEVER)) {
                told = settlement.settle(quote, settlement.card());
                if (told instanceof SettlementResult.OutcomeUnknown && random.nextBoolean()) {
                    told = settlement.settle(quote, settlement.card());
                }
            } catch (SdkFailure e) {
                // A busy machine did not get as far as sending; the clerk clicks again below.
                assertThat(told).isNull();
            }
            if (wasKilled()) {
                // What a dead process was told is known to nobody.
                told = null;
                desk.recovered.clear();
            }
            return checked(told, recover(quote, told));
        }

        private Quote quote() {
            try (MedicalSettlement settlement = desk.open(AMPLE, Desk.NEVER)) {
                return settlement.quote(Desk.bill("v1"));
            }
        }

        synchronized boolean wasKilled() {
            return dead;
        }

        @Override
        public synchronized Fault next(String message) {
            if (healed) {
                return Fault.NONE;
            }
            if (dead) {
                return Fault.RESET_BEFORE;
            }
            messages++;
            if (messages == killAtMessage) {
                copyJournal();
                dead = true;
            }
            Fault[] all = Fault.values();
            return random.nextInt(3) == 0 ? Fault.NONE : all[random.nextInt(all.length)];
        }

        private synchronized Path journal() {
            healed = true;
            return dead ? afterKill : desk.journal;
        }

        /** Opens the journal again on a clear line, until what nobody was told has been told. */
        private Path recover(Quote quote, SettlementResult told) {
            Path journal = journal();
            try (MedicalSettlement settlement =
                    desk.open(journal, desk.insurer.port(), AMPLE, Duration.ofMillis(100))) {
                if (told == null && !wasKilled()) {
                    desk.recovered.add(settlement.settle(quote, settlement.card()));
                }
                boolean untold = told == null || told instanceof SettlementResult.OutcomeUnknown;
                await().atMost(AMPLE).until(() -> !untold || !desk.recovered.isEmpty());
                assertThat(settlement.transactionOf("v1")).isPresent();
            }
            return journal;
        }

        private boolean checked(SettlementResult told, Path journal) {
            desk.insurer.deliverLate(desk.institution);
            long live = desk.ledger().liveSettlements();
            assertThat(live).isLessThanOrEqualTo(1);
            assertThat(desk.ledger().postings()).isLessThanOrEqualTo(1);
            List<SettlementResult> said = new ArrayList<>(desk.recovered);
            if (told != null && !(told instanceof SettlementResult.OutcomeUnknown)) {
                said.add(told);
            }
            assertThat(said)
                    .isNotEmpty()
                    .allSatisfy(result -> assertThat(result instanceof SettlementResult.Settled)
                            .isEqualTo(live == 1));
            try (SettlementJournal closed = SettlementJournal.open(journal, Clock.systemUTC())) {
                assertThat(closed.unfinished()).isEmpty();
            }
            return live == 1;
        }

        private void copyJournal() {
            try {
                Files.copy(
                        desk.journal.resolve("settlement.journal"),
                        afterKill.resolve("settlement.journal"),
                        StandardCopyOption.REPLACE_EXISTING);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }
}
