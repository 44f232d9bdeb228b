package org.sscard.keys.hierarchy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.sscard.keys.KeyException;
import org.sscard.keys.KeyFault;
import org.sscard.keys.crypto.CheckValues;
import org.sscard.keys.crypto.CipherSuite;
import org.sscard.keys.model.DerivationPath;
import org.sscard.keys.model.Environment;
import org.sscard.keys.model.Key;
import org.sscard.keys.model.KeyAlgorithm;
import org.sscard.keys.model.KeyId;
import org.sscard.keys.model.KeyMaterial;
import org.sscard.keys.model.KeyState;
import org.sscard.keys.model.MaterialAccess;
import org.sscard.keys.model.RegionProfile;
import org.sscard.keys.model.Scope;
import org.sscard.keys.vault.CardKey;
import org.sscard.keys.vault.KeyVault.KeyImport;
import org.sscard.keys.vault.SoftwareVault;
import org.sscard.keys.vault.TestVaults;
import org.sscard.spec.layout.CardAlgorithm;

/** Every key of the table in all its versions and both families, handed from the ministry to a province and to a city. */
class ThreeTiersTest {

    private static final byte[] ATR = HexFormat.of().parseHex("0081544C9686842110A1B2C3D4");
    private static final String CITY_A = "211002";
    private static final String CITY_B = "211003";
    private static final RegionProfile PROFILE = RegionProfile.standard(CITY_A);

    @TempDir
    Path folder;

    @Test
    void everyKeyOfTheTable_isTheSameOnTheCard_fromWhicheverTierItComes() throws IOException {
        try (SoftwareVault ministry = vault("ministry");
                SoftwareVault province = vault("province");
                SoftwareVault city = vault("city")) {
            TestRoots.load(ministry, TestVaults.CLOCK);
            handDown(ministry, province, Scope.province("21"));
            handDown(province, city, Scope.city(CITY_A));
            assertThat(city.keys()).hasSize(2 * versionsOfTheTable());
            DerivationPath path = DerivationPath.toCard(PROFILE, ATR);
            for (Key key : city.keys()) {
                KeyId root =
                        new KeyId(key.id().name(), key.id().version(), key.id().algorithm(), Scope.MINISTRY);
                try (CardKey fromRoot = ministry.cardKey(root, path);
                        CardKey fromCity = city.cardKey(key.id(), path)) {
                    assertThat(fromCity.material().sameAs(fromRoot.material()))
                            .as(key.id().toString())
                            .isTrue();
                }
            }
            cityAGetsNothingOfCityB(province, city);
        }
    }

    private static void cityAGetsNothingOfCityB(SoftwareVault province, SoftwareVault city) {
        KeyId ofProvince = new KeyId("UKSSSE", 1, KeyAlgorithm.DESEDE, Scope.province("21"));
        KeyId ofCity = new KeyId("UKSSSE", 1, KeyAlgorithm.DESEDE, Scope.city(CITY_A));
        RegionProfile profileB = RegionProfile.standard(CITY_B);
        DerivationPath cardOfB = DerivationPath.toCard(profileB, ATR);
        refused(() -> city.cardKey(ofCity, cardOfB), KeyFault.KEY_SCOPE_REFUSED);
        refused(() -> city.childKey(ofCity, Scope.city(CITY_B), profileB), KeyFault.KEY_SCOPE_REFUSED);
        refused(() -> city.childKey(ofCity, Scope.city(CITY_A), PROFILE), KeyFault.KEY_SCOPE_REFUSED);
        refused(() -> province.childKey(ofProvince, Scope.city("510100"), PROFILE), KeyFault.KEY_SCOPE_REFUSED);
        // The scope names city A, the factors would be city B's.
        refused(() -> province.childKey(ofProvince, Scope.city(CITY_A), profileB), KeyFault.KEY_SCOPE_REFUSED);
        refused(() -> province.childKey(ofProvince, Scope.MINISTRY, PROFILE), KeyFault.KEY_SCOPE_REFUSED);
        refused(
                () -> Hierarchy.of(city, Scope.city(CITY_A)).cardKeys(CITY_B, ATR, CardAlgorithm.DES),
                KeyFault.KEY_SCOPE_REFUSED);
        refused(
                () -> Hierarchy.of(city, Scope.MINISTRY)
                        .cardKeys(CITY_B, ATR, CardAlgorithm.DES)
                        .authentication(org.sscard.keys.model.KeyRef.of("UKSSSE"), ATR_8, ATR_8),
                KeyFault.KEY_NOT_FOUND);
        refused(() -> city.exported(ofCity), KeyFault.KEY_NOT_EXPORTABLE);
    }

    private static final byte[] ATR_8 = HexFormat.of().parseHex("0102030405060708");

    @Test
    void factorTextsOfARegion_takeThePlaceOfTheStandardOnes() throws IOException {
        RegionProfile own = new RegionProfile(CITY_A, "LIAONING", "LIAOYANG");
        KeyId root = new KeyId("RKSSSE", 2, KeyAlgorithm.SM4, Scope.MINISTRY);
        try (SoftwareVault vault = vault("own")) {
            TestRoots.load(vault, TestVaults.CLOCK);
            CipherSuite suite = CipherSuite.of(CardAlgorithm.SM4);
            byte[] expected = HexFormat.of().parseHex("00112233445566778899AABBCCDDEEFF");
            for (String factor : List.of("LIAONING", "LIAOYANG")) {
                expected = suite.diversify(expected, factor.getBytes(StandardCharsets.US_ASCII));
            }
            expected = suite.diversify(expected, java.util.Arrays.copyOfRange(ATR, 5, 13));
            try (CardKey card = vault.cardKey(root, DerivationPath.toCard(own, ATR))) {
                assertThat(card.material().bytes(MaterialAccess.GRANTED)).isEqualTo(expected);
            }
        }
    }

    @Test
    void versionThatIsReplaced_staysInForceUntilItsEnd_whileNewWorkUsesItsSuccessor() throws IOException {
        KeyId first = new KeyId("UKSSSE", 1, KeyAlgorithm.DESEDE, Scope.MINISTRY);
        try (SoftwareVault vault = vault("rotation")) {
            TestRoots.load(vault, TestVaults.CLOCK);
            Hierarchy hierarchy = Hierarchy.of(vault, Scope.MINISTRY);
            LocalDate today = LocalDate.now(TestVaults.CLOCK);
            assertThat(current(hierarchy, today)).isEqualTo(1);
            vault.endCryptoPeriod(first, today.plusDays(30));
            assertThat(current(hierarchy, today)).isEqualTo(2);
            vault.cardKey(first, DerivationPath.toCard(PROFILE, ATR)).close();
            vault.changeState(new KeyId("UKSSSE", 2, KeyAlgorithm.DESEDE, Scope.MINISTRY), KeyState.COMPROMISED, "c");
            vault.changeState(new KeyId("UKSSSE", 3, KeyAlgorithm.DESEDE, Scope.MINISTRY), KeyState.SUSPENDED, "c");
            assertThat(current(hierarchy, today)).isEqualTo(1);
            refused(() -> current(hierarchy, today.plusDays(30)), KeyFault.KEY_NOT_FOUND);
        }
    }

    private static int current(Hierarchy hierarchy, LocalDate day) {
        return hierarchy.currentVersion("UKSSSE", CardAlgorithm.DES, CITY_A, day);
    }

    private static void handDown(SoftwareVault from, SoftwareVault to, Scope scope) {
        List<KeyImport> handed = new ArrayList<>();
        for (Key key : from.keys()) {
            if (key.usage().isVendors()) {
                continue;
            }
            KeyMaterial child = from.childKey(key.id(), scope, PROFILE);
            KeyId id = new KeyId(key.id().name(), key.id().version(), key.id().algorithm(), scope);
            Key record = new Key(
                    id,
                    key.usage(),
                    Environment.TEST,
                    KeyState.ACTIVE,
                    CheckValues.of(id.algorithm(), child),
                    key.origin(),
                    key.id());
            handed.add(new KeyImport(record, child));
        }
        to.importKeys(handed);
        handed.forEach(one -> one.material().close());
    }

    private static int versionsOfTheTable() {
        return KeyTable.all().stream().mapToInt(key -> key.versions()).sum();
    }

    private SoftwareVault vault(String name) throws IOException {
        return TestVaults.openOrCreate(Files.createDirectory(folder.resolve(name)));
    }

    private static void refused(ThrowingCallable call, KeyFault fault) {
        assertThatThrownBy(call)
                .isInstanceOfSatisfying(
                        KeyException.class, e -> assertThat(e.fault()).isEqualTo(fault));
    }
}
