package org.sscard.issuer.producer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.sscard.issuer.perso.Bench;
import org.sscard.issuer.perso.CardProfile;
import org.sscard.issuer.perso.Verdict.Ending;
import org.sscard.spec.apdu.CommandApdu;
import org.sscard.spec.apdu.ResponseApdu;
import org.sscard.spec.layout.CardAlgorithm;
import org.sscard.spec.layout.SpecificationVersion;
import org.sscard.spec.transport.CardSimulator.SimulatedCard;
import org.sscard.spec.transport.CardTransport;
import org.sscard.virtualcard.SimulatorPlugin;
import org.sscard.wire.error.CodedException;
import org.sscard.wire.error.ErrorCode;

class ProductionLineTest {

    @TempDir
    private Path directory;

    private UUID take(Producer producer, int cards) {
        return producer.take(Workshop.file(directory, 1, cards)).batchId();
    }

    @ParameterizedTest
    @CsvSource({"V2_0,DES", "V3_0,DES", "V3_0,SM4"})
    void blank_becomesACardWithoutAVault(SpecificationVersion version, CardAlgorithm algorithm) {
        CardProfile profile = new CardProfile(
                version, algorithm, "3", "211000", 1, 10, "0101", Set.of("DF05", "DF06", "DF07", "SSSE/EF0D"));
        try (Producer producer = Workshop.open(directory.resolve("house"))) {
            UUID batch = producer.take(Workshop.file(directory, 1, 1, profile)).batchId();
            try (ProductionLine line = producer.line(batch)) {
                ProductionLine.Done done = line.work(Bench.blank()).orElseThrow();
                assertThat(done.verdict().reason()).isEmpty();
                assertThat(done.verdict().ending()).isEqualTo(Ending.QC_PASSED);
                assertThat(line.work(Bench.blank())).isEmpty();
                assertThat(line.progress().left()).isZero();
            }
        }
    }

    /** F1. */
    @Test
    void hostKilledWhereSomethingTurns_endsQcPassedOrSpoiled() throws IOException {
        int apdus = wholeCard();
        List<Integer> places = new ArrayList<>(List.of(1, 2, 3, 4, 5, 6, 7, apdus - 1, apdus));
        IntStream.range(1, 6).forEach(part -> places.add(part * apdus / 6));
        assertThat(killedAt(places)).containsOnlyKeys(Ending.QC_PASSED, Ending.SPOILED);
    }

    /** F1 at every APDU of a personalisation. */
    @Test
    @Tag("deep")
    void hostKilledBeforeOrAfterEveryApdu_endsQcPassedOrSpoiled() throws IOException {
        List<Integer> everywhere = IntStream.rangeClosed(1, wholeCard()).boxed().toList();
        Map<Ending, Integer> endings = killedAt(everywhere);
        assertThat(endings).containsOnlyKeys(Ending.QC_PASSED, Ending.SPOILED);
        assertThat(endings.values().stream().mapToInt(Integer::intValue).sum()).isEqualTo(2 * everywhere.size());
    }

    private int wholeCard() throws IOException {
        Path house = Files.createTempDirectory(fastDisk(), "sscard-house");
        try (Producer producer = Workshop.open(house)) {
            UUID batch = producer.take(Workshop.file(house, 1, 1)).batchId();
            try (ProductionLine line = producer.line(batch)) {
                return line.work(Bench.blank()).orElseThrow().verdict().apdus();
            }
        }
    }

    private Map<Ending, Integer> killedAt(List<Integer> places) throws IOException {
        Map<Ending, Integer> endings = new EnumMap<>(Ending.class);
        for (int place : places) {
            for (boolean acted : new boolean[] {false, true}) {
                Ending ending = killedAndStartedAgain(place, acted);
                endings.merge(ending, 1, Integer::sum);
            }
        }
        return endings;
    }

    private Ending killedAndStartedAgain(int apdu, boolean acted) throws IOException {
        Path house = Files.createTempDirectory(fastDisk(), "sscard-house");
        SimulatedCard blank = Bench.blank();
        UUID batch;
        try (Producer producer = Workshop.open(house)) {
            batch = producer.take(Workshop.file(house, 1, 2)).batchId();
            try (ProductionLine line = producer.line(batch)) {
                assertThatThrownBy(() -> line.work(new Killing(blank, apdu, acted)))
                        .isInstanceOf(HostKilled.class);
            }
        }
        blank.reset();
        try (Producer producer = Workshop.open(house)) {
            try (ProductionLine line = producer.line(batch)) {
                ProductionLine.Done done = line.work(blank).orElseThrow();
                assertThat(done.order()).isEqualTo(1);
                if (done.verdict().ending() == Ending.SPOILED) {
                    assertThat(done.verdict().reason()).as("killed at %d", apdu).isEqualTo("PERSO_TORN");
                } else {
                    assertThat(done.verdict().reason()).as("killed at %d", apdu).isEmpty();
                }
                // The next blank becomes the other order, whatever happened to the first.
                if (apdu % 97 == 0) {
                    assertThat(line.work(Bench.blank()).orElseThrow().order()).isEqualTo(2);
                }
                return done.verdict().ending();
            }
        } finally {
            delete(house);
        }
    }

    /** A disk in memory where there is one: thousands of cards wait for theirs. */
    private Path fastDisk() {
        Path memory = Path.of("/dev/shm");
        return Files.isWritable(memory) ? memory : directory;
    }

    private static void delete(Path folder) throws IOException {
        try (var files = Files.walk(folder)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(file);
            }
        }
    }

    /** F5. */
    @Test
    void oneBlankForTwoOrders_theSecondIsRefused() {
        try (Producer producer = Workshop.open(directory.resolve("house"));
                ProductionLine line = producer.line(take(producer, 2))) {
            SimulatedCard blank = Bench.blank();
            String untouched = blank.image();
            line.work(blank);
            SimulatedCard same = new SimulatorPlugin().insert(untouched);
            assertThatThrownBy(() -> line.work(same))
                    .isInstanceOfSatisfying(
                            CodedException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.STOCK_BLANK_USED));
            assertThat(same.image()).isEqualTo(untouched);
        }
    }

    /** F4: whichever card is put in, only the one that was begun goes on as its order. */
    @Test
    void otherCardAfterATear_isNotTheTornOrder() {
        try (Producer producer = Workshop.open(directory.resolve("house"));
                ProductionLine line = producer.line(take(producer, 3))) {
            SimulatedCard torn = Bench.blank();
            assertThatThrownBy(() -> line.work(new Killing(torn, 100, true))).isInstanceOf(HostKilled.class);
            assertThat(line.work(Bench.blank()).orElseThrow().order()).isEqualTo(2);
            SimulatedCard foreign = Bench.activeCard();
            String before = foreign.image();
            assertThatThrownBy(() -> line.work(foreign)).isInstanceOf(CodedException.class);
            assertThat(foreign.image()).isEqualTo(before);
            torn.reset();
            assertThat(line.work(torn).orElseThrow().order()).isEqualTo(1);
        }
    }

    /** F6, and 64 stations in one process: every order becomes exactly one card. */
    @Test
    void sixtyFourStations_makeEveryOrderOnce() throws Exception {
        int cards = 128;
        Set<Integer> made = ConcurrentHashMap.newKeySet();
        ExecutorService stations = Executors.newFixedThreadPool(64);
        try (Producer producer = Workshop.open(Files.createTempDirectory(fastDisk(), "sscard-house"));
                ProductionLine line = producer.line(take(producer, cards))) {
            List<Future<?>> work = new ArrayList<>();
            for (int station = 0; station < 64; station++) {
                work.add(stations.submit(() -> {
                    for (var done = line.work(Bench.blank()); done.isPresent(); done = line.work(Bench.blank())) {
                        assertThat(done.get().verdict().reason()).isEmpty();
                        assertThat(made.add(done.get().order())).isTrue();
                    }
                }));
            }
            for (Future<?> station : work) {
                station.get();
            }
            assertThat(new TreeSet<>(made)).hasSize(cards);
            assertThat(line.progress().good()).isEqualTo(cards);
            // Stations share the disk: far fewer waits than APDUs.
            assertThat(line.forces()).isLessThan(line.progress().apdus());
        } finally {
            stations.shutdownNow();
        }
    }

    @Test
    void twoProgramsInOneHouse_areNotLetIn() {
        try (Producer first = Workshop.open(directory.resolve("house"))) {
            assertThat(first.taken()).isEmpty();
            assertThatThrownBy(() -> Workshop.open(directory.resolve("house")))
                    .isInstanceOfSatisfying(
                            CodedException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.DATA_DIRECTORY_IN_USE));
        }
    }

    @Test
    void deletedHolderData_isGoneAndProved() throws IOException {
        try (Producer producer = Workshop.open(directory.resolve("house"))) {
            UUID batch = take(producer, 1);
            String name = Bench.person(1).name();
            try (ProductionLine line = producer.line(batch)) {
                line.work(Bench.blank());
                producer.writeReturn(line);
            }
            DeletionStatement statement = producer.delete(batch, "王五");
            assertThat(statement.lines()).hasSize(3).allMatch(line -> line.matches("[a-z.]+\t[0-9a-f]{64}"));
            assertThat(statement.text()).contains("王五").doesNotContain(name);
            assertThat(statement.digest()).hasSize(32);
            try (var files = Files.list(producer.folder(batch))) {
                assertThat(files.map(file -> file.getFileName().toString()))
                        .containsExactlyInAnyOrder("line.jnl", "deletion.txt");
            }
            assertThatThrownBy(() -> producer.line(batch))
                    .isInstanceOfSatisfying(
                            CodedException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.BATCH_NOT_FOUND));
        }
    }

    @Test
    void journal_holdsNoHolderDataNoKeyAndNoPinInTheClear() throws IOException {
        try (Producer producer = Workshop.open(directory.resolve("house"))) {
            UUID batch = take(producer, 1);
            try (ProductionLine line = producer.line(batch)) {
                line.work(Bench.blank());
            }
            for (String file : List.of("line.jnl", "batch.ssb", "line.key")) {
                String content = new String(
                        Files.readAllBytes(producer.folder(batch).resolve(file)), StandardCharsets.ISO_8859_1);
                assertThat(content)
                        .doesNotContain(Bench.person(1).idNumber())
                        .doesNotContain("100001")
                        .doesNotContain(
                                new String(new byte[] {0x10, 0x00, 0x01, (byte) 0xFF}, StandardCharsets.ISO_8859_1));
            }
        }
    }

    private static final class HostKilled extends Error {
        private static final long serialVersionUID = 1L;
    }

    /** The host dies at one APDU: before it reaches the card, or after the card acted. */
    private static final class Killing implements CardTransport {

        private final CardTransport card;
        private final int killAt;
        private final boolean acted;
        private int count;

        private Killing(CardTransport card, int killAt, boolean acted) {
            this.card = card;
            this.killAt = killAt;
            this.acted = acted;
        }

        @Override
        public ResponseApdu transmit(CommandApdu command) {
            if (++count == killAt) {
                if (acted) {
                    card.transmit(command);
                }
                throw new HostKilled();
            }
            return card.transmit(command);
        }

        @Override
        public byte[] atr() {
            return card.atr();
        }

        @Override
        public byte[] reset() {
            return card.reset();
        }

        @Override
        public void close() {
            card.close();
        }
    }
}
