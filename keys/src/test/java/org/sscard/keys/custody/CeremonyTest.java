package org.sscard.keys.custody;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyFactory;
import java.security.PublicKey;
import java.security.SecureRandom;
import java.security.spec.X509EncodedKeySpec;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.sscard.audit.AuditDigest;
import org.sscard.audit.AuditVerifier;
import org.sscard.audit.Ed25519Checkpoints;
import org.sscard.keys.KeyException;
import org.sscard.keys.KeyFault;
import org.sscard.keys.hierarchy.TestRoots;
import org.sscard.keys.model.CheckValue;
import org.sscard.keys.model.Environment;
import org.sscard.keys.model.Key;
import org.sscard.keys.model.KeyId;
import org.sscard.keys.vault.SoftwareVault;
import org.sscard.keys.vault.TestVaults;

class CeremonyTest {

    private static final List<String> NAMES = List.of("甲", "乙", "丙", "丁", "戊");
    private static final SecureRandom RANDOM = new SecureRandom();

    @TempDir
    Path folder;

    private final List<char[]> papers = new ArrayList<>();
    private SoftwareVault vault;
    private Transcript transcript;
    private Path backup;

    @BeforeEach
    void open() throws IOException {
        vault = TestVaults.openOrCreate(Files.createDirectory(folder.resolve("vault")));
        transcript = Transcript.open(folder.resolve("transcript.log"), "test room", TestVaults.CLOCK, RANDOM);
        backup = folder.resolve("backup.txt");
    }

    @AfterEach
    void close() {
        transcript.close();
        vault.close();
    }

    @Test
    void ceremony_fillsTheVaultOnlyAtItsEnd() {
        Ceremony ceremony = begin(3);
        handOut(ceremony);
        assertThat(vault.keys()).isEmpty();
        assertThat(backup).doesNotExist();
        enterAll(ceremony);
        CeremonyRecord record = ceremony.complete(backup);
        assertThat(vault.keys())
                .hasSizeGreaterThan(100)
                .allSatisfy(key -> assertThat(key.environment()).isEqualTo(Environment.TEST));
        assertThat(record.roots()).containsExactlyInAnyOrderElementsOf(vault.keys());
        assertThat(record.roots().stream().map(Key::checkValue).distinct().count())
                .as("roots differ from each other and from the published test roots")
                .isGreaterThan(9L * record.roots().size() / 10);
    }

    @Test
    void anyThreeOfFive_restoreEveryKeyIntoAnEmptyVault() throws IOException {
        List<KeyId> ids = hold(3).roots().stream().map(Key::id).toList();
        for (int[] three : new int[][] {{0, 1, 2}, {4, 2, 0}, {1, 3, 4}}) {
            Path other = Files.createTempDirectory(folder, "restored");
            try (SoftwareVault empty = TestVaults.openOrCreate(other);
                    Restoration restoration = Restoration.begin(backup, transcript, TestVaults.CLOCK)) {
                for (int i : three) {
                    restoration.enter(restoration.plan().custodians().get(i), papers.get(i));
                }
                assertThat(restoration.missing()).isZero();
                assertThat(restoration.restore(empty).stream().map(Key::id)).containsExactlyElementsOf(ids);
                assertThat(checkValues(empty)).isEqualTo(checkValues(vault));
            }
        }
    }

    /** A2. */
    @Test
    void twoOfThreeShares_giveNoKey_andTheTranscriptSaysSo() throws IOException {
        hold(3);
        try (Restoration restoration = Restoration.begin(backup, transcript, TestVaults.CLOCK)) {
            enter(restoration, 0, papers.get(0));
            enter(restoration, 1, papers.get(1));
            assertThat(restoration.missing()).isOne();
            assertFault(KeyFault.SHARES_TOO_FEW, () -> restoration.restore(vault));
        }
        assertThat(lines()).anyMatch(line -> line.contains("2 of 3\tSHARES_TOO_FEW"));
    }

    /** A2: wrong, repeated, somebody else's, of another ceremony; the third wrong entry ends it. */
    @Test
    void wrongShares_areRefusedCountedAndInTheTranscript() throws IOException {
        hold(3);
        List<char[]> old = List.copyOf(papers);
        papers.clear();
        Path second = Files.createTempDirectory(folder, "second");
        try (SoftwareVault other = TestVaults.openOrCreate(second);
                Ceremony ceremony = Ceremony.begin(plan(3), other, transcript, TestVaults.CLOCK, RANDOM)) {
            handOut(ceremony);
        }
        try (Restoration restoration = Restoration.begin(backup, transcript, TestVaults.CLOCK)) {
            char[] mistyped = old.get(0).clone();
            mistyped[40] = mistyped[40] == '0' ? '1' : '0';
            assertFault(KeyFault.SHARE_INVALID, () -> enter(restoration, 0, mistyped));
            enter(restoration, 0, old.get(0));
            assertFault(KeyFault.SHARE_REPEATED, () -> enter(restoration, 0, old.get(0)));
            assertFault(KeyFault.SHARE_REPEATED, () -> enter(restoration, 1, old.get(0)));
            assertFault(KeyFault.SHARE_INVALID, () -> enter(restoration, 1, old.get(2)));
            assertFault(KeyFault.SHARE_OF_OTHER_CEREMONY, () -> enter(restoration, 2, papers.get(2)));
            assertFault(KeyFault.SHARE_INVALID, () -> enter(restoration, 2, "not a share".toCharArray()));
            assertFault(KeyFault.CEREMONY_ABORTED, () -> enter(restoration, 2, new char[0]));
            assertFault(KeyFault.CEREMONY_ABORTED, () -> enter(restoration, 3, old.get(3)));
            assertFault(KeyFault.CEREMONY_ABORTED, () -> restoration.restore(vault));
        }
        assertThat(lines())
                .anyMatch(line -> line.contains("wrong entry 1\tSHARE_INVALID"))
                .anyMatch(line -> line.contains("wrong entry 2\tSHARE_REPEATED"))
                .anyMatch(line -> line.contains("wrong entry 1\tSHARE_OF_OTHER_CEREMONY"))
                .anyMatch(line -> line.contains("丙\ttest room\tCEREMONY_ABORTED"));
    }

    @Test
    void eachStep_hasItsTurn() {
        Ceremony ceremony = begin(2);
        List<Custodian> custodians = ceremony.plan().custodians();
        assertFault(KeyFault.CEREMONY_STEP_REFUSED, () -> ceremony.show(custodians.get(1)));
        papers.add(ceremony.show(custodians.get(0)));
        assertFault(KeyFault.CEREMONY_STEP_REFUSED, () -> ceremony.show(custodians.get(0)));
        assertFault(KeyFault.CEREMONY_STEP_REFUSED, () -> ceremony.enter(custodians.get(0), papers.get(0)));
        handOut(ceremony);
        assertFault(KeyFault.CEREMONY_STEP_REFUSED, () -> ceremony.complete(backup));
        enterAll(ceremony);
        ceremony.complete(backup);
        assertFault(KeyFault.CEREMONY_STEP_REFUSED, () -> ceremony.complete(backup));
    }

    @Test
    void closedCeremony_leavesNeitherKeysNorBackup() throws IOException {
        try (Ceremony ceremony = begin(3)) {
            handOut(ceremony);
        }
        assertThat(vault.keys()).isEmpty();
        assertThat(backup).doesNotExist();
        assertThat(lines()).anyMatch(line -> line.contains("CEREMONY_CLOSED\twithout keys\tCEREMONY_ABORTED"));
    }

    @Test
    void vaultWithRoots_isNotTouched() {
        TestRoots.load(vault, TestVaults.CLOCK);
        assertFault(KeyFault.KEY_ALREADY_EXISTS, () -> begin(3));
    }

    /** A5. */
    @Test
    void productionCeremony_doesNotFillATestVault() {
        CeremonyPlan production = CeremonyPlan.of(Environment.PRODUCTION, 3, NAMES, RANDOM);
        assertFault(
                KeyFault.KEY_ENVIRONMENT_MISMATCH,
                () -> Ceremony.begin(production, vault, transcript, TestVaults.CLOCK, RANDOM));
    }

    /** A4: a restore never overwrites, and an existing backup is not replaced. */
    @Test
    void nothingIsOverwritten() throws IOException {
        Ceremony ceremony = begin(2);
        handOut(ceremony);
        enterAll(ceremony);
        Files.writeString(backup, "older");
        assertFault(KeyFault.BACKUP_ALREADY_EXISTS, () -> ceremony.complete(backup));
        assertThat(backup).hasContent("older");
        Files.delete(backup);
        ceremony.complete(backup);
        try (Restoration restoration = Restoration.begin(backup, transcript, TestVaults.CLOCK)) {
            enter(restoration, 3, papers.get(3));
            enter(restoration, 1, papers.get(1));
            assertFault(KeyFault.KEY_ALREADY_EXISTS, () -> restoration.restore(vault));
        }
    }

    @Test
    void vaultThatRefusesTheKeys_leavesNoBackup() {
        Ceremony ceremony = begin(2);
        handOut(ceremony);
        enterAll(ceremony);
        TestRoots.load(vault, TestVaults.CLOCK);
        assertFault(KeyFault.KEY_ALREADY_EXISTS, () -> ceremony.complete(backup));
        assertThat(backup).doesNotExist();
    }

    @Test
    void randomSourceThatRepeats_givesNoKeys() {
        SecureRandom stuck = new StuckRandom();
        Ceremony ceremony = Ceremony.begin(plan(2), vault, transcript, TestVaults.CLOCK, stuck);
        handOut(ceremony);
        enterAll(ceremony);
        assertFault(KeyFault.RANDOM_SOURCE_FAULTY, () -> ceremony.complete(backup));
        assertThat(vault.keys()).isEmpty();
        assertThat(backup).doesNotExist();
    }

    @Test
    void damagedBackup_isToldBeforeAnyShareIsEntered() throws IOException {
        hold(2);
        String text = Files.readString(backup);
        for (int at = 0; at < text.length(); at += 997) {
            Files.writeString(backup, text.substring(0, at) + '~' + text.substring(at + 1));
            assertFault(KeyFault.BACKUP_DAMAGED, () -> Restoration.begin(backup, transcript, TestVaults.CLOCK));
        }
        Files.delete(backup);
        assertFault(KeyFault.BACKUP_READ_FAILED, () -> Restoration.begin(backup, transcript, TestVaults.CLOCK));
    }

    /** Somebody takes a key out and mends the digest: the MAC under the protection key tells. */
    @Test
    void backupWithABlockLess_isRefused() throws IOException {
        hold(2);
        List<String> lines = new ArrayList<>(Files.readAllLines(backup));
        lines.remove(lines.stream()
                .filter(line -> line.startsWith("block"))
                .findFirst()
                .orElseThrow());
        lines.remove(lines.size() - 1);
        String content = String.join("\n", lines) + "\n";
        byte[] digest = AuditDigest.sha256()
                .digest(content.getBytes(StandardCharsets.UTF_8), 0, content.getBytes(StandardCharsets.UTF_8).length);
        String mended = HexFormat.of().withUpperCase().formatHex(digest);
        Files.writeString(backup, content + "sha-256\t" + mended + "\n");
        try (SoftwareVault empty = TestVaults.openOrCreate(Files.createTempDirectory(folder, "empty"));
                Restoration restoration = Restoration.begin(backup, transcript, TestVaults.CLOCK)) {
            enter(restoration, 0, papers.get(0));
            enter(restoration, 4, papers.get(4));
            assertFault(KeyFault.BACKUP_DAMAGED, () -> restoration.restore(empty));
            assertThat(empty.keys()).isEmpty();
        }
    }

    @Test
    void transcript_isSealed_andTheRecordTellsHowToCheckIt() throws Exception {
        CeremonyRecord record = hold(3);
        transcript.close();
        Path log = folder.resolve("transcript.log");
        PublicKey key = KeyFactory.getInstance("Ed25519")
                .generatePublic(new X509EncodedKeySpec(Base64.getDecoder().decode(record.publicKey())));
        assertThat(AuditVerifier.verify(
                                log, AuditDigest.sha256(), record.transcript(), Ed25519Checkpoints.verifier(key))
                        .isIntact())
                .isTrue();
        List<String> lines = lines();
        Files.write(log, lines.subList(0, lines.size() - 1));
        assertThat(AuditVerifier.verify(
                                log, AuditDigest.sha256(), record.transcript(), Ed25519Checkpoints.verifier(key))
                        .isIntact())
                .isFalse();
        String text = record.text(ZoneId.of("Asia/Shanghai"));
        assertThat(text)
                .contains("密钥仪式记录", "3 / 5", record.publicKey(), record.backup().sha256(), "UKSSSE")
                .contains(NAMES);
    }

    @Test
    void recordTranscriptAndBackup_holdNoShare() throws IOException {
        CeremonyRecord record = hold(3);
        String all = record.text(ZoneId.of("Asia/Shanghai")) + String.join("\n", lines()) + Files.readString(backup);
        for (char[] paper : papers) {
            String value = new String(paper).replace("-", "").substring(12, 76);
            assertThat(all.toUpperCase(Locale.ROOT)).doesNotContain(value, value.substring(0, 16));
        }
        assertThat(new Share("0011AABB", 2, 1, TestMaterial.random(32))).hasToString("Share[0011AABB 1]");
    }

    @Test
    void shares_areReadAsTheyAreTyped() {
        try (Share share = new Share("0011AABB", 2, 7, TestMaterial.random(32))) {
            String text = new String(share.text());
            assertThat(text).matches(Pattern.compile("([0-9A-F]{4}-){20}[0-9A-F]{4}"));
            for (String typed : List.of(text, text.toLowerCase(Locale.ROOT), text.replace('-', ' '), text + "\n")) {
                try (Share read = Share.parse(typed.toCharArray())) {
                    assertThat(read.value().sameAs(share.value())).isTrue();
                    assertThat(read.number()).isEqualTo(7);
                    assertThat(read.checkValue()).isEqualTo(share.checkValue());
                }
            }
            for (String typed : List.of("", text + "0", text.substring(1), text.replace('-', '/'))) {
                assertFault(KeyFault.SHARE_INVALID, () -> Share.parse(typed.toCharArray()));
            }
        }
    }

    @Test
    void samePersonTwiceOrOneShareForAll_isRefused() {
        assertFault(
                KeyFault.KEY_INPUT_INVALID, () -> CeremonyPlan.of(Environment.TEST, 2, List.of("甲", " 甲 "), RANDOM));
        assertFault(KeyFault.KEY_INPUT_INVALID, () -> CeremonyPlan.of(Environment.TEST, 1, NAMES, RANDOM));
        assertFault(KeyFault.KEY_INPUT_INVALID, () -> CeremonyPlan.of(Environment.TEST, 6, NAMES, RANDOM));
    }

    private CeremonyRecord hold(int threshold) {
        try (Ceremony ceremony = begin(threshold)) {
            handOut(ceremony);
            enterAll(ceremony);
            return ceremony.complete(backup);
        }
    }

    private Ceremony begin(int threshold) {
        return Ceremony.begin(plan(threshold), vault, transcript, TestVaults.CLOCK, RANDOM);
    }

    private static CeremonyPlan plan(int threshold) {
        return CeremonyPlan.of(Environment.TEST, threshold, NAMES, RANDOM);
    }

    private void handOut(Ceremony ceremony) {
        while (ceremony.nextToSee().isPresent()) {
            papers.add(ceremony.show(ceremony.nextToSee().orElseThrow()));
        }
    }

    private void enterAll(Ceremony ceremony) {
        while (ceremony.nextToEnter().isPresent()) {
            Custodian custodian = ceremony.nextToEnter().orElseThrow();
            ceremony.enter(custodian, papers.get(custodian.number() - 1));
        }
    }

    private static void enter(Restoration restoration, int index, char[] typed) {
        restoration.enter(restoration.plan().custodians().get(index), typed);
    }

    private static List<CheckValue> checkValues(SoftwareVault vault) {
        return vault.keys().stream().map(Key::checkValue).toList();
    }

    private List<String> lines() throws IOException {
        return Files.readAllLines(folder.resolve("transcript.log"));
    }

    private static void assertFault(KeyFault fault, ThrowingCallable call) {
        assertThatThrownBy(call)
                .isInstanceOfSatisfying(
                        KeyException.class, e -> assertThat(e.fault()).isEqualTo(fault));
    }

    /** Gives the same bytes every time (A14). */
    private static final class StuckRandom extends SecureRandom {

        private static final long serialVersionUID = 1L;

        @Override
        public void nextBytes(byte[] bytes) {
            Arrays.fill(bytes, (byte) 0x42);
        }
    }
}
