package org.sscard.keys.custody;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.HotSpotDiagnosticMXBean;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.sscard.keys.crypto.CipherSuite;
import org.sscard.keys.model.Environment;
import org.sscard.keys.model.KeyMaterial;
import org.sscard.keys.model.MaterialAccess;
import org.sscard.keys.vault.SoftwareVault;
import org.sscard.keys.vault.TestVaults;
import org.sscard.spec.layout.CardAlgorithm;

/** Everything that a ceremony drew is looked for: in its files in four forms, and among the live objects of the heap. */
class CeremonyLeavesNoKeyTest {

    private static final byte MASK = 0x5A;
    private static final int LEAST_SECRET = 8;

    @TempDir
    Path folder;

    @Test
    void filesOfACeremonyAndItsRestore_holdNoKeyInAnyForm() throws IOException {
        MaskedRandom random = new MaskedRandom();
        holdAndRestore(random);
        assertThat(random.masked).hasSizeGreaterThan(200);
        List<String> files = new ArrayList<>();
        try (Stream<Path> all = Files.walk(folder)) {
            for (Path file : all.filter(Files::isRegularFile).toList()) {
                files.add(new String(Files.readAllBytes(file), StandardCharsets.ISO_8859_1));
            }
        }
        assertThat(files).hasSizeGreaterThanOrEqualTo(6);
        String haystack = String.join("\n", files);
        for (byte[] masked : random.masked) {
            for (String form : forms(unmasked(masked))) {
                assertThat(haystack.contains(form)).isFalse();
            }
        }
        String known = "a marker that is in the transcript";
        assertThat(forms(known.getBytes(StandardCharsets.US_ASCII)).stream().anyMatch((known + haystack)::contains))
                .as("the search finds what is there")
                .isTrue();
    }

    @Test
    void afterTheCeremony_noKeyOrShareIsAmongLiveObjects() throws IOException {
        MaskedRandom random = new MaskedRandom();
        holdAndRestore(random);
        CipherSuite.of(CardAlgorithm.DES).forgetKeys();
        byte[] open = new byte[16];
        new SecureRandom().nextBytes(open);
        byte[] maskedOpen = masked(open);
        KeyMaterial stillOpen = KeyMaterial.owning(open, MaterialAccess.GRANTED);
        Path dump = folder.resolve("live.hprof");
        ManagementFactory.getPlatformMXBean(HotSpotDiagnosticMXBean.class).dumpHeap(dump.toString(), true);
        byte[] heap = Files.readAllBytes(dump);
        assertThat(found(heap, random.masked)).as("secrets in the heap").isZero();
        assertThat(found(heap, List.of(maskedOpen)))
                .as("the search finds a key that is not closed")
                .isPositive();
        stillOpen.close();
    }

    private void holdAndRestore(MaskedRandom random) throws IOException {
        List<char[]> papers = new ArrayList<>();
        Path backup = folder.resolve("backup.txt");
        CeremonyPlan plan = CeremonyPlan.of(Environment.TEST, 3, List.of("甲", "乙", "丙", "丁", "戊"), random);
        try (SoftwareVault first = TestVaults.openOrCreate(Files.createDirectory(folder.resolve("first")));
                SoftwareVault second = TestVaults.openOrCreate(Files.createDirectory(folder.resolve("second")));
                Transcript transcript =
                        Transcript.open(folder.resolve("transcript.log"), "here", TestVaults.CLOCK, random)) {
            try (Ceremony ceremony = Ceremony.begin(plan, first, transcript, TestVaults.CLOCK, random)) {
                for (Custodian custodian : plan.custodians()) {
                    papers.add(ceremony.show(custodian));
                }
                for (Custodian custodian : plan.custodians()) {
                    ceremony.enter(custodian, papers.get(custodian.number() - 1));
                }
                String record = ceremony.complete(backup).text(ZoneId.of("Asia/Shanghai"));
                Files.writeString(folder.resolve("record.txt"), record);
            }
            try (Restoration restoration = Restoration.begin(backup, transcript, TestVaults.CLOCK)) {
                for (Custodian custodian : plan.custodians().subList(1, 4)) {
                    restoration.enter(custodian, papers.get(custodian.number() - 1));
                }
                restoration.restore(second);
            }
        }
        papers.forEach(paper -> Arrays.fill(paper, '\0'));
    }

    /** Raw, hex in both cases, both also in UTF-16, and Base64 at each of its three places. */
    private static List<String> forms(byte[] secret) {
        List<String> texts = new ArrayList<>();
        texts.add(HexFormat.of().formatHex(secret));
        texts.add(HexFormat.of().withUpperCase().formatHex(secret));
        for (int shift = 0; shift < 3; shift++) {
            byte[] shifted = new byte[secret.length + shift];
            System.arraycopy(secret, 0, shifted, shift, secret.length);
            String base64 = Base64.getEncoder().withoutPadding().encodeToString(shifted);
            texts.add(base64.substring(shift == 0 ? 0 : shift + 1, base64.length() - 1));
        }
        List<String> forms = new ArrayList<>();
        forms.add(new String(secret, StandardCharsets.ISO_8859_1));
        for (String text : texts) {
            forms.add(text);
            forms.add(new String(text.getBytes(StandardCharsets.UTF_16LE), StandardCharsets.ISO_8859_1));
            forms.add(new String(text.getBytes(StandardCharsets.UTF_16BE), StandardCharsets.ISO_8859_1));
        }
        return forms;
    }

    /** How many of the secrets are in the heap; only their masked copies are kept, or the search would find itself. */
    private static int found(byte[] heap, List<byte[]> secrets) {
        boolean[] begins = new boolean[1 << 16];
        secrets.forEach(secret -> begins[pair((byte) (secret[0] ^ MASK), (byte) (secret[1] ^ MASK))] = true);
        int found = 0;
        for (int at = 0; at + 1 < heap.length; at++) {
            if (begins[pair(heap[at], heap[at + 1])]) {
                for (byte[] secret : secrets) {
                    found += isAt(heap, at, secret) ? 1 : 0;
                }
            }
        }
        return found;
    }

    private static boolean isAt(byte[] heap, int at, byte[] masked) {
        int same = 0;
        while (same < masked.length && at + same < heap.length && heap[at + same] == (byte) (masked[same] ^ MASK)) {
            same++;
        }
        return same == masked.length;
    }

    private static int pair(byte first, byte second) {
        return (first & 0xFF) << 8 | (second & 0xFF);
    }

    private static byte[] masked(byte[] bytes) {
        byte[] masked = bytes.clone();
        for (int i = 0; i < masked.length; i++) {
            masked[i] ^= MASK;
        }
        return masked;
    }

    private static byte[] unmasked(byte[] masked) {
        return masked(masked);
    }

    /** Remembers, masked, all that was drawn from it: keys, coefficients of shares, fillings, the seal's key. */
    private static final class MaskedRandom extends SecureRandom {

        private static final long serialVersionUID = 1L;

        private final transient List<byte[]> masked = new ArrayList<>();

        @Override
        public void nextBytes(byte[] bytes) {
            super.nextBytes(bytes);
            if (bytes.length >= LEAST_SECRET) {
                masked.add(masked(bytes));
            }
        }

        private static byte[] masked(byte[] bytes) {
            return CeremonyLeavesNoKeyTest.masked(bytes);
        }
    }
}
