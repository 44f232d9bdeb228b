package org.sscard.keys;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.HotSpotDiagnosticMXBean;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
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
        byte[] maskedOpen = masked(open);
        KeyMaterial stillOpen = KeyMaterial.owning(open, MaterialAccess.GRANTED);
        Path dump = folder.resolve("live.hprof");
        ManagementFactory.getPlatformMXBean(HotSpotDiagnosticMXBean.class).dumpHeap(dump.toString(), true);
        byte[] heap = Files.readAllBytes(dump);
        for (byte[] secret : masked) {
            for (byte[] form : forms(masked(secret))) {
                assertThat(contains(heap, masked(form))).isFalse();
            }
        }
        assertThat(contains(heap, maskedOpen))
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
            Path dump = folder.resolve("open.hprof");
            ManagementFactory.getPlatformMXBean(HotSpotDiagnosticMXBean.class).dumpHeap(dump.toString(), true);
            byte[] heap = Files.readAllBytes(dump);
            for (byte[] secret : masked) {
                for (byte[] form : forms(masked(secret))) {
                    assertThat(contains(heap, masked(form))).isFalse();
                }
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
            masked[next++] = masked(root);
            KeyId id = new KeyId("UKSSSE", 1, algorithm, Scope.MINISTRY);
            try (KeyMaterial material = KeyMaterial.owning(root, MaterialAccess.GRANTED)) {
                vault.importKeys(List.of(imported(id, material)));
            }
            DerivationPath path = DerivationPath.toCard(RegionProfile.standard(REGION), ATR);
            try (CardKey card = vault.cardKey(id, path)) {
                masked[next++] = masked(card.material().bytes(MaterialAccess.GRANTED));
            }
            Hierarchy hierarchy = Hierarchy.of(vault, Scope.MINISTRY);
            try (CardKeys keys = hierarchy.cardKeys(REGION, ATR, algorithm.family())) {
                keys.externalAuthentication(KeyRef.of("UKSSSE"), new byte[8], new byte[8]);
            }
        }
    }

    /** Raw, hex in both cases and Base64, the texts also in UTF-16. */
    private static List<byte[]> forms(byte[] secret) {
        List<byte[]> forms = new ArrayList<>();
        forms.add(secret);
        String base64 = Base64.getEncoder().withoutPadding().encodeToString(secret);
        for (String text : List.of(
                HexFormat.of().formatHex(secret),
                HexFormat.of().withUpperCase().formatHex(secret),
                base64.substring(0, base64.length() - 1))) {
            forms.add(text.getBytes(StandardCharsets.ISO_8859_1));
            forms.add(text.getBytes(StandardCharsets.UTF_16LE));
            forms.add(text.getBytes(StandardCharsets.UTF_16BE));
        }
        return forms;
    }

    private static byte[] masked(byte[] secret) {
        byte[] masked = new byte[secret.length];
        for (int i = 0; i < secret.length; i++) {
            masked[i] = (byte) (secret[i] ^ 0x5A);
        }
        return masked;
    }

    private static boolean contains(byte[] heap, byte[] masked) {
        int last = heap.length - masked.length;
        for (int at = 0; at <= last; at++) {
            int same = 0;
            while (same < masked.length && heap[at + same] == (byte) (masked[same] ^ 0x5A)) {
                same++;
            }
            if (same == masked.length) {
                return true;
            }
        }
        return false;
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
