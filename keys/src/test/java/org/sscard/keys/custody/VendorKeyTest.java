package org.sscard.keys.custody;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.sscard.keys.KeyException;
import org.sscard.keys.KeyFault;
import org.sscard.keys.block.KeyBlock;
import org.sscard.keys.block.KeyBlockAlgorithm;
import org.sscard.keys.block.KeyBlockHeader;
import org.sscard.keys.block.KeyBlockVersion;
import org.sscard.keys.block.ModeOfUse;
import org.sscard.keys.crypto.CheckValues;
import org.sscard.keys.model.CheckMethod;
import org.sscard.keys.model.CheckValue;
import org.sscard.keys.model.Exportability;
import org.sscard.keys.model.Key;
import org.sscard.keys.model.KeyAlgorithm;
import org.sscard.keys.model.KeyId;
import org.sscard.keys.model.KeyMaterial;
import org.sscard.keys.model.KeyUsage;
import org.sscard.keys.model.MaterialAccess;
import org.sscard.keys.model.Scope;
import org.sscard.keys.vault.SoftwareVault;
import org.sscard.keys.vault.TestVaults;

/** A vendor's key: in components, or in its key block whose protection key comes in components. */
class VendorKeyTest {

    private static final KeyId OWN = new KeyId("PSAMOWN", 1, KeyAlgorithm.DESEDE, Scope.MINISTRY);

    @TempDir
    Path folder;

    private SoftwareVault vault;
    private final byte[] value = drawn(16);
    private final Key.Origin origin = Key.Origin.createdAndActivated("chen", TestVaults.CLOCK.instant());

    @BeforeEach
    void open() {
        vault = TestVaults.openOrCreate(folder);
    }

    @AfterEach
    void close() {
        vault.close();
    }

    @ParameterizedTest
    @CsvSource({"DESEDE,2", "DESEDE,3", "SM4,2", "SM4,9"})
    void allComponents_bringTheKeyIn_andOnlyAPsamUsesIt(KeyAlgorithm algorithm, int count) {
        KeyId id = new KeyId("PSAMOWN", 1, algorithm, Scope.MINISTRY);
        List<byte[]> parts = parts(value, count);
        VendorKey vendor = new VendorKey(id, KeyUsage.PSAM_OWN, CheckValues.zeroBlock(algorithm, value), "");
        List<CheckValue> checks = parts.stream()
                .map(part -> CheckValues.zeroBlock(algorithm, part))
                .toList();
        try (ComponentEntry entry = vendor.entry(checks)) {
            for (int at = count; at > 1; at--) {
                entry.enter(at, typed(parts.get(at - 1)));
            }
            refused(() -> entry.joined(vendor.checkValue()), KeyFault.SHARES_TOO_FEW);
            entry.enter(1, typed(parts.get(0)));
            try (KeyMaterial joined = entry.joined(vendor.checkValue())) {
                vendor.bringInto(vault, joined, origin);
                refused(() -> vendor.bringInto(vault, joined, origin), KeyFault.KEY_ALREADY_EXISTS);
            }
        }
        try (KeyMaterial own = vault.psamOwnKey(id)) {
            assertThat(own.bytes(MaterialAccess.GRANTED)).isEqualTo(value);
        }
        refused(() -> vault.exported(id), KeyFault.KEY_NOT_EXPORTABLE);
        refused(() -> vault.cardKey(id, TestVaults.path()), KeyFault.KEY_USAGE_REFUSED);
        refused(() -> vault.transportSession(id, new byte[8]), KeyFault.KEY_USAGE_REFUSED);
    }

    @Test
    void aWrongRepeatedOrForeignComponent_isRefused_andTheThirdWrongOneEndsIt() {
        List<byte[]> parts = parts(value, 2);
        ComponentEntry entry = ComponentEntry.ofKey(KeyAlgorithm.DESEDE, checks(parts));
        refused(() -> entry.enter(1, typed(parts.get(1))), KeyFault.KEY_CHECK_VALUE_WRONG);
        refused(() -> entry.enter(3, typed(parts.get(0))), KeyFault.SHARE_INVALID);
        entry.enter(1, typed(parts.get(0)));
        refused(() -> entry.enter(1, typed(parts.get(0))), KeyFault.SHARE_REPEATED);
        refused(() -> entry.enter(2, "12 34".toCharArray()), KeyFault.SHARE_INVALID);
        refused(() -> entry.enter(2, "xy".toCharArray()), KeyFault.SHARE_INVALID);
        refused(() -> entry.enter(2, typed(drawn(16))), KeyFault.CEREMONY_ABORTED);
        refused(() -> entry.enter(2, typed(parts.get(1))), KeyFault.CEREMONY_ABORTED);
        assertThat(entry.missing()).as("what was entered is erased").isEqualTo(2);
    }

    @Test
    void componentsOfAnotherKey_giveNoKey() {
        List<byte[]> parts = parts(value, 2);
        ComponentEntry entry = ComponentEntry.ofKey(KeyAlgorithm.DESEDE, checks(parts));
        entry.enter(1, typed(parts.get(0)));
        entry.enter(2, typed(parts.get(1)));
        refused(
                () -> entry.joined(CheckValues.zeroBlock(KeyAlgorithm.DESEDE, drawn(16))),
                KeyFault.KEY_CHECK_VALUE_WRONG);
        assertThat(vault.keys()).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({"B,16", "B,24", "D,16", "D,32"})
    void aKeyBlockOfTheVendor_isOpenedWithTheComponentsOfItsProtectionKey(KeyBlockVersion version, int length) {
        byte[] protection = drawn(length);
        String block = block(version, protection, "K0", KeyBlockAlgorithm.TRIPLE_DES);
        VendorKey vendor = vendor(block);
        bring(vendor, version, protection);
        assertThat(vault.find(OWN).orElseThrow().checkValue()).isEqualTo(vendor.checkValue());
    }

    @Test
    void aBlockForSomethingElse_orChanged_orOfAnotherKey_isRefused() {
        byte[] protection = drawn(32);
        for (String block : List.of(
                block(KeyBlockVersion.D, protection, "P0", KeyBlockAlgorithm.TRIPLE_DES),
                block(KeyBlockVersion.D, protection, "K0", KeyBlockAlgorithm.AES),
                block(KeyBlockVersion.D, protection, "P0", KeyBlockAlgorithm.TRIPLE_DES)
                        .replace("P0", "K0"))) {
            refused(() -> bring(vendor(block), KeyBlockVersion.D, protection), KeyFault.KEY_BLOCK_INVALID);
        }
        String right = block(KeyBlockVersion.D, protection, "K0", KeyBlockAlgorithm.TRIPLE_DES);
        VendorKey otherValue =
                new VendorKey(OWN, KeyUsage.PSAM_OWN, CheckValues.zeroBlock(KeyAlgorithm.DESEDE, drawn(16)), right);
        refused(() -> bring(otherValue, KeyBlockVersion.D, protection), KeyFault.KEY_CHECK_VALUE_WRONG);
        assertThat(vault.keys()).isEmpty();
    }

    @Test
    void aRoot_comesFromNoVendor() {
        KeyId root = new KeyId("UKSSSE", 1, KeyAlgorithm.DESEDE, Scope.MINISTRY);
        refused(
                () -> new VendorKey(
                        root, KeyUsage.EXTERNAL_AUTHENTICATION, vendor("").checkValue(), ""),
                KeyFault.KEY_USAGE_REFUSED);
    }

    private VendorKey vendor(String block) {
        return new VendorKey(OWN, KeyUsage.PSAM_OWN, CheckValues.zeroBlock(KeyAlgorithm.DESEDE, value), block);
    }

    private void bring(VendorKey vendor, KeyBlockVersion version, byte[] protection) {
        List<byte[]> parts = parts(protection, 2);
        List<CheckValue> checks =
                parts.stream().map(part -> protectionCheck(version, part)).toList();
        try (ComponentEntry entry = vendor.entry(checks)) {
            entry.enter(1, typed(parts.get(0)));
            entry.enter(2, typed(parts.get(1)));
            try (KeyMaterial joined = entry.joined(protectionCheck(version, protection))) {
                vendor.bringInto(vault, joined, origin);
            }
        }
    }

    private static CheckValue protectionCheck(KeyBlockVersion version, byte[] key) {
        return version == KeyBlockVersion.B
                ? CheckValues.zeroBlock(KeyAlgorithm.DESEDE, key)
                : CheckValues.ofAes(CheckMethod.CMAC_ZERO_BLOCK, key);
    }

    private String block(KeyBlockVersion version, byte[] protection, String usage, KeyBlockAlgorithm algorithm) {
        KeyBlockHeader header = new KeyBlockHeader(
                version, usage, algorithm, ModeOfUse.UNRESTRICTED, "00", Exportability.NOT_EXPORTABLE, List.of());
        return KeyBlock.wrap(material(protection), header, material(value), new SecureRandom());
    }

    private static KeyMaterial material(byte[] bytes) {
        return KeyMaterial.copying(bytes, MaterialAccess.GRANTED);
    }

    private static List<CheckValue> checks(List<byte[]> parts) {
        return parts.stream()
                .map(part -> CheckValues.zeroBlock(KeyAlgorithm.DESEDE, part))
                .toList();
    }

    /** XOR parts, made here and not by the program. */
    private static List<byte[]> parts(byte[] key, int count) {
        List<byte[]> parts = new ArrayList<>();
        byte[] last = key.clone();
        for (int part = 1; part < count; part++) {
            byte[] drawn = drawn(key.length);
            for (int at = 0; at < key.length; at++) {
                last[at] ^= drawn[at];
            }
            parts.add(drawn);
        }
        parts.add(last);
        return parts;
    }

    private static char[] typed(byte[] component) {
        return HexFormat.of()
                .formatHex(component)
                .replaceAll("(.{8})", "$1 ")
                .strip()
                .toCharArray();
    }

    private static byte[] drawn(int length) {
        byte[] bytes = new byte[length];
        new SecureRandom().nextBytes(bytes);
        return bytes;
    }

    private static void refused(ThrowingCallable call, KeyFault fault) {
        assertThatThrownBy(call)
                .isInstanceOfSatisfying(
                        KeyException.class, e -> assertThat(e.fault()).isEqualTo(fault));
    }
}
