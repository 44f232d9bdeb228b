package org.sscard.keys.custody;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.sscard.keys.KeyException;
import org.sscard.keys.KeyFault;
import org.sscard.keys.block.HierarchyKeyBlock;
import org.sscard.keys.block.KeyBlock;
import org.sscard.keys.block.KeyBlockAlgorithm;
import org.sscard.keys.block.KeyBlockHeader;
import org.sscard.keys.block.KeyBlockVersion;
import org.sscard.keys.block.ModeOfUse;
import org.sscard.keys.block.OptionalBlock;
import org.sscard.keys.crypto.CheckValues;
import org.sscard.keys.model.Environment;
import org.sscard.keys.model.Exportability;
import org.sscard.keys.model.Key;
import org.sscard.keys.model.KeyAlgorithm;
import org.sscard.keys.model.KeyId;
import org.sscard.keys.model.KeyMaterial;
import org.sscard.keys.model.KeyState;
import org.sscard.keys.model.KeyUsage;
import org.sscard.keys.model.MaterialAccess;
import org.sscard.keys.model.Scope;
import org.sscard.keys.vault.SoftwareVault;
import org.sscard.keys.vault.TestVaults;

class BlockImportTest {

    private static final SecureRandom RANDOM = new SecureRandom();
    private static final KeyMaterial KBPK = random(32);

    private final Key.Origin origin = Key.Origin.createdAndActivated("保管人甲", TestVaults.CLOCK.instant());

    @TempDir
    Path folder;

    @Test
    void everythingThatAKeyIs_arrivesWithIt() {
        for (KeyAlgorithm algorithm : KeyAlgorithm.values()) {
            for (KeyUsage usage : KeyUsage.values()) {
                KeyMaterial material = random(algorithm.lengthBytes());
                Key key = key(algorithm, usage, Environment.TEST, material);
                if (usage == KeyUsage.REGISTRY) {
                    // It guards the rows of one bureau's database and leaves its vault nowhere.
                    assertThatThrownBy(() -> wrap(key, material)).hasMessageContaining("KEY_BLOCK_INVALID");
                    continue;
                }
                String block = wrap(key, material);
                try (HierarchyKeyBlock.Received received = HierarchyKeyBlock.unwrap(KBPK, block)) {
                    assertThat(received.id()).isEqualTo(key.id());
                    assertThat(received.usage()).isEqualTo(usage);
                    assertThat(received.environment()).isEqualTo(Environment.TEST);
                    assertThat(received.checkValue()).isEqualTo(key.checkValue());
                    assertThat(received.parent()).isEqualTo(key.parent());
                    assertThat(received.exportability()).isEqualTo(Exportability.NOT_EXPORTABLE);
                    assertThat(received.material().sameAs(material)).isTrue();
                }
            }
        }
    }

    @Test
    void importedKeys_areInTheVaultWithTheirCheckValue() {
        KeyMaterial material = random(16);
        Key key = key(KeyAlgorithm.SM4, KeyUsage.TAC, Environment.TEST, material);
        try (SoftwareVault vault = TestVaults.openOrCreate(folder)) {
            assertThat(BlockImport.into(vault, List.of(wrap(key, material)), KBPK, origin))
                    .containsExactly(key);
            assertThat(vault.keys()).containsExactly(key);
        }
    }

    /** A4: also when only one of many is there already, nothing is imported. */
    @Test
    void keyThatIsThere_isNotOverwritten() {
        KeyMaterial material = random(16);
        Key key = key(KeyAlgorithm.SM4, KeyUsage.TAC, Environment.TEST, material);
        KeyMaterial other = random(16);
        Key sameId = key(KeyAlgorithm.SM4, KeyUsage.TAC, Environment.TEST, other);
        KeyMaterial third = random(16);
        Key unrelated = key(KeyAlgorithm.DESEDE, KeyUsage.TAC, Environment.TEST, third);
        try (SoftwareVault vault = TestVaults.openOrCreate(folder)) {
            BlockImport.into(vault, List.of(wrap(key, material)), KBPK, origin);
            assertFault(
                    KeyFault.KEY_ALREADY_EXISTS,
                    () -> BlockImport.into(vault, List.of(wrap(unrelated, third), wrap(sameId, other)), KBPK, origin));
            assertThat(vault.keys()).containsExactly(key);
        }
    }

    /** A5. */
    @Test
    void testAndProduction_doNotMeet() {
        KeyMaterial material = random(16);
        String production = wrap(key(KeyAlgorithm.SM4, KeyUsage.TAC, Environment.PRODUCTION, material), material);
        try (SoftwareVault vault = TestVaults.openOrCreate(folder)) {
            assertFault(
                    KeyFault.KEY_ENVIRONMENT_MISMATCH,
                    () -> BlockImport.into(vault, List.of(production), KBPK, origin));
            String relabelled = production.replace("PRODUCTION", "TEST0000.0");
            assertFault(KeyFault.KEY_BLOCK_INVALID, () -> BlockImport.into(vault, List.of(relabelled), KBPK, origin));
            assertThat(vault.keys()).isEmpty();
        }
    }

    /** A3: usage, mode, version, region: every character of the header. */
    @Test
    void anyChangedHeaderCharacter_isRefused() {
        KeyMaterial material = random(16);
        String block = wrap(key(KeyAlgorithm.DESEDE, KeyUsage.LOAD, Environment.TEST, material), material);
        int body = 2 * (32 + 16);
        for (int at = 0; at < block.length() - body; at++) {
            for (char to : "0123456789ABCDEFNX,Z".toCharArray()) {
                if (block.charAt(at) != to) {
                    String changed = block.substring(0, at) + to + block.substring(at + 1);
                    assertFault(KeyFault.KEY_BLOCK_INVALID, () -> HierarchyKeyBlock.unwrap(KBPK, changed));
                }
            }
        }
    }

    @Test
    void blockWhoseCheckValueIsNotItsKeys_isRefused() {
        KeyBlockHeader header = new KeyBlockHeader(
                KeyBlockVersion.D,
                "07",
                KeyBlockAlgorithm.SM4,
                ModeOfUse.DERIVE,
                "01",
                Exportability.NOT_EXPORTABLE,
                List.of(new OptionalBlock("KC", "00ABCDEF"), new OptionalBlock("10", "DTK,MINISTRY,,TEST")));
        String block = KeyBlock.wrap(KBPK, header, random(16), RANDOM);
        assertFault(KeyFault.KEY_CHECK_VALUE_WRONG, () -> HierarchyKeyBlock.unwrap(KBPK, block));
    }

    @Test
    void materialOfAnotherKey_isNotWrapped() {
        Key key = key(KeyAlgorithm.SM4, KeyUsage.TAC, Environment.TEST, random(16));
        assertFault(KeyFault.KEY_CHECK_VALUE_WRONG, () -> wrap(key, random(16)));
    }

    @Test
    void authenticBlockThatIsNoKeyOfACard_isRefused() {
        List<OptionalBlock> identity =
                new ArrayList<>(List.of(new OptionalBlock("KC", "00ABCDEF"), new OptionalBlock("10", "DTK,CITY")));
        for (ModeOfUse mode : List.of(ModeOfUse.ENCRYPT, ModeOfUse.DERIVE)) {
            KeyBlockHeader header = new KeyBlockHeader(
                    KeyBlockVersion.D,
                    "P0",
                    KeyBlockAlgorithm.TRIPLE_DES,
                    mode,
                    "00",
                    Exportability.EXPORTABLE,
                    identity);
            String block = KeyBlock.wrap(KBPK, header, random(16), RANDOM);
            assertFault(KeyFault.KEY_BLOCK_INVALID, () -> HierarchyKeyBlock.unwrap(KBPK, block));
        }
    }

    private static String wrap(Key key, KeyMaterial material) {
        return HierarchyKeyBlock.wrap(KBPK, key, material, Exportability.NOT_EXPORTABLE, RANDOM);
    }

    private Key key(KeyAlgorithm algorithm, KeyUsage usage, Environment environment, KeyMaterial material) {
        return new Key(
                new KeyId("DTK", 1, algorithm, Scope.city("211002")),
                usage,
                environment,
                KeyState.ACTIVE,
                CheckValues.of(algorithm, material),
                origin,
                new KeyId("DTK", 1, algorithm, Scope.province("21")));
    }

    private static KeyMaterial random(int length) {
        byte[] bytes = new byte[length];
        RANDOM.nextBytes(bytes);
        return KeyMaterial.owning(bytes, MaterialAccess.GRANTED);
    }

    private static void assertFault(KeyFault fault, org.assertj.core.api.ThrowableAssert.ThrowingCallable call) {
        assertThatThrownBy(call)
                .isInstanceOfSatisfying(
                        KeyException.class, e -> assertThat(e.fault()).isEqualTo(fault));
    }
}
