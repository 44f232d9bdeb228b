package org.sscard.launcher.bench;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import org.sscard.spec.blacklist.BlacklistFile;
import org.sscard.spec.blacklist.BlacklistWriter;
import org.sscard.spec.identity.CardIdentificationCode;

/** A terminal's blacklist of twenty million cards: memory, look-up, and that nobody is refused who is not on it. */
final class BlacklistBenchmark implements Benchmark {

    private static final int CARDS = Integer.getInteger("sscard.blacklist.cards", 20_000_000);
    private static final int LOOK_UPS = 1_000_000;
    private static final int WARM_UP = 200_000;
    private static final double WANTED_MEBIBYTES = 64;
    private static final double WANTED_NANOS = 1_000;
    private static final long LISTED = 0x211002D1_56000005L;
    private static final long STEP = 0x9E3779B97F4A7C15L;

    private final Clock clock;

    BlacklistBenchmark(Clock clock) {
        this.clock = clock;
    }

    @Override
    public String name() {
        return "blacklist";
    }

    @Override
    public String zh() {
        return "终端黑名单：内存、查询时间与误拒";
    }

    @Override
    public String en() {
        return "a terminal's blacklist: memory, look-up time, false refusals";
    }

    @Override
    public List<Figure> measure() {
        try {
            Path folder = Files.createTempDirectory("sscard-bench-blacklist");
            try {
                return measured(folder);
            } finally {
                try (var files = Files.list(folder)) {
                    for (Path file : files.toList()) {
                        Files.delete(file);
                    }
                }
                Files.delete(folder);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private List<Figure> measured(Path folder) throws IOException {
        Path file = folder.resolve("list");
        long start = System.nanoTime();
        try (BlacklistWriter writer = new BlacklistWriter(folder, CARDS)) {
            for (int i = 0; i < CARDS; i++) {
                writer.add(card(i));
            }
            writer.write(file, 1, clock.instant());
        }
        double seconds = (System.nanoTime() - start) / 1e9;
        BlacklistFile list = BlacklistFile.open(file);
        if (list.count() != CARDS) {
            throw new IllegalStateException(list.count() + " cards in the list");
        }
        // The terminal has used its list before: the filter is in memory, the codes are where the system keeps them.
        lookUps(list, CARDS, WARM_UP);
        long[] others = lookUps(list, CARDS, LOOK_UPS);
        long[] listed = lookUps(list, 0, LOOK_UPS / 10);
        return List.of(
                Figure.besides(
                                "memory",
                                "2000 万条常驻内存；上限一栏为要求的 64 MiB",
                                "20 million cards in memory; beside it the 64 MiB that are wanted",
                                "MiB",
                                list.residentBytes() / 1048576.0,
                                WANTED_MEBIBYTES)
                        .atMost(1),
                Figure.besides(
                                "look-up p99",
                                "未列入的卡；上限一栏为要求的 1 µs",
                                "of cards that are not listed; beside it the 1 µs that is wanted",
                                "ns",
                                (double) others[others.length * 99 / 100],
                                WANTED_NANOS)
                        .atMost(1),
                Figure.informing("look-up p50", "未列入的卡", "of cards that are not listed", "ns", (double)
                        others[others.length / 2]),
                Figure.informing(
                        "listed p99", "列入的卡，磁盘上逐一确认", "of listed cards, confirmed exactly on disk", "ns", (double)
                                listed[listed.length * 99 / 100]),
                Figure.besides(
                                "false refusals",
                                "一百万张未列入的卡中被拒的；上限一栏加一",
                                "refused of a million cards that are not listed, plus one; beside it one",
                                "cards",
                                1.0 + refused(list),
                                1.0)
                        .atMost(1),
                Figure.informing("file", "文件", "the file on disk", "MiB", Files.size(file) / 1048576.0),
                Figure.informing("building", "生成全量", "making the full list", "s", seconds));
    }

    /** A listed card for every number below {@link #CARDS}; numbers above are other cards. */
    private static CardIdentificationCode card(long number) {
        return CardIdentificationCode.ofBytes(ByteBuffer.allocate(16)
                .putLong(LISTED + (number >>> 32))
                .putLong(number * STEP)
                .array());
    }

    /** Nanoseconds of each look-up, sorted. */
    private static long[] lookUps(BlacklistFile list, long first, int count) {
        SplittableRandom random = new SplittableRandom(count);
        long[] nanos = new long[count];
        for (int i = 0; i < count; i++) {
            CardIdentificationCode card = card(first + random.nextLong(CARDS));
            long start = System.nanoTime();
            boolean contained = list.contains(card);
            nanos[i] = System.nanoTime() - start;
            if (contained == (first >= CARDS)) {
                throw new IllegalStateException("the list is wrong about a card");
            }
        }
        Arrays.sort(nanos);
        return nanos;
    }

    private static int refused(BlacklistFile list) {
        int refused = 0;
        for (int i = 0; i < LOOK_UPS; i++) {
            refused += list.contains(card((long) CARDS + 7 + 3L * i)) ? 1 : 0;
        }
        return refused;
    }
}
