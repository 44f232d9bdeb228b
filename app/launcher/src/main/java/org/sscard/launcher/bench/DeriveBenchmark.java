package org.sscard.launcher.bench;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.time.Clock;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import org.sscard.keys.crypto.BareDerivation;
import org.sscard.keys.hierarchy.CardKeys;
import org.sscard.keys.hierarchy.Hierarchy;
import org.sscard.keys.hierarchy.TestRoots;
import org.sscard.keys.model.Environment;
import org.sscard.keys.model.KeyRef;
import org.sscard.keys.model.RegionProfile;
import org.sscard.keys.model.Scope;
import org.sscard.keys.vault.SoftwareVault;
import org.sscard.keys.vault.VaultSettings;
import org.sscard.spec.layout.CardAlgorithm;
import org.sscard.spec.layout.CardLayout;
import org.sscard.spec.layout.KeyType;
import org.sscard.spec.layout.SpecificationVersion;

/**
 * Keys of cards from the ministry's roots in a software vault, each used for one cryptogram, beside a bare loop that
 * computes the same blocks with the fastest provider.
 */
final class DeriveBenchmark implements Benchmark {

    private static final String REGION = "211002";
    private static final byte[] HISTORICAL = HexFormat.of().parseHex("0081544C9686842110A1B2C3D4");
    private static final byte[] ROOT = HexFormat.of().parseHex("00112233445566778899AABBCCDDEEFF");
    private static final byte[] CHALLENGE = HexFormat.of().parseHex("0102030405060708");
    private static final byte[] DATA = HexFormat.of().parseHex("1112131415161718");
    private static final int FACTOR = 8;
    private static final int CARDS_PER_ROUND = 400;
    private static final int WARM_UP_ROUNDS = 30;
    private static final int ROUNDS = 41;

    private final Clock clock;
    private final SecureRandom random;

    DeriveBenchmark(Clock clock, SecureRandom random) {
        this.clock = clock;
        this.random = random;
    }

    @Override
    public String name() {
        return "derive";
    }

    @Override
    public String zh() {
        return "密钥分散：部级根密钥到卡片密钥";
    }

    @Override
    public String en() {
        return "key diversification: from the ministry's roots to the cards' keys";
    }

    @Override
    public List<Figure> measure() {
        try {
            Path folder = Files.createTempDirectory("sscard-bench-vault");
            try {
                return measureIn(folder);
            } finally {
                delete(folder);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private List<Figure> measureIn(Path folder) {
        VaultSettings settings = VaultSettings.standard(folder.resolve("keys.vault"), Environment.TEST, clock, random);
        List<Figure> figures = new ArrayList<>();
        try (SoftwareVault vault = SoftwareVault.openOrCreate(settings, passphrase())) {
            TestRoots.load(vault, clock);
            Hierarchy hierarchy = Hierarchy.of(vault, Scope.MINISTRY);
            for (CardAlgorithm family : List.of(CardAlgorithm.DES, CardAlgorithm.SM4)) {
                figures.add(figure(hierarchy, family));
            }
            for (CardAlgorithm family : List.of(CardAlgorithm.DES, CardAlgorithm.SM4)) {
                figures.add(onTwoThreads(hierarchy, family));
            }
        }
        SoftHsmBenchmark.figure(folder, clock, random).ifPresent(figures::add);
        return figures;
    }

    /** Two threads beside one: what is missing to 2 is what they wait for each other, or a machine with one free core. */
    private static Figure onTwoThreads(Hierarchy hierarchy, CardAlgorithm family) {
        List<KeyRef> keys = externalAuthenticationKeys();
        Rounds.Medians medians = Rounds.alternating(
                WARM_UP_ROUNDS / 3,
                ROUNDS / 2,
                () -> together(() -> throughTheHierarchy(hierarchy, family, keys, new byte[FACTOR])),
                () -> throughTheHierarchy(hierarchy, family, keys, new byte[FACTOR]));
        double derivations = CARDS_PER_ROUND * (double) keys.size();
        String suite = family == CardAlgorithm.DES ? "3DES" : family.name();
        return Figure.informing(
                suite.toLowerCase(Locale.ROOT) + "-2-threads",
                suite + "：两个线程并行分散，是单线程的 " + String.format(Locale.ROOT, "%.2f", 2 * medians.second() / medians.first())
                        + " 倍",
                suite + ": two threads at once, "
                        + String.format(Locale.ROOT, "%.2f", 2 * medians.second() / medians.first())
                        + " times one thread",
                "keys/s",
                2 * derivations * 1e9 / medians.first());
    }

    private static long together(Rounds.Work work) {
        long start = System.nanoTime();
        Thread other = new Thread(work::nanos);
        other.start();
        work.nanos();
        try {
            other.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        return System.nanoTime() - start;
    }

    private static Figure figure(Hierarchy hierarchy, CardAlgorithm family) {
        List<KeyRef> keys = externalAuthenticationKeys();
        BareDerivation bare = new BareDerivation(family);
        byte[] ours = new byte[FACTOR];
        byte[] theirs = new byte[FACTOR];
        Rounds.Medians medians = Rounds.alternating(
                WARM_UP_ROUNDS,
                ROUNDS,
                () -> throughTheHierarchy(hierarchy, family, keys, ours),
                () -> bareLoop(bare, keys.size(), theirs));
        if (!MessageDigest.isEqual(ours, theirs)) {
            throw new IllegalStateException("the bare loop of " + family + " computes something else");
        }
        double derivations = CARDS_PER_ROUND * (double) keys.size();
        String suite = family == CardAlgorithm.DES ? "3DES" : family.name();
        return Figure.besides(
                        suite.toLowerCase(Locale.ROOT),
                        suite + "：三级分散、过程密钥与一次密文，上限为最快算法库的裸循环",
                        suite
                                + ": three levels, session key, one cryptogram; the limit is the fastest provider's bare loop",
                        "keys/s",
                        derivations * 1e9 / medians.first(),
                        derivations * 1e9 / medians.second())
                .atLeast(0.8);
    }

    private static long throughTheHierarchy(
            Hierarchy hierarchy, CardAlgorithm family, List<KeyRef> keys, byte[] folded) {
        Arrays.fill(folded, (byte) 0);
        long start = System.nanoTime();
        for (int card = 0; card < CARDS_PER_ROUND; card++) {
            try (CardKeys cardKeys = hierarchy.cardKeys(REGION, historicalBytes(card), family)) {
                for (KeyRef key : keys) {
                    fold(folded, cardKeys.externalAuthentication(key, CHALLENGE, DATA));
                }
            }
        }
        return System.nanoTime() - start;
    }

    private static long bareLoop(BareDerivation bare, int keys, byte[] folded) {
        Arrays.fill(folded, (byte) 0);
        RegionProfile region = RegionProfile.standard(REGION);
        byte[][] factors = {
            region.provinceFactor().getBytes(StandardCharsets.US_ASCII),
            region.cityFactor().getBytes(StandardCharsets.US_ASCII),
            new byte[FACTOR]
        };
        long start = System.nanoTime();
        for (int card = 0; card < CARDS_PER_ROUND; card++) {
            byte[] historical = historicalBytes(card);
            factors[2] = Arrays.copyOfRange(historical, historical.length - FACTOR, historical.length);
            for (int key = 0; key < keys; key++) {
                fold(folded, bare.cryptogram(ROOT, factors, CHALLENGE, DATA));
            }
        }
        return System.nanoTime() - start;
    }

    /** Every result is used, so that no compiler leaves one out. */
    private static void fold(byte[] folded, byte[] result) {
        for (int i = 0; i < folded.length; i++) {
            folded[i] = (byte) (31 * folded[i] + result[i]);
        }
    }

    private static byte[] historicalBytes(int card) {
        byte[] bytes = HISTORICAL.clone();
        ByteBuffer.wrap(bytes).putInt(bytes.length - Integer.BYTES, card);
        return bytes;
    }

    private static List<KeyRef> externalAuthenticationKeys() {
        return CardLayout.of(SpecificationVersion.V2_0).keys().stream()
                .filter(key -> key.type() == KeyType.EA)
                .map(key -> KeyRef.of(key.name()))
                .toList();
    }

    private char[] passphrase() {
        return HexFormat.of().formatHex(random.generateSeed(FACTOR)).toCharArray();
    }

    private static void delete(Path folder) throws IOException {
        try (var files = Files.walk(folder)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(file);
            }
        }
    }
}
