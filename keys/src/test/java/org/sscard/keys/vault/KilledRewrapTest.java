package org.sscard.keys.vault;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.sscard.keys.hierarchy.CardKeys;
import org.sscard.keys.hierarchy.Hierarchy;
import org.sscard.keys.hierarchy.TestRoots;
import org.sscard.keys.model.Key;
import org.sscard.keys.model.KeyRef;
import org.sscard.keys.model.Scope;
import org.sscard.spec.layout.CardAlgorithm;

/** F21: a rewrap killed anywhere leaves every key usable, goes on where it was, and ends with no key under the old one. */
class KilledRewrapTest {

    private static final byte[] ATR = HexFormat.of().parseHex("0081544C9686842110A1B2C3D4");
    private static final byte[] EIGHT = new byte[8];
    private static final int KILLS = 6;

    @TempDir
    Path folder;

    @Test
    void killedAtRandomPoints_losesNothing_andGoesOn() throws Exception {
        List<Key> before;
        String cryptogram;
        try (SoftwareVault vault = TestVaults.openOrCreate(folder)) {
            TestRoots.load(vault, TestVaults.CLOCK);
            before = vault.keys();
            cryptogram = cryptogram(vault);
        }
        long seed = System.nanoTime();
        Random random = new Random(seed);
        int unfinished = 0;
        for (int kill = 0; kill < KILLS; kill++) {
            rewrapAndKill(random.nextInt(400));
            try (SoftwareVault vault = TestVaults.openOrCreate(folder)) {
                assertThat(vault.keys()).as("seed " + seed).isEqualTo(before);
                assertThat(cryptogram(vault)).as("seed " + seed).isEqualTo(cryptogram);
                unfinished += vault.rewrapState().finished() ? 0 : 1;
            }
        }
        assertThat(unfinished).as("kills that struck half-way, seed " + seed).isPositive();
        try (SoftwareVault vault = TestVaults.openOrCreate(folder)) {
            Rewrap last = vault.rewrap(64);
            while (!last.finished()) {
                last = vault.rewrap(64);
            }
            assertThat(last.remaining()).isZero();
            assertThat(vault.rewrapState()).isEqualTo(last);
            assertThat(vault.keys()).isEqualTo(before);
            assertThat(cryptogram(vault)).isEqualTo(cryptogram);
        }
        try (SoftwareVault vault = TestVaults.openOrCreate(folder)) {
            assertThat(vault.keys()).isEqualTo(before);
        }
    }

    private static String cryptogram(SoftwareVault vault) {
        StringBuilder all = new StringBuilder();
        for (CardAlgorithm algorithm : List.of(CardAlgorithm.DES, CardAlgorithm.SM4)) {
            try (CardKeys keys = Hierarchy.of(vault, Scope.MINISTRY).cardKeys("211002", ATR, algorithm)) {
                all.append(
                        HexFormat.of().formatHex(keys.externalAuthentication(new KeyRef("UKSSSE", 2), EIGHT, EIGHT)));
            }
        }
        return all.toString();
    }

    /** Lets another process rewrap key by key, and kills it some milliseconds after its first step. */
    private void rewrapAndKill(int millis) throws IOException, InterruptedException {
        Process rewrapper = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-XX:TieredStopAtLevel=1",
                        "-Xshare:auto",
                        "-cp",
                        System.getProperty("java.class.path"),
                        Rewrapper.class.getName(),
                        folder.toString())
                .redirectErrorStream(true)
                .start();
        try (var lines = rewrapper.inputReader(StandardCharsets.US_ASCII)) {
            assertThat(lines.readLine()).isEqualTo("step");
            assertThat(rewrapper.waitFor(millis, TimeUnit.MILLISECONDS)).isFalse();
            rewrapper.toHandle().destroyForcibly();
        }
        assertThat(rewrapper.waitFor(30, TimeUnit.SECONDS)).isTrue();
    }

    /** The process that dies. */
    static final class Rewrapper {

        public static void main(String[] arguments) {
            try (SoftwareVault vault = TestVaults.openOrCreate(Path.of(arguments[0]))) {
                while (true) {
                    vault.rewrap(1);
                    System.out.println("step");
                }
            }
        }
    }
}
