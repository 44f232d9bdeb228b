package org.sscard.launcher.bench;

import java.io.IOException;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.IntConsumer;
import org.sscard.servicekit.config.Configuration;
import org.sscard.servicekit.security.RpcConnection;
import org.sscard.spec.transport.CardTransport;
import org.sscard.terminal.AgentConfig;
import org.sscard.terminal.TerminalAgent;
import org.sscard.virtualcard.vpcd.VpcdCard;
import org.sscard.wire.terminal.v1.ReadBasicRequest;
import org.sscard.wire.terminal.v1.TerminalServiceGrpc.TerminalServiceBlockingStub;

/**
 * As many readers as one pcscd serves, all read at once through the agent. The limits: what one reader gives while everything
 * stands on one core, times the cores; sixteen times one reader where the cards set the pace; and the bare transmission of the
 * same commands to the same cards at once. There is no slot left for a PSAM; 2.0 cards are read without.
 */
final class ManyReaders {

    private static final int READERS = 16;
    private static final Duration REAL_READERS_PACE = Duration.ofMillis(3);
    private static final Duration LIMIT = Duration.ofSeconds(20);
    private static final int FIRST_READS = 60;
    private static final int WARM_UP_ROUNDS = 5;
    private static final int ROUNDS = 21;

    private final Clock clock;
    private final SecureRandom random;

    ManyReaders(Clock clock, SecureRandom random) {
        this.clock = clock;
        this.random = random;
    }

    List<Figure> measure() {
        onCores("0-1023", ProcessHandle.current().pid());
        Path data = ReadBenchmark.temporaryDirectory();
        ExecutorService windows = Executors.newFixedThreadPool(READERS);
        List<VpcdCard> cards = new ArrayList<>();
        try (BenchReaders readers = new BenchReaders(READERS)) {
            Tape tape = new Tape();
            for (int slot = 0; slot < READERS; slot++) {
                cards.add(readers.insert(tape.listeningTo(ReadBenchmark.image("ok"), slot), slot));
            }
            try (TerminalAgent agent = TerminalAgent.start(agent(data), true, clock, random);
                    RpcConnection connection = RpcConnection.to(agent.url(), null)) {
                TerminalServiceBlockingStub stub = connection.stub(TerminalServiceBlockingStub.class, LIMIT);
                return figures(new Run(windows, readers, tape, stub));
            }
        } finally {
            cards.forEach(VpcdCard::close);
            windows.shutdownNow();
            ReadBenchmark.delete(data);
        }
    }

    private record Run(ExecutorService windows, BenchReaders readers, Tape tape, TerminalServiceBlockingStub stub) {

        void read(int slot) {
            var unused = stub.readBasic(
                    ReadBasicRequest.newBuilder().setReader(readers.name(slot)).build());
        }

        void transmit(int slot, List<Tape.Exchange> read) {
            try (CardTransport card = readers.connect(slot)) {
                BenchReaders.transmit(List.of(card), read, 1);
            }
        }

        /** Nanoseconds until the last of so many is done. */
        long atOnce(int many, IntConsumer work) {
            List<Callable<Integer>> all = new ArrayList<>();
            for (int slot = 0; slot < many; slot++) {
                int mine = slot;
                all.add(() -> {
                    work.accept(mine);
                    return mine;
                });
            }
            long start = System.nanoTime();
            try {
                for (Future<Integer> done : windows.invokeAll(all)) {
                    done.get();
                }
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new IllegalStateException(e);
            } catch (ExecutionException e) {
                throw new IllegalStateException(e.getCause());
            }
            return System.nanoTime() - start;
        }
    }

    private static List<Figure> figures(Run run) {
        List<Tape.Exchange> read = run.tape().during(() -> run.read(0));
        for (int warmUp = 0; warmUp < FIRST_READS; warmUp++) {
            run.atOnce(READERS, run::read);
        }
        run.tape().pace(REAL_READERS_PACE);
        Rounds.Medians paced = Rounds.alternating(
                WARM_UP_ROUNDS, ROUNDS, () -> run.atOnce(READERS, run::read), () -> run.atOnce(1, run::read));
        run.tape().pace(Duration.ZERO);
        Rounds.Medians bare = atOnceBesideTransmit(run, read);
        int cores = Runtime.getRuntime().availableProcessors();
        onCores("0", ProcessHandle.current().pid(), run.readers().pid());
        double onOneCore = Rounds.alternating(
                        WARM_UP_ROUNDS, ROUNDS, () -> run.atOnce(1, run::read), () -> run.atOnce(1, run::read))
                .first();
        double coreLimit = Math.min(cores, READERS) * 1e9 / onOneCore;
        double sixteenfold = READERS * 1e9 / paced.second();
        return List.of(
                Figure.informing("cores", "处理器核数", "cores", "", cores),
                Figure.besides(
                        "readers-at-once",
                        "16 台读卡器同时读，不加延时，上限为各核之和（单台单核所得 × 核数）",
                        "16 readers at once, no delay; the limit is one reader on one core, times the cores",
                        "reads/s",
                        rate(bare.first()),
                        coreLimit),
                Figure.besides(
                        "readers-at-once-bare",
                        "同上，上限为同时直接传输",
                        "the same; the limit is bare transmission at once",
                        "reads/s",
                        rate(bare.first()),
                        rate(bare.second())),
                Figure.besides(
                        "readers-at-once-paced",
                        "同上，每条命令加 3 毫秒，上限为 1 台的 16 倍",
                        "the same, 3 ms added per command; the limit is sixteen times one reader",
                        "reads/s",
                        rate(paced.first()),
                        Math.min(sixteenfold, coreLimit)));
    }

    private static Rounds.Medians atOnceBesideTransmit(Run run, List<Tape.Exchange> read) {
        return Rounds.alternating(
                WARM_UP_ROUNDS,
                ROUNDS,
                () -> run.atOnce(READERS, run::read),
                () -> run.atOnce(
                        READERS,
                        slot -> run.transmit(
                                slot,
                                read.stream().map(exchange -> exchange.at(0)).toList())));
    }

    private static double rate(double nanosForAll) {
        return READERS * 1e9 / nanosForAll;
    }

    /** Where one reader is measured, one core serves best (BenchProcess); sixteen have work for all. */
    private static void onCores(String cores, long... processes) {
        try {
            for (long process : processes) {
                new ProcessBuilder("taskset", "-a", "-c", "-p", cores, Long.toString(process))
                        .redirectErrorStream(true)
                        .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                        .start()
                        .waitFor();
            }
        } catch (IOException e) {
            // Without the tool the process was never kept on one core.
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static AgentConfig agent(Path data) {
        return Configuration.defaults(
                Map.of(
                        "server.port",
                        "0",
                        "data",
                        '"' + data.toString() + '"',
                        "readers",
                        "[{name: Virtual PCD, role: USER_CONTACT}]"),
                AgentConfig.class);
    }
}
