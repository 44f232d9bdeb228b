package org.sscard.keys;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.sscard.keys.crypto.CheckValues;
import org.sscard.keys.hierarchy.CardKeys;
import org.sscard.keys.hierarchy.Hierarchy;
import org.sscard.keys.hierarchy.TestRoots;
import org.sscard.keys.model.DerivationPath;
import org.sscard.keys.model.Environment;
import org.sscard.keys.model.Key;
import org.sscard.keys.model.KeyAlgorithm;
import org.sscard.keys.model.KeyId;
import org.sscard.keys.model.KeyMaterial;
import org.sscard.keys.model.KeyRef;
import org.sscard.keys.model.KeyState;
import org.sscard.keys.model.KeyUsage;
import org.sscard.keys.model.MaterialAccess;
import org.sscard.keys.model.RegionProfile;
import org.sscard.keys.model.Scope;
import org.sscard.keys.vault.CardKey;
import org.sscard.keys.vault.KeyVault.KeyImport;
import org.sscard.keys.vault.SoftwareVault;
import org.sscard.keys.vault.TestVaults;
import org.sscard.spec.layout.CardAlgorithm;

/** A12: keys and PINs in texts, exceptions and, after the work, among the live objects of the heap. */
class NoSecretLeavesTest {

    private static final byte[] ATR = HexFormat.of().parseHex("0081544C9686842110A1B2C3D4");
    private static final String REGION = "211002";
    private static final String PIN = "739184";
    private static final String ROOT = "00112233445566778899AABBCCDDEEFF";

    @TempDir
    Path folder;

    @Test
    void noTextOrException_showsAKeyOrAPin() {
        List<String> texts = new ArrayList<>();
        KeyMaterial material = KeyMaterial.owning(HexFormat.of().parseHex(ROOT), MaterialAccess.GRANTED);
        texts.add(material.toString());
        texts.add(imported(versionNine(), material).toString());
        try (SoftwareVault vault = TestVaults.openOrCreate(folder)) {
            TestRoots.load(vault, TestVaults.CLOCK);
            texts.add(vault + " " + vault.keys());
            Hierarchy hierarchy = Hierarchy.of(vault, Scope.city(REGION));
            try (CardKeys keys = hierarchy.cardKeys(REGION, ATR, CardAlgorithm.DES)) {
                texts.add(keys.toString());
                byte[] eight = new byte[8];
                texts.add(failure(
                        () -> keys.loadPin(KeyRef.of("MK"), (PIN + "x").getBytes(StandardCharsets.US_ASCII), eight)));
                texts.add(
                        failure(() -> keys.loadPin(KeyRef.of("STK"), PIN.getBytes(StandardCharsets.US_ASCII), eight)));
                texts.add(failure(() -> keys.loadKey(KeyRef.of("MK"), KeyRef.of("IRK"), new byte[3])));
                texts.add(failure(() -> vault.importKeys(
                        List.of(imported(versionNine(), material), imported(versionNine(), material)))));
            }
        }
        byte[] pinBytes = HexFormat.of().parseHex(PIN);
        assertThat(texts)
                .hasSize(8)
                .allSatisfy(text -> assertThat(text)
                        .doesNotContainIgnoringCase(ROOT)
                        .doesNotContain("0123456789ABCDEF", "404142434445", PIN, Arrays.toString(pinBytes))
                        .doesNotContain(Base64.getEncoder()
                                .encodeToString(HexFormat.of().parseHex(ROOT))));
    }

    /** The searched bytes are kept masked, or the search would find itself. */
    @Test
    void closedVaultAndCardKeys_leaveNoKeyAmongLiveObjects() throws IOException {
        byte[][] masked = new byte[4][];
        useVault(masked);
        byte[] open = new byte[16];
        new SecureRandom().nextBytes(open);
        byte[] maskedOpen = HeapSearch.masked(open);
        KeyMaterial stillOpen = KeyMaterial.owning(open, MaterialAccess.GRANTED);
        HeapSearch heap = HeapSearch.now(folder.resolve("live.hprof"));
        for (byte[] secret : masked) {
            assertThat(heap.finds(secret)).isFalse();
        }
        assertThat(heap.finds(maskedOpen))
                .as("the search finds a key that is not closed")
                .isTrue();
        stillOpen.close();
    }

    @Test
    void openVaultBetweenTwoSteps_showsNoKeyAmongLiveObjects() throws IOException {
        byte[][] masked = new byte[4][];
        try (SoftwareVault vault = TestVaults.openOrCreate(folder)) {
            useVault(vault, masked);
            vault.rewrap(16);
            HeapSearch heap = HeapSearch.now(folder.resolve("open.hprof"));
            for (byte[] secret : masked) {
                assertThat(heap.finds(secret)).isFalse();
            }
        }
    }

    private void useVault(byte[][] masked) {
        try (SoftwareVault vault = TestVaults.openOrCreate(folder)) {
            useVault(vault, masked);
        }
    }

    private static void useVault(SoftwareVault vault, byte[][] masked) {
        int next = 0;
        for (KeyAlgorithm algorithm : List.of(KeyAlgorithm.DESEDE, KeyAlgorithm.SM4)) {
            byte[] root = new byte[16];
            new SecureRandom().nextBytes(root);
            masked[next++] = HeapSearch.masked(root);
            KeyId id = new KeyId("UKSSSE", 1, algorithm, Scope.MINISTRY);
            try (KeyMaterial material = KeyMaterial.owning(root, MaterialAccess.GRANTED)) {
                vault.importKeys(List.of(imported(id, material)));
            }
            DerivationPath path = DerivationPath.toCard(RegionProfile.standard(REGION), ATR);
            try (CardKey card = vault.cardKey(id, path)) {
                masked[next++] = HeapSearch.masked(card.material().bytes(MaterialAccess.GRANTED));
            }
            Hierarchy hierarchy = Hierarchy.of(vault, Scope.MINISTRY);
            try (CardKeys keys = hierarchy.cardKeys(REGION, ATR, algorithm.family())) {
                keys.externalAuthentication(KeyRef.of("UKSSSE"), new byte[8], new byte[8]);
            }
        }
    }

    private static KeyId versionNine() {
        return new KeyId("UKSSSE", 9, KeyAlgorithm.DESEDE, Scope.MINISTRY);
    }

    private static KeyImport imported(KeyId id, KeyMaterial material) {
        Key key = new Key(
                id,
                KeyUsage.EXTERNAL_AUTHENTICATION,
                Environment.TEST,
                KeyState.ACTIVE,
                CheckValues.of(id.algorithm(), material),
                Key.Origin.createdAndActivated("test", TestVaults.CLOCK.instant()),
                null);
        return new KeyImport(key, material);
    }

    private static String failure(ThrowingCallable call) {
        try {
            call.call();
        } catch (Throwable failure) {
            StringWriter text = new StringWriter();
            failure.printStackTrace(new PrintWriter(text));
            return text.toString();
        }
        throw new AssertionError("did not fail");
    }
}
