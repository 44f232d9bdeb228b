package org.sscard.keys.hierarchy;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HexFormat;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.sscard.keys.crypto.BareDerivation;
import org.sscard.keys.model.KeyRef;
import org.sscard.keys.model.RegionProfile;
import org.sscard.keys.model.Scope;
import org.sscard.keys.vault.SoftwareVault;
import org.sscard.keys.vault.TestVaults;
import org.sscard.spec.layout.CardAlgorithm;

/** A limit that computed something else would be no limit. */
class BareDerivationTest {

    private static final String REGION = "211002";
    private static final byte[] ATR = HexFormat.of().parseHex("0081544C9686842110A1B2C3D4");
    private static final byte[] CHALLENGE = HexFormat.of().parseHex("0102030405060708");
    private static final byte[] DATA = HexFormat.of().parseHex("1112131415161718");

    @TempDir
    Path folder;

    @ParameterizedTest
    @EnumSource(names = {"DES", "SM4"})
    void bareLoop_computesWhatTheHierarchyComputes(CardAlgorithm family) {
        try (SoftwareVault vault = TestVaults.openOrCreate(folder)) {
            TestRoots.load(vault, TestVaults.CLOCK);
            RegionProfile region = RegionProfile.standard(REGION);
            byte[][] factors = {
                region.provinceFactor().getBytes(StandardCharsets.US_ASCII),
                region.cityFactor().getBytes(StandardCharsets.US_ASCII),
                Arrays.copyOfRange(ATR, 5, 13)
            };
            byte[] root = HexFormat.of().parseHex("00112233445566778899AABBCCDDEEFF");
            try (CardKeys keys = Hierarchy.of(vault, Scope.MINISTRY).cardKeys(REGION, ATR, family)) {
                assertThat(new BareDerivation(family).cryptogram(root, factors, CHALLENGE, DATA))
                        .isEqualTo(keys.externalAuthentication(KeyRef.of("UKSSSE"), CHALLENGE, DATA));
            }
        }
    }
}
