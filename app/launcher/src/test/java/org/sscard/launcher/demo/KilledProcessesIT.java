package org.sscard.launcher.demo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.sscard.sdk.samples.HospitalSample;
import org.sscard.sdk.samples.KioskSample;
import org.sscard.sdk.samples.PharmacySample;
import org.sscard.wire.error.CodedException;
import org.sscard.wire.issuer.v1.Batch;
import org.sscard.wire.issuer.v1.Card;

/**
 * Faults F1, F23, F24, F26: any of the three real processes is killed with SIGKILL at a random moment of its work and started
 * again on its data. {@code -Dsscard.seed} draws the same moments again, {@code -Dsscard.kills} more of them.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class KilledProcessesIT {
    private static final int KILLS = Integer.getInteger("sscard.kills", 2);
    private static final Duration PATIENCE = Duration.ofMinutes(2);
    private static final Duration LOOK = Duration.ofMillis(50);
    private static final String REGION = "211002";
    private static final Set<String> ENDED = Set.of("QC_PASSED", "SPOILED");
    private static final Clock CLOCK = Clock.system(ZoneId.of("Asia/Shanghai"));

    private final long seed = Long.getLong("sscard.seed", new Random().nextLong());
    private final Random random = new Random(seed);
    private DemoHouse house;
    private VirtualReaderDesk desk;
    private Clerk clerk;
    private int blanks;
    /** From a blank in the reader to its verdict, as measured with the holder's card. */
    private Duration making;

    @BeforeAll
    void openHouseAndMakeTheHoldersCard(@TempDir Path directory) {
        tell("seed " + seed);
        house = DemoHouse.build(directory, CLOCK);
        house.open(new VirtualStage(house::agent).readersForMaking());
        desk = new VirtualReaderDesk(house.agent());
        Path roster = SampleRoster.unpackedIn(directory);
        try (Insurer insurer = new Insurer(house.insurance());
                Bureau bureau = new Bureau(house.issuer())) {
            insurer.register(Roster.read(roster).insured(LocalDate.now(CLOCK)));
            bureau.importRoster(roster);
            await().atMost(PATIENCE).until(bureau::stationConnected);
        }
        activate(makeTwoCards());
        desk.insert(DemoCards.PSAM_READER, DemoCards.psam());
        desk.insert(VirtualStage.WINDOW, desk.remove(VirtualStage.STATION));
        clerk = new Clerk(house, CLOCK);
    }

    /** The first one warms the processes up; the second one is measured, stays in the reader and is the holder's. */
    private Card makeTwoCards() {
        Batch batch = start(2);
        insertBlank();
        Card first = ended(batch, Set.of());
        desk.remove(VirtualStage.STATION);
        long begun = System.nanoTime();
        insertBlank();
        Card second = ended(batch, Set.of(first.getCardNumber()));
        making = Duration.ofNanos(System.nanoTime() - begun);
        tell("a card takes " + making.toMillis() + " ms");
        assertThat(List.of(first, second)).extracting(Card::getState).containsOnly("QC_PASSED");
        return second;
    }

    @AfterAll
    void closeHouse() {
        if (clerk != null) {
            clerk.close();
        }
        house.close();
    }

    @Test
    void issuerKilledWhileItMakesACard_cardIsPassedOrSpoiled_otherBlanksFinishTheBatch() {
        Batch batch = start(KILLS + 1);
        Set<String> known = new HashSet<>();
        for (int kill = 0; kill < KILLS; kill++) {
            insertBlank();
            Duration moment = pauseWithin(making);
            house.kill(HouseService.ISSUER);
            house.startAgain(HouseService.ISSUER);
            Card card = ended(batch, known);
            known.add(card.getCardNumber());
            tell("issuer killed after " + moment.toMillis() + " ms: " + verdict(card));
            desk.remove(VirtualStage.STATION);
        }
        finish(batch, known);
    }

    @Test
    void agentKilledWhileACardIsMade_sameCardPutBackIsPassedOrSpoiled_otherBlanksFinishTheBatch() {
        Batch batch = start(KILLS + 1);
        Set<String> known = new HashSet<>();
        for (int kill = 0; kill < KILLS; kill++) {
            insertBlank();
            Duration moment = pauseWithin(making);
            killAgentAndPutCardsBack(VirtualStage.STATION, VirtualStage.WINDOW, DemoCards.PSAM_READER);
            Card card = ended(batch, known);
            known.add(card.getCardNumber());
            tell("agent killed after " + moment.toMillis() + " ms: " + verdict(card));
            desk.remove(VirtualStage.STATION);
        }
        finish(batch, known);
    }

    @Test
    void agentKilledDuringADebit_billIsPostedOnce_cardDebitsOnce() throws IOException {
        int before = purchases();
        int bills = KILLS + 2;
        Duration settling = clerk.settle("A-0");
        for (int bill = 1; bill < bills; bill++) {
            String visit = "A-" + bill;
            CompletableFuture<Duration> settled = CompletableFuture.supplyAsync(() -> clerk.settle(visit));
            Duration moment = pauseWithin(settling);
            killAgentAndPutCardsBack(VirtualStage.WINDOW, DemoCards.PSAM_READER);
            settled.orTimeout(PATIENCE.toSeconds(), TimeUnit.SECONDS).join();
            tell("agent killed %d ms into a bill, undisturbed %d ms".formatted(moment.toMillis(), settling.toMillis()));
        }
        assertThat(purchases() - before).as("debits on the card").isEqualTo(bills);
        clerk.assertBooksAgree();
    }

    @Test
    void theSamplesOfTheSdk_runAgainstTheRealServices(@TempDir Path journals) {
        int agent = house.agent().getPort();
        int insurer = house.insurance().getPort();
        Holder holder = new Holder(house.agent(), DemoCards.PIN);
        assertThat(holder.presentDuring(() -> HospitalSample.discharge(agent, insurer, journals.resolve("hospital"))))
                .startsWith("统筹支付 ");
        assertThat(holder.presentDuring(
                        () -> PharmacySample.sell(agent, insurer, journals.resolve("pharmacy"), "XS-1", Set.of("1"))))
                .startsWith("退现金 ");
        assertThat(holder.presentDuring(
                        () -> KioskSample.recordDay(agent, insurer, journals.resolve("kiosk"), "ZY-KIOSK")))
                .startsWith("明细已登记");
        assertThat(holder.presentDuring(() -> KioskSample.pay(agent, insurer, journals.resolve("kiosk"), "MZ-KIOSK")))
                .isEqualTo("请付现金 30.00");
    }

    @Test
    void insurerKilledDuringASeriesOfBills_eachIsPostedOnce_booksAgreeWithTheSdk() {
        Duration settling = clerk.settle("B-0");
        CompletableFuture<Void> kills = CompletableFuture.runAsync(() -> {
            for (int kill = 0; kill < KILLS; kill++) {
                Duration moment = pauseWithin(settling.multipliedBy(3));
                house.kill(HouseService.INSURANCE);
                tell("insurer killed after " + moment.toMillis() + " ms");
                house.startAgain(HouseService.INSURANCE);
            }
        });
        for (int bill = 1; bill < 4 || !kills.isDone(); bill++) {
            clerk.settle("B-" + bill);
        }
        kills.join();
        clerk.assertBooksAgree();
    }

    /**
     * Virtual cards live in the agent's process. They are taken out at the very moment, the one at work first, so that what
     * they hold outlives it as a real card's memory would.
     */
    private void killAgentAndPutCardsBack(String... readers) {
        Map<String, String> cards = new LinkedHashMap<>();
        for (String reader : readers) {
            cards.put(reader, desk.remove(reader));
        }
        house.kill(HouseService.AGENT);
        house.startAgain(HouseService.AGENT);
        cards.forEach(desk::insert);
    }

    private Duration pauseWithin(Duration whole) {
        Duration moment = Duration.ofMillis(random.nextInt((int) whole.toMillis()));
        await().atMost(PATIENCE).pollDelay(moment).until(() -> true);
        return moment;
    }

    /** The other cards of a batch that a kill disturbed. */
    private void finish(Batch batch, Set<String> known) {
        while (known.size() < batch.getTotal()) {
            insertBlank();
            Card card = ended(batch, known);
            assertThat(card.getState()).as(card.getReason()).isEqualTo("QC_PASSED");
            known.add(card.getCardNumber());
            desk.remove(VirtualStage.STATION);
        }
        try (Bureau bureau = new Bureau(house.issuer())) {
            Batch finished = bureau.look(batch);
            List<Card> cards = finished.getCardsList();
            assertThat(finished.getRunning()).isFalse();
            assertThat(cards)
                    .hasSize(batch.getTotal())
                    .allSatisfy(card -> assertThat(card.getState()).isIn(ENDED));
            assertThat(cards).extracting(Card::getCardNumber).doesNotHaveDuplicates();
            assertThat(cards).extracting(Card::getHistoricalBytes).doesNotHaveDuplicates();
            assertThat(cards).extracting(Card::getCardIdentificationCode).doesNotHaveDuplicates();
        }
    }

    /** The next card of a batch that came to its end. While the issuer is away there is no answer. */
    private Card ended(Batch batch, Set<String> known) {
        try (Bureau bureau = new Bureau(house.issuer())) {
            return await().atMost(PATIENCE)
                    .pollInterval(LOOK)
                    .ignoreExceptionsInstanceOf(CodedException.class)
                    .until(
                            () -> bureau.look(batch).getCardsList().stream()
                                    .filter(card -> ENDED.contains(card.getState()))
                                    .filter(card -> !known.contains(card.getCardNumber()))
                                    .findFirst(),
                            Optional::isPresent)
                    .orElseThrow();
        }
    }

    private void activate(Card card) {
        try (Bureau bureau = new Bureau(house.issuer())) {
            for (String state : List.of("IN_TRANSIT", "AT_BRANCH", "ISSUED", "ACTIVE")) {
                bureau.move(card, state, "test");
            }
        }
    }

    /** The purchases that the holder's card has counted. */
    private int purchases() throws IOException {
        String image = desk.remove(VirtualStage.WINDOW);
        desk.insert(VirtualStage.WINDOW, image);
        return new ObjectMapper().readTree(image).findPath("purchaseSequence").intValue();
    }

    private Batch start(int cards) {
        try (Bureau bureau = new Bureau(house.issuer())) {
            Batch batch = bureau.createBatch(REGION, cards);
            bureau.personalise(batch);
            return batch;
        }
    }

    private void insertBlank() {
        desk.insert(VirtualStage.STATION, DemoCards.blank(++blanks));
    }

    private static String verdict(Card card) {
        return card.getState() + " " + card.getApdus() + " APDU " + card.getReason();
    }

    private static void tell(String line) {
        System.err.println(line);
    }
}
