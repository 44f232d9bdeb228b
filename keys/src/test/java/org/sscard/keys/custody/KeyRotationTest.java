package org.sscard.keys.custody;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.LocalDate;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.sscard.keys.KeyException;
import org.sscard.keys.KeyFault;
import org.sscard.keys.custody.KeyRotation.Step;
import org.sscard.keys.hierarchy.Hierarchy;
import org.sscard.keys.hierarchy.TestRoots;
import org.sscard.keys.model.Key;
import org.sscard.keys.model.KeyAlgorithm;
import org.sscard.keys.model.KeyId;
import org.sscard.keys.model.KeyState;
import org.sscard.keys.model.KeyUsage;
import org.sscard.keys.model.Scope;
import org.sscard.keys.vault.KeyVault.KeyPlan;
import org.sscard.keys.vault.Rewrap;
import org.sscard.keys.vault.SoftwareVault;
import org.sscard.keys.vault.TestVaults;
import org.sscard.spec.layout.CardAlgorithm;

/** A version gives way to the next: with an overlap, at once, and through kills at any point (F21). */
class KeyRotationTest {

    private static final LocalDate TODAY = LocalDate.of(2026, 11, 22);
    private static final LocalDate SOON = TODAY.plusDays(30);
    private static final int KILLS = 6;

    @TempDir
    Path folder;

    @Test
    void bothVersionsWorkUntilTheDay_andNewWorkUsesTheSuccessor() {
        try (SoftwareVault vault = withRoots()) {
            KeyRotation rotation = KeyRotation.of(vault, ukssse(1), SOON, TODAY);
            assertThat(rotation.left()).containsExactly(Step.END_OLD);
            rotation.run("chen", TestVaults.CLOCK.instant());
            Hierarchy hierarchy = Hierarchy.of(vault, Scope.MINISTRY);
            assertThat(hierarchy.currentVersion("UKSSSE", CardAlgorithm.DES, "211002", TODAY))
                    .isEqualTo(2);
            assertThat(key(vault, 1).isUsable(SOON.minusDays(1))).isTrue();
            assertThat(key(vault, 1).isUsable(SOON)).isFalse();
            assertThat(KeyRotation.of(vault, ukssse(1), SOON, TODAY).left())
                    .as("done")
                    .isEmpty();
        }
    }

    @Test
    void withoutOverlap_theOldVersionIsSuspendedAtOnce() {
        try (SoftwareVault vault = withRoots()) {
            KeyRotation.of(vault, ukssse(1), TODAY, TODAY).run("chen", TestVaults.CLOCK.instant());
            assertThat(key(vault, 1).state()).isEqualTo(KeyState.SUSPENDED);
            assertThat(KeyRotation.of(vault, ukssse(1), TODAY, TODAY).left()).isEmpty();
        }
    }

    @Test
    void aSuccessorThatIsNotThere_isDrawnAndActivated_beforeTheOldOneEnds() {
        try (SoftwareVault vault = TestVaults.openOrCreate(folder)) {
            Key.Origin origin = Key.Origin.createdAndActivated("ceremony", TestVaults.CLOCK.instant());
            vault.generate(List.of(KeyPlan.root(ukssse(1), KeyUsage.EXTERNAL_AUTHENTICATION)), origin);
            KeyRotation rotation = KeyRotation.of(vault, ukssse(1), SOON, TODAY);
            assertThat(rotation.left()).containsExactly(Step.DRAW, Step.ACTIVATE, Step.END_OLD);
            Key successor = rotation.run("chen", TestVaults.CLOCK.instant());
            assertThat(successor.id()).isEqualTo(ukssse(2));
            assertThat(successor.state()).isEqualTo(KeyState.ACTIVE);
            assertThat(successor.origin().activatedBy()).isEqualTo("chen");
            assertThat(successor.usage()).isEqualTo(KeyUsage.EXTERNAL_AUTHENTICATION);
            assertThat(successor.checkValue()).isNotEqualTo(key(vault, 1).checkValue());
        }
    }

    @Test
    void aCompromisedOrSuspendedVersion_succeedsNobody_andTheLastHasNoSuccessor() {
        try (SoftwareVault vault = withRoots()) {
            vault.changeState(ukssse(2), KeyState.COMPROMISED, "chen");
            assertThat(KeyRotation.of(vault, ukssse(1), SOON, TODAY).successor())
                    .isEqualTo(ukssse(3));
            vault.changeState(ukssse(3), KeyState.SUSPENDED, "chen");
            refused(() -> KeyRotation.of(vault, ukssse(1), SOON, TODAY), KeyFault.KEY_NOT_FOUND);
            refused(() -> KeyRotation.of(vault, ukssse(2), SOON, TODAY), KeyFault.KEY_STATE_REFUSED);
        }
    }

    @Test
    void whatIsNoHierarchyKey_orADayThatIsPast_isRefused() {
        try (SoftwareVault vault = withRoots()) {
            KeyId blanks = new KeyId("TRANSPORT", 1, KeyAlgorithm.DESEDE, Scope.MINISTRY);
            refused(() -> KeyRotation.of(vault, blanks, SOON, TODAY), KeyFault.KEY_USAGE_REFUSED);
            refused(() -> KeyRotation.of(vault, ukssse(1), TODAY.minusDays(1), TODAY), KeyFault.KEY_INPUT_INVALID);
            refused(() -> KeyRotation.of(vault, ukssse(9), SOON, TODAY), KeyFault.KEY_NOT_FOUND);
        }
    }

    /**
     * Another process draws, activates, ends, rewraps; it is killed at random points. Whatever was done: of every rotated key a
     * version is in force, no old one ended without its successor, and the same rotations go on to the end.
     */
    @Test
    void killedAtRandomPoints_aVersionIsAlwaysInForce_andTheRotationGoesOn() throws Exception {
        withFirstVersionsOnly();
        long seed = System.nanoTime();
        Random random = new Random(seed);
        for (int kill = 0; kill < KILLS; kill++) {
            rotateAndKill(random.nextInt(250));
            try (SoftwareVault vault = TestVaults.openOrCreate(folder)) {
                for (Key first : firstVersions(vault)) {
                    boolean ended = first.origin().validUntil() != null;
                    Key second = vault.find(next(first.id())).orElse(null);
                    boolean inForce = second != null && second.isUsable(SOON);
                    assertThat(!ended || inForce)
                            .as("%s ended without a successor, seed %d", first.id(), seed)
                            .isTrue();
                    assertThat(first.isUsable(TODAY)).as("seed " + seed).isTrue();
                    vault.cardKey(first.id(), TestVaults.path()).close();
                }
            }
        }
        try (SoftwareVault vault = TestVaults.openOrCreate(folder)) {
            Rotator.rotateAll(vault);
            Rewrap last = vault.rewrap(64);
            while (!last.finished()) {
                last = vault.rewrap(64);
            }
            assertThat(last.remaining()).isZero();
            assertThat(firstVersions(vault)).hasSizeGreaterThan(10).allSatisfy(first -> {
                assertThat(first.origin().validUntil()).isEqualTo(SOON);
                assertThat(vault.find(next(first.id())).orElseThrow().isUsable(SOON))
                        .isTrue();
            });
        }
    }

    private void rotateAndKill(int millis) throws IOException, InterruptedException {
        Process rotator = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-XX:TieredStopAtLevel=1",
                        "-Xshare:auto",
                        "-cp",
                        System.getProperty("java.class.path"),
                        Rotator.class.getName(),
                        folder.toString())
                .redirectErrorStream(true)
                .start();
        try (var lines = rotator.inputReader(StandardCharsets.US_ASCII)) {
            assertThat(lines.readLine()).isEqualTo("begun");
            rotator.waitFor(millis, TimeUnit.MILLISECONDS);
            rotator.toHandle().destroyForcibly();
        }
        assertThat(rotator.waitFor(30, TimeUnit.SECONDS)).isTrue();
    }

    /** The process that dies. */
    static final class Rotator {

        public static void main(String[] arguments) {
            try (SoftwareVault vault = TestVaults.openOrCreate(Path.of(arguments[0]))) {
                System.out.println("begun");
                rotateAll(vault);
                while (true) {
                    vault.rewrap(1);
                }
            }
        }

        static void rotateAll(SoftwareVault vault) {
            for (Key first : firstVersions(vault)) {
                KeyRotation.of(vault, first.id(), SOON, TODAY).run("chen", TestVaults.CLOCK.instant());
            }
        }
    }

    private static List<Key> firstVersions(SoftwareVault vault) {
        return vault.keys().stream().filter(key -> key.id().version() == 1).toList();
    }

    private static KeyId next(KeyId id) {
        return new KeyId(id.name(), 2, id.algorithm(), id.scope());
    }

    private void withFirstVersionsOnly() {
        try (SoftwareVault vault = TestVaults.openOrCreate(folder)) {
            Key.Origin origin = Key.Origin.createdAndActivated("ceremony", TestVaults.CLOCK.instant());
            List<KeyPlan> firsts = TestRoots.published(origin).stream()
                    .map(root -> root.key())
                    .filter(key -> key.id().version() == 2)
                    .map(key -> KeyPlan.root(
                            new KeyId(
                                    key.id().name(),
                                    1,
                                    key.id().algorithm(),
                                    key.id().scope()),
                            key.usage()))
                    .toList();
            vault.generate(firsts, origin);
        }
    }

    private SoftwareVault withRoots() {
        SoftwareVault vault = TestVaults.openOrCreate(folder);
        TestRoots.load(vault, TestVaults.CLOCK);
        return vault;
    }

    private static KeyId ukssse(int version) {
        return new KeyId("UKSSSE", version, KeyAlgorithm.DESEDE, Scope.MINISTRY);
    }

    private static Key key(SoftwareVault vault, int version) {
        return vault.find(ukssse(version)).orElseThrow();
    }

    private static void refused(ThrowingCallable call, KeyFault fault) {
        assertThatThrownBy(call)
                .isInstanceOfSatisfying(
                        KeyException.class, e -> assertThat(e.fault()).isEqualTo(fault));
    }
}
