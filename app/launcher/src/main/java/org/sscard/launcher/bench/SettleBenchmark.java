package org.sscard.launcher.bench;

import java.time.Clock;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.IntFunction;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.sscard.launcher.bench.store.CommitBaseline;
import org.sscard.launcher.bench.store.SettlementFill;
import org.sscard.servicekit.database.Database;
import org.sscard.wire.insurance.v1.SettleRequest;

/**
 * Settling over gRPC to the durable commit, policy included, beside what the same database server does with one small
 * statement a transaction. Quotes are made before; throughput is closed loop, latency open loop.
 */
final class SettleBenchmark implements Benchmark {

    private static final int[] CLIENTS = {1, 8, 64, 256};
    /** The server has 60 connections for everybody; a bare client needs one each. */
    private static final int MOST_BARE_CLIENTS = 40;

    private static final int ROUNDS = 3;
    private static final double SECONDS_A_ROUND = 1.5;
    private static final int MOST_A_ROUND = 6_000;
    private static final int WARM_UP = 8_000;
    private static final double OPEN_LOOP_SECONDS = 5;
    private static final int FEW = 10_000;
    private static final int MANY = 1_000_000;
    private static final int MIB = 512;

    private static final Logger LOG = LoggerFactory.getLogger(SettleBenchmark.class);

    private final Clock clock;

    SettleBenchmark(Clock clock) {
        this.clock = clock;
    }

    @Override
    public String name() {
        return "settle";
    }

    @Override
    public String zh() {
        return "结算：gRPC 到持久提交，旁为同一数据库每笔一条语句的提交";
    }

    @Override
    public String en() {
        return "settlement: gRPC to durable commit, beside one statement a transaction on the same database";
    }

    @Override
    public List<Figure> measure() {
        List<Figure> figures = new ArrayList<>();
        LocalDate today = LocalDate.now(clock);
        figures.add(new AdjudicationFigure(today).measure());
        try (BenchInsurer insurer = BenchInsurer.start();
                Database database = insurer.database();
                BenchBills bills = new BenchBills(insurer.url(), today)) {
            CommitBaseline baseline = new CommitBaseline(database.jdbi());
            figures.add(setting(baseline, "fsync"));
            figures.add(setting(baseline, "synchronous_commit"));
            bills.register();
            settleAll(bills, bills.quoted(WARM_UP), 32);
            double bareAtEight = 0;
            for (int clients : CLIENTS) {
                Rates rates = rates(baseline, bills, clients);
                bareAtEight = clients == 8 ? rates.bare() : bareAtEight;
                figures.add(throughput(clients, rates));
            }
            figures.add(overGrpc(baseline, today));
            figures.addAll(latencies(baseline, bills, bareAtEight / 2));
            figures.add(quoteAndSettle(bills));
            figures.add(flat(database, bills));
            figures.add(Figure.besides(
                            "resident-memory",
                            "服务进程常驻内存的最大值",
                            "most resident memory of the service's process",
                            "MiB",
                            insurer.mostResidentMib(),
                            MIB)
                    .atMost(1));
        }
        return figures;
    }

    private static Figure setting(CommitBaseline baseline, String name) {
        return Figure.besides(name, name + "（1 为开）", name + " (1 is on)", "", baseline.isOn(name) ? 1 : 0, 1)
                .atLeast(1);
    }

    private record Rates(double ours, double bare) {}

    /** Rounds alternate, so that whatever else the machine does strikes both; medians count. */
    private static Rates rates(CommitBaseline baseline, BenchBills bills, int clients) {
        double ours = settleAll(bills, bills.quoted(clients * 50 + 500), clients);
        int count = (int) Math.min(MOST_A_ROUND, ours * SECONDS_A_ROUND);
        long[] oursNanos = new long[ROUNDS];
        long[] bareNanos = new long[ROUNDS];
        for (int round = 0; round < ROUNDS; round++) {
            List<SettleRequest> requests = bills.quoted(count);
            bareNanos[round] = (long) (1e12 / bare(baseline, clients, count));
            oursNanos[round] = (long) (1e12 / settleAll(bills, requests, clients));
        }
        Rates rates = new Rates(1e12 / Rounds.median(oursNanos), 1e12 / Rounds.median(bareNanos));
        LOG.info("{} clients: {}", clients, rates);
        return rates;
    }

    private static double settleAll(BenchBills bills, List<SettleRequest> requests, int clients) {
        return Load.closedLoop(clients, requests.size(), number -> bills.settle(requests.get(number)));
    }

    private static double bare(CommitBaseline baseline, int clients, int count) {
        try (BareClients bare = new BareClients(baseline, Math.min(clients, MOST_BARE_CLIENTS))) {
            bare.closedLoop(count / 4);
            return bare.closedLoop(count);
        }
    }

    private static Figure throughput(int clients, Rates rates) {
        Figure figure = Figure.besides(
                "settlements-" + clients,
                clients + " 个客户端，每秒结算",
                "settlements a second with " + clients + " clients",
                "1/s",
                rates.ours(),
                rates.bare());
        return clients == 8 ? figure.atLeast(0.7) : figure;
    }

    /** What the limit itself is worth once a call over gRPC stands before each statement, all on the same processors. */
    private static Figure overGrpc(CommitBaseline baseline, LocalDate today) {
        try (BareClients clients = new BareClients(baseline, 8);
                BareSettlements bare = new BareSettlements(() -> clients.call(0));
                BenchBills bills = new BenchBills(bare.url(), today)) {
            IntFunction<CompletableFuture<?>> call = number -> bills.settle(SettleRequest.getDefaultInstance());
            Load.closedLoop(8, WARM_UP * 4, call);
            return Figure.informing(
                    "bare-commits-over-grpc-8",
                    "8 个客户端，每次 gRPC 调用只提交旁边的那一条语句，每秒",
                    "calls a second with 8 clients over gRPC that only commit the bare statement",
                    "1/s",
                    Load.closedLoop(8, WARM_UP * 2, call));
        }
    }

    private static List<Figure> latencies(CommitBaseline baseline, BenchBills bills, double perSecond) {
        int count = (int) (perSecond * OPEN_LOOP_SECONDS);
        List<SettleRequest> requests = bills.quoted(count);
        long[] bare;
        try (BareClients clients = new BareClients(baseline, MOST_BARE_CLIENTS)) {
            clients.closedLoop(2_000);
            bare = Load.openLoop(perSecond, count, clients::call);
        }
        long[] ours = Load.openLoop(perSecond, count, number -> bills.settle(requests.get(number)));
        List<Figure> figures = new ArrayList<>();
        figures.add(Figure.informing("offered-rate", "开环负载", "open-loop rate", "1/s", perSecond));
        for (double quantile : new double[] {0.5, 0.99, 0.999}) {
            String name = "p"
                    + Double.toString(quantile * 100).replaceAll("\\.0$", "").replace(".", "");
            Figure figure = Figure.besides(
                    "latency-" + name,
                    "开环时延 " + name,
                    "open-loop latency " + name,
                    "ms",
                    Load.millis(ours, quantile),
                    Load.millis(bare, quantile));
            figures.add(quantile == 0.99 ? figure.atMost(2) : figure);
        }
        return figures;
    }

    private static Figure quoteAndSettle(BenchBills bills) {
        IntFunction<CompletableFuture<?>> both = number -> bills.quoteAndSettle();
        return Figure.informing(
                "quote-and-settle-8",
                "8 个客户端，每秒试算并结算",
                "quotes and settlements a second with 8 clients",
                "1/s",
                Load.closedLoop(8, 3_000, both));
    }

    /** The same load on tables with few and with many settlements. */
    private static Figure flat(Database database, BenchBills bills) {
        SettlementFill fill = new SettlementFill(database.jdbi());
        fill.fillTo(FEW);
        double few = settleAll(bills, bills.quoted(MOST_A_ROUND / 2), 8);
        fill.fillTo(MANY);
        settleAll(bills, bills.quoted(2_000), 8);
        double many = settleAll(bills, bills.quoted(MOST_A_ROUND / 2), 8);
        return Figure.besides(
                        "settlements-8-of-a-million",
                        "表中已有一百万笔时的每秒结算，旁为此前",
                        "settlements a second with a million in the tables, beside those before",
                        "1/s",
                        many,
                        few)
                .atLeast(0.8);
    }

    /** Connections that each commit one statement after the other. */
    private static final class BareClients implements AutoCloseable {

        private final List<CommitBaseline.Client> clients = new ArrayList<>();
        private final ExecutorService threads;
        private final AtomicInteger next = new AtomicInteger();
        private final ThreadLocal<CommitBaseline.Client> own;

        BareClients(CommitBaseline baseline, int count) {
            for (int i = 0; i < count; i++) {
                clients.add(baseline.client());
            }
            threads = Executors.newFixedThreadPool(count);
            own = ThreadLocal.withInitial(() -> clients.get(next.getAndIncrement()));
        }

        double closedLoop(int total) {
            AtomicInteger left = new AtomicInteger(total);
            long start = System.nanoTime();
            List<CompletableFuture<Void>> loops = clients.stream()
                    .map(client -> CompletableFuture.runAsync(
                            () -> {
                                CommitBaseline.Client mine = own.get();
                                while (left.getAndDecrement() > 0) {
                                    mine.commitOne();
                                }
                            },
                            threads))
                    .toList();
            loops.forEach(CompletableFuture::join);
            return total * 1e9 / (System.nanoTime() - start);
        }

        CompletableFuture<?> call(int number) {
            return CompletableFuture.runAsync(() -> own.get().commitOne(), threads);
        }

        @Override
        public void close() {
            threads.shutdownNow();
            clients.forEach(CommitBaseline.Client::close);
        }
    }
}
