package org.sscard.keys.vault;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.MessageDigest;
import java.time.Clock;
import java.time.Duration;
import java.time.LocalDate;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.sscard.keys.KeyException;
import org.sscard.keys.KeyFault;
import org.sscard.keys.crypto.CheckValues;
import org.sscard.keys.crypto.CipherSuite;
import org.sscard.keys.hierarchy.TestRoots;
import org.sscard.keys.model.CheckMethod;
import org.sscard.keys.model.CheckValue;
import org.sscard.keys.model.DerivationPath;
import org.sscard.keys.model.Environment;
import org.sscard.keys.model.Key;
import org.sscard.keys.model.KeyAlgorithm;
import org.sscard.keys.model.KeyId;
import org.sscard.keys.model.KeyMaterial;
import org.sscard.keys.model.KeyState;
import org.sscard.keys.model.KeyUsage;
import org.sscard.keys.model.MaterialAccess;
import org.sscard.keys.model.RegionProfile;
import org.sscard.keys.model.Scope;
import org.sscard.keys.vault.KeyVault.KeyImport;
import org.sscard.spec.layout.CardAlgorithm;

class SoftwareVaultTest {

    private static final String VALUE = "93F86CA8E0248262522DE3BB62F1A67A";
    private static final byte[] ATR = new byte[13];

    @TempDir
    Path folder;

    @Test
    void keysSurviveReopening() {
        List<Key> written;
        try (SoftwareVault vault = open()) {
            TestRoots.load(vault, TestVaults.CLOCK);
            vault.importKeys(List.of(root("EXTRA", Environment.TEST, Scope.province("21"))));
            written = vault.keys();
        }
        try (SoftwareVault vault = open()) {
            assertThat(vault.keys()).isEqualTo(written).hasSizeGreaterThan(250);
            TestRoots.load(vault, TestVaults.CLOCK);
            assertThat(vault.keys()).isEqualTo(written);
        }
    }

    @Test
    void everyFieldOfAKey_survivesReopening() {
        Key.Origin origin = new Key.Origin("张三", TestVaults.CLOCK.instant(), null, null, LocalDate.of(2030, 1, 1));
        KeyImport root = root("A", Environment.TEST, Scope.MINISTRY);
        Key key = new Key(
                new KeyId("B", 7, KeyAlgorithm.SM4, Scope.city("211002")),
                KeyUsage.TAC,
                Environment.TEST,
                KeyState.PLANNED,
                CheckValues.of(KeyAlgorithm.SM4, root.material()),
                origin,
                root.key().id());
        try (SoftwareVault vault = open()) {
            vault.importKeys(List.of(root, new KeyImport(key, root.material())));
        }
        try (SoftwareVault vault = open()) {
            assertThat(vault.find(key.id())).hasValue(key);
        }
    }

    @Test
    void wrongPassphrase_isToldApartFromDamage() {
        open().close();
        assertFault(
                () -> SoftwareVault.open(settings(), "correct horse 电池 ".toCharArray()),
                KeyFault.VAULT_PASSPHRASE_WRONG);
        open().close();
    }

    @Test
    void fileCutAnywhere_isDamaged() throws IOException {
        byte[] whole = vaultWithARoot();
        Random random = new Random(20261122);
        for (int i = 0; i < 40; i++) {
            int length = random.nextInt(whole.length);
            Files.write(file(), Arrays.copyOf(whole, length));
            assertFault(() -> SoftwareVault.open(settings(), TestVaults.passphrase()), KeyFault.VAULT_DAMAGED);
        }
        Files.write(file(), whole);
        open().close();
    }

    @Test
    void anyFlippedBit_isDamaged() throws IOException {
        byte[] whole = vaultWithARoot();
        for (int at = 0; at < whole.length; at++) {
            byte[] changed = whole.clone();
            changed[at] ^= (byte) (1 << at % 8);
            Files.write(file(), changed);
            assertFault(() -> SoftwareVault.open(settings(), TestVaults.passphrase()), KeyFault.VAULT_DAMAGED);
        }
    }

    @Test
    void headerChangedWithARightDigest_isDamagedAllTheSame() throws Exception {
        byte[] whole = vaultWithARoot();
        int generation = 8 + 2 + 1 + 1 + 12 + 16 + 16 + 16;
        whole[generation + 7] ^= 0x40;
        byte[] digest = MessageDigest.getInstance("SHA-256").digest(Arrays.copyOf(whole, whole.length - 32));
        System.arraycopy(digest, 0, whole, whole.length - 32, 32);
        Files.write(file(), whole);
        assertFault(() -> SoftwareVault.open(settings(), TestVaults.passphrase()), KeyFault.VAULT_DAMAGED);
    }

    @Test
    void olderCopyPutBack_isRefused() throws IOException {
        byte[] older = vaultWithARoot();
        try (SoftwareVault vault = open()) {
            vault.importKeys(List.of(root("LATER", Environment.TEST, Scope.MINISTRY)));
        }
        byte[] newest = Files.readAllBytes(file());
        Files.write(file(), older);
        assertFault(() -> SoftwareVault.open(settings(), TestVaults.passphrase()), KeyFault.VAULT_ROLLED_BACK);
        Files.write(file(), newest);
        open().close();
    }

    @Test
    void crashBetweenVaultAndWitness_losesNothing() throws IOException {
        vaultWithARoot();
        Path witness = folder.resolve("keys.vault.generation");
        byte[] before = Files.readAllBytes(witness);
        try (SoftwareVault vault = open()) {
            vault.importKeys(List.of(root("LATER", Environment.TEST, Scope.MINISTRY)));
        }
        Files.write(witness, before);
        try (SoftwareVault vault = open()) {
            assertThat(vault.keys()).hasSize(2);
        }
    }

    @Test
    void importNeverOverwrites_andIsAllOrNothing() {
        try (SoftwareVault vault = open()) {
            KeyImport present = root("A", Environment.TEST, Scope.MINISTRY);
            vault.importKeys(List.of(present));
            assertFault(
                    () -> vault.importKeys(List.of(root("B", Environment.TEST, Scope.MINISTRY), present)),
                    KeyFault.KEY_ALREADY_EXISTS);
            assertThat(vault.keys()).hasSize(1);
        }
    }

    @Test
    void testAndProduction_neverMeet() {
        try (SoftwareVault vault = open()) {
            assertFault(
                    () -> vault.importKeys(List.of(root("A", Environment.PRODUCTION, Scope.MINISTRY))),
                    KeyFault.KEY_ENVIRONMENT_MISMATCH);
        }
        VaultSettings production = TestVaults.settings(folder, Environment.PRODUCTION);
        assertFault(() -> SoftwareVault.open(production, TestVaults.passphrase()), KeyFault.KEY_ENVIRONMENT_MISMATCH);
    }

    @Test
    void productionVault_refusesTestRoots() {
        VaultSettings production = TestVaults.settings(folder, Environment.PRODUCTION);
        try (SoftwareVault vault = SoftwareVault.create(production, TestVaults.passphrase())) {
            assertFault(() -> TestRoots.load(vault, TestVaults.CLOCK), KeyFault.KEY_ENVIRONMENT_MISMATCH);
            assertThat(vault.keys()).isEmpty();
        }
    }

    @Test
    void wrongCheckValueOrLength_isRefused() {
        KeyImport right = root("A", Environment.TEST, Scope.MINISTRY);
        Key key = right.key();
        Key wrong = new Key(
                key.id(),
                key.usage(),
                key.environment(),
                key.state(),
                new CheckValue(CheckMethod.ZERO_BLOCK, "000000"),
                key.origin(),
                null);
        try (SoftwareVault vault = open()) {
            assertFault(
                    () -> vault.importKeys(List.of(new KeyImport(wrong, right.material()))),
                    KeyFault.KEY_CHECK_VALUE_WRONG);
            KeyMaterial eight = KeyMaterial.owning(new byte[8], MaterialAccess.GRANTED);
            assertFault(() -> vault.importKeys(List.of(new KeyImport(key, eight))), KeyFault.KEY_INPUT_INVALID);
        }
    }

    @Test
    void cityKey_servesItsOwnRegionOnly() {
        try (SoftwareVault vault = open()) {
            KeyImport city = root("A", Environment.TEST, Scope.city("211002"));
            vault.importKeys(List.of(city));
            vault.cardKey(city.key().id(), path("211002")).close();
            assertFault(() -> vault.cardKey(city.key().id(), path("211003")), KeyFault.KEY_SCOPE_REFUSED);
        }
    }

    @Test
    void keysOfEveryTier_leadToTheSameCardKey() {
        try (SoftwareVault vault = open()) {
            KeyImport ministry = root("A", Environment.TEST, Scope.MINISTRY);
            vault.importKeys(List.of(ministry));
            byte[] root = ministry.material().bytes(MaterialAccess.GRANTED);
            var suite = CipherSuite.of(CardAlgorithm.DES);
            byte[] province = suite.diversify(root, "210000sh".getBytes(StandardCharsets.US_ASCII));
            byte[] city = suite.diversify(province, "211002sx".getBytes(StandardCharsets.US_ASCII));
            KeyImport ofProvince = key("A", Scope.province("21"), Environment.TEST, province);
            KeyImport ofCity = key("A", Scope.city("211002"), Environment.TEST, city);
            vault.importKeys(List.of(ofProvince, ofCity));
            try (CardKey fromMinistry = vault.cardKey(ministry.key().id(), path("211002"));
                    CardKey fromProvince = vault.cardKey(ofProvince.key().id(), path("211002"));
                    CardKey fromCity = vault.cardKey(ofCity.key().id(), path("211002"))) {
                assertThat(fromProvince.material().sameAs(fromMinistry.material()))
                        .isTrue();
                assertThat(fromCity.material().sameAs(fromMinistry.material())).isTrue();
            }
        }
    }

    @Test
    void suspendedKey_worksAgainOnlyWhenActive_andADestroyedOneNever() {
        try (SoftwareVault vault = open()) {
            KeyId id = root("A", Environment.TEST, Scope.MINISTRY).key().id();
            vault.importKeys(List.of(root("A", Environment.TEST, Scope.MINISTRY)));
            vault.changeState(id, KeyState.SUSPENDED, "custodian");
            assertFault(() -> vault.cardKey(id, path("211002")), KeyFault.KEY_NOT_ACTIVE);
            vault.changeState(id, KeyState.ACTIVE, "custodian");
            vault.cardKey(id, path("211002")).close();
            vault.changeState(id, KeyState.DESTROYED, "custodian");
            assertFault(() -> vault.changeState(id, KeyState.ACTIVE, "custodian"), KeyFault.KEY_STATE_REFUSED);
        }
        try (SoftwareVault vault = open()) {
            assertThat(vault.keys())
                    .singleElement()
                    .satisfies(key -> assertThat(key.state()).isEqualTo(KeyState.DESTROYED));
        }
    }

    @Test
    void keyAfterItsCryptoPeriod_isNotActive() {
        VaultSettings now = settings();
        KeyImport root = root("A", Environment.TEST, Scope.MINISTRY);
        Key.Origin until = new Key.Origin(
                "test", TestVaults.CLOCK.instant(), "test", TestVaults.CLOCK.instant(), LocalDate.of(2026, 11, 23));
        Key key = new Key(
                root.key().id(),
                KeyUsage.MASTER,
                Environment.TEST,
                KeyState.ACTIVE,
                root.key().checkValue(),
                until,
                null);
        try (SoftwareVault vault = SoftwareVault.create(now, TestVaults.passphrase())) {
            vault.importKeys(List.of(new KeyImport(key, root.material())));
            vault.cardKey(key.id(), path("211002")).close();
        }
        VaultSettings tomorrow = new VaultSettings(
                now.file(),
                now.environment(),
                now.cost(),
                now.witness(),
                Clock.offset(TestVaults.CLOCK, Duration.ofDays(1)),
                now.random());
        try (SoftwareVault vault = SoftwareVault.open(tomorrow, TestVaults.passphrase())) {
            assertFault(() -> vault.cardKey(key.id(), path("211002")), KeyFault.KEY_NOT_ACTIVE);
        }
    }

    @Test
    void secondOpener_isRefusedUntilTheFirstCloses() {
        try (SoftwareVault vault = open()) {
            assertThat(vault.keys()).isEmpty();
            assertFault(() -> SoftwareVault.open(settings(), TestVaults.passphrase()), KeyFault.VAULT_IN_USE);
        }
        open().close();
    }

    @Test
    void absentVault_isNotFound_andAPresentOneIsNotMadeAgain() {
        assertFault(() -> SoftwareVault.open(settings(), TestVaults.passphrase()), KeyFault.VAULT_NOT_FOUND);
        open().close();
        assertFault(() -> SoftwareVault.create(settings(), TestVaults.passphrase()), KeyFault.VAULT_ALREADY_EXISTS);
    }

    @Test
    void closedVault_answersNothing() {
        SoftwareVault vault = open();
        vault.close();
        assertFault(vault::keys, KeyFault.VAULT_CLOSED);
    }

    @Test
    void nothingInTheFolder_showsAKeyOrThePassphrase() throws IOException {
        vaultWithARoot();
        byte[] key = HexFormat.of().parseHex(VALUE);
        try (var files = Files.list(folder)) {
            for (Path file : files.toList()) {
                String content = new String(Files.readAllBytes(file), StandardCharsets.ISO_8859_1);
                assertThat(content)
                        .doesNotContain(new String(key, StandardCharsets.ISO_8859_1))
                        .doesNotContainIgnoringCase(VALUE)
                        .doesNotContain("correct horse");
                if (file.equals(file())) {
                    assertThat(Files.getPosixFilePermissions(file))
                            .isEqualTo(PosixFilePermissions.fromString("rw-------"));
                }
            }
        }
    }

    private byte[] vaultWithARoot() throws IOException {
        try (SoftwareVault vault = open()) {
            vault.importKeys(List.of(root("A", Environment.TEST, Scope.MINISTRY)));
        }
        return Files.readAllBytes(file());
    }

    private static KeyImport root(String name, Environment environment, Scope scope) {
        return key(name, scope, environment, HexFormat.of().parseHex(VALUE));
    }

    private static KeyImport key(String name, Scope scope, Environment environment, byte[] value) {
        KeyMaterial material = KeyMaterial.owning(value, MaterialAccess.GRANTED);
        Key key = new Key(
                new KeyId(name, 1, KeyAlgorithm.DESEDE, scope),
                KeyUsage.EXTERNAL_AUTHENTICATION,
                environment,
                KeyState.ACTIVE,
                CheckValues.of(KeyAlgorithm.DESEDE, material),
                Key.Origin.createdAndActivated("test", TestVaults.CLOCK.instant()),
                null);
        return new KeyImport(key, material);
    }

    private static DerivationPath path(String region) {
        return DerivationPath.toCard(RegionProfile.standard(region), ATR);
    }

    private SoftwareVault open() {
        return TestVaults.openOrCreate(folder);
    }

    private VaultSettings settings() {
        return TestVaults.settings(folder, Environment.TEST);
    }

    private Path file() {
        return settings().file();
    }

    private static void assertFault(ThrowingCallable call, KeyFault fault) {
        assertThatThrownBy(call)
                .isInstanceOfSatisfying(
                        KeyException.class, e -> assertThat(e.fault()).isEqualTo(fault));
    }
}
