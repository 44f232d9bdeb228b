package org.sscard.launcher.bench;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.ToDoubleFunction;
import org.sscard.issuer.producer.ProductionLine;
import org.sscard.spec.transport.CardTransport;
import org.sscard.virtualcard.CardSession;
import org.sscard.virtualcard.vpcd.VpcdCard;

/**
 * A full card from BLANK through a real pcscd, as a producer makes it, beside the bare transmission of the same commands to the
 * same seeded card; one reader, then sixteen at once. What our side costs a card without readers, and what of that is the disk.
 */
final class PersonaliseBenchmark implements Benchmark {

    private static final Duration REAL_READERS_PACE = Duration.ofMillis(3);
    private static final int READERS = 16;
    private static final int PACED_ROUNDS = 3;
    private static final int SIXTEEN_ROUNDS = 2;
    private static final int UNPACED_ROUNDS = 15;
    private static final int WARM_UP = 60;
    private static final int CARDS = 60;
    private static final int IN_READERS = UNPACED_ROUNDS + PACED_ROUNDS + READERS * SIXTEEN_ROUNDS;
    private static final Path DISK = Path.of(System.getProperty("java.io.tmpdir"));
    private static final Path MEMORY = Path.of("/dev/shm");
    private static final int FORCES = 300;

    private final Clock clock;
    private final SecureRandom random;
    private int blanks;

    PersonaliseBenchmark(Clock clock, SecureRandom random) {
        this.clock = clock;
        this.random = random;
    }

    @Override
    public String name() {
        return "personalise";
    }

    @Override
    public String zh() {
        return "制卡：空白卡到回读合格，经 pcscd 与 vpcd";
    }

    @Override
    public String en() {
        return "personalisation: from a blank to a passed read-back, through pcscd and vpcd";
    }

    @Override
    public boolean needsReaders() {
        return true;
    }

    @Override
    public List<Figure> measure() {
        List<Figure> figures = new ArrayList<>();
        try (BenchHouse house = new BenchHouse(WARM_UP + CARDS, withoutWaiting(), clock, random)) {
            figures.addAll(withoutReaders(house.line()));
        }
        try (BenchHouse house = new BenchHouse(IN_READERS, DISK, clock, random);
                BenchReaders readers = new BenchReaders(READERS)) {
            figures.addAll(oneReader(house.line(), readers));
            figures.add(sixteenReaders(house.line(), readers));
        }
        return figures;
    }

    private List<Figure> withoutReaders(ProductionLine line) {
        for (int card = 0; card < WARM_UP; card++) {
            inProcess(line);
        }
        List<Cost> costs = new ArrayList<>();
        long forcesBefore = line.forces();
        for (int card = 0; card < CARDS; card++) {
            costs.add(inProcess(line));
        }
        double forces = (line.forces() - forcesBefore) / (double) CARDS;
        double force = force();
        double cpu = median(costs, Cost::cpu);
        double wall = median(costs, Cost::wall);
        double apdus = median(costs, Cost::apdus);
        return List.of(
                Figure.informing("apdus", "一张卡的命令数", "commands of one card", "APDU", apdus),
                Figure.besides(
                                "cpu-per-card",
                                "每张卡的处理器开销，不含卡片与磁盘同步；上限为规定值",
                                "processor time a card, without the card itself and the disk; the limit is what is allowed",
                                "ms",
                                cpu / 1e6,
                                5)
                        .atMost(1),
                Figure.informing(
                        "overhead-per-apdu",
                        "每条命令的开销，不含磁盘同步",
                        "overhead per command, the disk apart",
                        "us",
                        wall / 1e3 / apdus),
                Figure.informing(
                        "overhead-per-card", "每张卡的开销，不含磁盘同步", "overhead per card, the disk apart", "ms", wall / 1e6),
                Figure.informing("fsyncs-per-card", "每张卡的磁盘同步次数", "fsyncs of one card", "fsync", forces),
                Figure.informing("fsync", "一次磁盘同步", "one fsync", "us", force / 1e3));
    }

    /** A disk that keeps nothing, where there is one: what is left is our side's own work. */
    private static Path withoutWaiting() {
        return Files.isWritable(MEMORY) ? MEMORY : DISK;
    }

    /** What our side cost one card, the card's own work taken off. */
    private record Cost(double cpu, double wall, double apdus) {}

    private Cost inProcess(ProductionLine line) {
        ThreadMXBean threads = ManagementFactory.getThreadMXBean();
        int number = ++blanks;
        CardTape tape = new CardTape(BenchHouse.blank(number));
        long wall = System.nanoTime();
        long cpu = threads.getCurrentThreadCpuTime();
        make(line, new SessionTransport(tape));
        cpu = threads.getCurrentThreadCpuTime() - cpu;
        wall = System.nanoTime() - wall;
        long bare = threads.getCurrentThreadCpuTime();
        long bareWall = tape.replay(new SessionTransport(BenchHouse.blank(number)));
        bare = threads.getCurrentThreadCpuTime() - bare;
        return new Cost(cpu - bare, wall - bareWall, tape.apdus());
    }

    private static void make(ProductionLine line, CardTransport card) {
        String reason = line.work(card).orElseThrow().verdict().reason();
        if (!reason.isEmpty()) {
            throw new IllegalStateException("a bench card failed: " + reason);
        }
    }

    private List<Figure> oneReader(ProductionLine line, BenchReaders readers) {
        double[] unpaced = rounds(line, readers, Duration.ZERO, UNPACED_ROUNDS);
        double[] paced = rounds(line, readers, REAL_READERS_PACE, PACED_ROUNDS);
        return List.of(
                Figure.besides(
                                "card-paced",
                                "一张卡，每条命令加 3 毫秒；上限为直接传输同样的命令",
                                "a card with 3 ms added per command; the limit is bare transmission of the same commands",
                                "ms",
                                paced[0] / 1e6,
                                paced[1] / 1e6)
                        .atMost(1.1),
                Figure.besides(
                        "card", "一张卡，不加延时", "a card without the delay", "ms", unpaced[0] / 1e6, unpaced[1] / 1e6));
    }

    private double[] rounds(ProductionLine line, BenchReaders readers, Duration pace, int rounds) {
        long[] made = new long[rounds];
        long[] bare = new long[rounds];
        for (int round = 0; round < rounds; round++) {
            int number = ++blanks;
            CardTape tape = new CardTape(BenchHouse.blank(number));
            made[round] = lying(readers, 0, paced(tape, pace), transport -> {
                long start = System.nanoTime();
                make(line, transport);
                return System.nanoTime() - start;
            });
            bare[round] = lying(readers, 0, paced(BenchHouse.blank(number), pace), tape::replay);
        }
        return new double[] {Rounds.median(made), Rounds.median(bare)};
    }

    private Figure sixteenReaders(ProductionLine line, BenchReaders readers) {
        long[] made = new long[SIXTEEN_ROUNDS];
        long[] bare = new long[SIXTEEN_ROUNDS];
        double apdus = 0;
        for (int round = 0; round < SIXTEEN_ROUNDS; round++) {
            List<CardTape> tapes = new ArrayList<>();
            List<Integer> numbers = new ArrayList<>();
            for (int slot = 0; slot < READERS; slot++) {
                numbers.add(++blanks);
                tapes.add(new CardTape(BenchHouse.blank(blanks)));
            }
            made[round] = together(
                    readers,
                    slot -> paced(tapes.get(slot), REAL_READERS_PACE),
                    (slot, transport) -> make(line, transport));
            bare[round] = together(
                    readers,
                    slot -> paced(BenchHouse.blank(numbers.get(slot)), REAL_READERS_PACE),
                    (slot, transport) -> tapes.get(slot).replay(transport));
            apdus = tapes.stream().mapToInt(CardTape::apdus).sum();
        }
        return Figure.besides(
                        "sixteen-readers",
                        "16 个读写器同时制卡，每条命令加 3 毫秒；上限为同样 16 个直接传输",
                        "sixteen readers at once, 3 ms added per command; the limit is bare transmission on the same sixteen",
                        "APDU/s",
                        apdus * 1e9 / Rounds.median(made),
                        apdus * 1e9 / Rounds.median(bare))
                .atLeast(0.9);
    }

    private static CardSession paced(CardSession card, Duration pace) {
        Tape tape = new Tape();
        tape.pace(pace);
        return tape.listeningTo(card, 0);
    }

    private interface Work {
        long on(CardTransport transport);
    }

    private static long lying(BenchReaders readers, int slot, CardSession card, Work work) {
        try (VpcdCard lying = readers.insert(card, slot);
                CardTransport transport = readers.connect(slot)) {
            PrivatePcscd.await(lying::isInserted);
            return work.on(transport);
        }
    }

    private interface Slot {
        CardSession card(int slot);
    }

    private interface SlotWork {
        void on(int slot, CardTransport transport);
    }

    /** Nanoseconds from the moment that all cards lie in their readers. */
    private static long together(BenchReaders readers, Slot cards, SlotWork work) {
        ExecutorService stations = Executors.newFixedThreadPool(READERS);
        List<VpcdCard> lying = new ArrayList<>();
        List<CardTransport> transports = new ArrayList<>();
        try {
            for (int slot = 0; slot < READERS; slot++) {
                lying.add(readers.insert(cards.card(slot), slot));
                transports.add(readers.connect(slot));
            }
            List<Callable<Long>> all = new ArrayList<>();
            for (int slot = 0; slot < READERS; slot++) {
                int place = slot;
                all.add(() -> {
                    work.on(place, transports.get(place));
                    return 0L;
                });
            }
            long start = System.nanoTime();
            for (Future<Long> station : stations.invokeAll(all)) {
                station.get();
            }
            return System.nanoTime() - start;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted", e);
        } catch (ExecutionException e) {
            throw new IllegalStateException("a station failed", e.getCause());
        } finally {
            transports.forEach(CardTransport::close);
            lying.forEach(VpcdCard::close);
            stations.shutdownNow();
        }
    }

    private static double median(List<Cost> costs, ToDoubleFunction<Cost> part) {
        return costs.stream()
                .mapToDouble(part)
                .sorted()
                .skip(costs.size() / 2)
                .findFirst()
                .orElseThrow();
    }

    /** Nanoseconds of one fsync of a file laid out ahead, as the journal is. */
    private static double force() {
        try {
            Path file = Files.createTempFile(DISK, "sscard-bench-force", ".bin");
            try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
                channel.write(ByteBuffer.allocate(1 << 20), 0);
                channel.force(true);
                long[] nanos = new long[FORCES];
                for (int i = 0; i < FORCES; i++) {
                    channel.write(ByteBuffer.allocate(200), 200L * i);
                    long before = System.nanoTime();
                    channel.force(false);
                    nanos[i] = System.nanoTime() - before;
                }
                return Rounds.median(nanos);
            } finally {
                Files.delete(file);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
