package org.sscard.launcher.bench;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.Stream;
import org.sscard.servicekit.config.Configuration;
import org.sscard.servicekit.security.RpcConnection;
import org.sscard.spec.transport.CardTransport;
import org.sscard.terminal.AgentConfig;
import org.sscard.terminal.TerminalAgent;
import org.sscard.virtualcard.CardSession;
import org.sscard.virtualcard.VirtualCards;
import org.sscard.virtualcard.command.TransmissionMode;
import org.sscard.virtualcard.testcards.TestCardImage;
import org.sscard.virtualcard.vpcd.VpcdCard;
import org.sscard.wire.terminal.v1.ReadBasicRequest;
import org.sscard.wire.terminal.v1.TerminalServiceGrpc.TerminalServiceBlockingStub;

/**
 * The basic read through a real pcscd: the virtual card beside a card that only echoes, and the agent's read by gRPC
 * beside the bare transmission of the same commands to the same cards.
 */
final class ReadBenchmark implements Benchmark {

    private static final int CARD = 0;
    private static final int PSAM = 1;
    private static final int ECHO = 1;
    private static final int SLOTS = 2;
    private static final long SEED = 20261122;
    private static final Duration REAL_READERS_PACE = Duration.ofMillis(3);
    private static final Duration LIMIT = Duration.ofSeconds(20);
    private static final int WARM_UP_READS = 2000;
    private static final int WARM_UP_ROUNDS = 12;
    private static final int RATE_WARM_UP_ROUNDS = 150;
    private static final int RATE_ROUNDS = 501;
    private static final int READS_PER_RATE_ROUND = 2;
    private static final int READ_ROUNDS = 41;

    private final Clock clock;
    private final SecureRandom random;

    ReadBenchmark(Clock clock, SecureRandom random) {
        this.clock = clock;
        this.random = random;
    }

    @Override
    public String name() {
        return "read";
    }

    @Override
    public String zh() {
        return "读基本信息：经 pcscd 与 vpcd";
    }

    @Override
    public String en() {
        return "basic read through pcscd and vpcd";
    }

    @Override
    public boolean needsReaders() {
        return true;
    }

    @Override
    public List<Figure> measure() {
        List<Figure> figures = new ArrayList<>();
        Path data = temporaryDirectory();
        try (BenchReaders readers = new BenchReaders(SLOTS)) {
            CardSession card = image("ok");
            Tape tape = new Tape();
            List<Tape.Exchange> read;
            List<Figure> reads;
            try (VpcdCard user = readers.insert(tape.listeningTo(card, CARD), CARD)) {
                try (VpcdCard psam = readers.insert(tape.listeningTo(image("psam"), PSAM), PSAM);
                        TerminalAgent agent = TerminalAgent.start(agent(data), true, clock, random);
                        RpcConnection connection = RpcConnection.to(agent.url(), null)) {
                    TerminalServiceBlockingStub window = connection.stub(TerminalServiceBlockingStub.class, LIMIT);
                    PrivatePcscd.await(() -> user.isInserted() && psam.isInserted());
                    read = tape.during(() -> window.readBasic(ReadBasicRequest.getDefaultInstance()));
                    reads = reads(readers, tape, read, window);
                }
                figures.addAll(rates(readers, card, ofSlot(read, CARD)));
            }
            figures.addAll(reads);
        } finally {
            delete(data);
        }
        figures.addAll(new ManyReaders(clock, random).measure());
        return figures;
    }

    /** Both cards lie in their readers all the time; the rounds alternate between them. */
    private static List<Figure> rates(BenchReaders readers, CardSession card, List<Tape.Exchange> read) {
        EchoCard echo = new EchoCard(
                card.atr(), read.stream().map(Tape.Exchange::answer).toList());
        List<Tape.Exchange> toEcho =
                read.stream().map(exchange -> exchange.at(ECHO)).toList();
        try (VpcdCard echoing = readers.insert(echo, ECHO);
                CardTransport virtualSession = readers.connect(CARD);
                CardTransport echoSession = readers.connect(ECHO)) {
            PrivatePcscd.await(echoing::isInserted);
            List<CardTransport> sessions = List.of(virtualSession, echoSession);
            Rounds.Medians medians = Rounds.alternating(
                    RATE_WARM_UP_ROUNDS,
                    RATE_ROUNDS,
                    () -> BenchReaders.transmit(sessions, read, READS_PER_RATE_ROUND),
                    () -> BenchReaders.transmit(sessions, toEcho, READS_PER_RATE_ROUND));
            double commands = read.size() * (double) READS_PER_RATE_ROUND;
            double echoRate = commands * 1e9 / medians.second();
            return List.of(
                    Figure.informing("echo-card", "回声卡", "card that only echoes", "APDU/s", echoRate),
                    Figure.besides(
                                    "virtual-card",
                                    "虚拟卡，上限为回声卡",
                                    "virtual card, the limit is the echo card",
                                    "APDU/s",
                                    commands * 1e9 / medians.first(),
                                    echoRate)
                            .atLeast(0.9));
        }
    }

    private static List<Figure> reads(
            BenchReaders readers, Tape tape, List<Tape.Exchange> read, TerminalServiceBlockingStub window) {
        warmUp(window);
        tape.pace(REAL_READERS_PACE);
        Rounds.Medians paced = readBesideTransmit(readers, read, window);
        tape.pace(Duration.ZERO);
        Rounds.Medians unpaced = readBesideTransmit(readers, read, window);
        double overhead = unpaced.first() - unpaced.second();
        return List.of(
                Figure.informing("commands", "一次读卡的命令数", "commands of one read", "APDU", read.size()),
                Figure.besides(
                                "basic-read-paced",
                                "经代理与 gRPC 读基本信息，每条命令加 3 毫秒，上限为直接传输同样的命令",
                                "basic read by agent and gRPC, 3 ms added per command; the limit is bare transmission",
                                "ms",
                                paced.first() / 1e6,
                                paced.second() / 1e6)
                        .atMost(1.1),
                Figure.besides(
                        "basic-read",
                        "同上，不加延时",
                        "the same without the delay",
                        "ms",
                        unpaced.first() / 1e6,
                        unpaced.second() / 1e6),
                Figure.informing("overhead-per-read", "每次读卡的开销", "overhead per read", "ms", overhead / 1e6),
                Figure.informing(
                        "overhead-per-command", "每条命令的开销", "overhead per command", "us", overhead / 1e3 / read.size()));
    }

    /** An agent runs for days: what its first reads cost while the JVM still compiles them is not measured here. */
    private static void warmUp(TerminalServiceBlockingStub window) {
        for (int read = 0; read < WARM_UP_READS; read++) {
            window.readBasic(ReadBasicRequest.getDefaultInstance());
        }
    }

    private static Rounds.Medians readBesideTransmit(
            BenchReaders readers, List<Tape.Exchange> read, TerminalServiceBlockingStub window) {
        return Rounds.alternating(
                WARM_UP_ROUNDS,
                READ_ROUNDS,
                () -> {
                    long start = System.nanoTime();
                    window.readBasic(ReadBasicRequest.getDefaultInstance());
                    return System.nanoTime() - start;
                },
                () -> {
                    try (CardTransport card = readers.connect(CARD);
                            CardTransport psam = readers.connect(PSAM)) {
                        return BenchReaders.transmit(List.of(card, psam), read, 1);
                    }
                });
    }

    private static List<Tape.Exchange> ofSlot(List<Tape.Exchange> read, int slot) {
        return read.stream().filter(exchange -> exchange.slot() == slot).toList();
    }

    static CardSession image(String id) {
        return VirtualCards.fromImage(
                TestCardImage.find(id).orElseThrow().json(), TransmissionMode.T1, new Random(SEED));
    }

    private static AgentConfig agent(Path data) {
        return Configuration.defaults(
                Map.of("server.port", "0", "data", '"' + data.toString() + '"'), AgentConfig.class);
    }

    static Path temporaryDirectory() {
        try {
            return Files.createTempDirectory("sscard-bench-agent");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static void delete(Path directory) {
        try (Stream<Path> content = Files.walk(directory)) {
            for (Path path : content.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(path);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
