package org.sscard.launcher.ceremony;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.sscard.audit.AuditVerifier;
import org.sscard.keys.KeyException;
import org.sscard.keys.custody.CeremonyPlan;
import org.sscard.keys.custody.CeremonyRecord;
import org.sscard.keys.custody.Custodian;
import org.sscard.keys.model.Environment;
import org.sscard.keys.vault.SoftwareVault;
import org.sscard.keys.vault.VaultSettings;
import org.sscard.wire.error.CodedException;

class CeremonyDialogueTest {

    private static final ZoneId ZONE = ZoneId.of("Asia/Shanghai");
    private static final Clock CLOCK = Clock.fixed(Instant.parse("2026-11-22T08:00:00Z"), ZONE);

    @TempDir
    Path folder;

    @Test
    void rehearsal_restoresEveryKey_andLeavesItsPaperTrail() throws IOException {
        StringWriter printed = new StringWriter();
        try (RehearsedCustodians custodians = new RehearsedCustodians(new PrintWriter(printed))) {
            CeremonyRecord record = new CeremonyRehearsal(custodians, CLOCK, new SecureRandom())
                    .run(CeremonyFolder.make(folder.resolve("out"), ZONE));
            assertThat(record.roots()).hasSizeGreaterThan(100);
        }
        assertThat(printed.toString())
                .contains("演练：虚构的保管人", "2 of 3 份：拒绝", "校验值全部相同")
                .contains(RehearsedCustodians.NAMES);
        assertThat(names(folder.resolve("out")))
                .containsExactlyInAnyOrder(
                        "record.txt", "key-backup.txt", "transcript.log", "transcript.checkpoint", "restoration.log");
        for (String log : List.of("transcript.log", "restoration.log")) {
            assertThat(AuditVerifier.verify(folder.resolve("out").resolve(log)).isIntact())
                    .isTrue();
        }
        assertThat(Files.readString(folder.resolve("out/record.txt"))).contains("TEST, never for real cards");
    }

    /** All that was drawn is looked for, in each form that a careless line would give it. */
    @Test
    void rehearsal_writesAndPrintsNoSecret() throws IOException {
        RememberingRandom random = new RememberingRandom();
        StringWriter printed = new StringWriter();
        try (RehearsedCustodians custodians = new RehearsedCustodians(new PrintWriter(printed))) {
            new CeremonyRehearsal(custodians, CLOCK, random).run(CeremonyFolder.make(folder.resolve("out"), ZONE));
        }
        StringBuilder haystack = new StringBuilder(printed.toString());
        for (String name : names(folder.resolve("out"))) {
            haystack.append(
                    new String(Files.readAllBytes(folder.resolve("out").resolve(name)), StandardCharsets.ISO_8859_1));
        }
        assertThat(random.drawn).hasSizeGreaterThan(200);
        for (byte[] secret : random.drawn) {
            String hex = HexFormat.of().withUpperCase().formatHex(secret);
            List<String> forms = List.of(
                    new String(secret, StandardCharsets.ISO_8859_1),
                    hex,
                    HexFormat.of().formatHex(secret),
                    hex.replaceAll("(....)(?=.)", "$1-"),
                    Base64.getEncoder().withoutPadding().encodeToString(secret),
                    new String(hex.getBytes(StandardCharsets.UTF_16LE), StandardCharsets.ISO_8859_1));
            assertThat(forms.stream().noneMatch(form -> haystack.indexOf(form) >= 0))
                    .isTrue();
        }
    }

    @Test
    void custodianWhoMistypes_isToldWhyAndTriesAgain() {
        PlayedCustodians players = new PlayedCustodians();
        players.mistakes = 2;
        CeremonyRecord record = hold(players);
        assertThat(record.plan().custodians()).hasSize(3);
        assertThat(players.said)
                .filteredOn(line -> line.contains("SHARE_INVALID"))
                .hasSize(2);
        assertThat(players.shown)
                .allSatisfy(share -> assertThat(share)
                        .as("the dialogue erased what it showed")
                        .containsOnly('\0'));
    }

    @Test
    void thirdMistake_endsTheCeremonyWithoutKeys() throws IOException {
        PlayedCustodians players = new PlayedCustodians();
        players.mistakes = 3;
        assertThatThrownBy(() -> hold(players))
                .isInstanceOf(KeyException.class)
                .hasMessageStartingWith("CEREMONY_ABORTED");
        assertThat(names(folder.resolve("out"))).containsExactly("transcript.log");
    }

    @Test
    void folderThatHoldsSomething_isRefused() throws IOException {
        Files.writeString(folder.resolve("older"), "record");
        assertThatThrownBy(() -> CeremonyFolder.make(folder, ZONE))
                .isInstanceOf(CodedException.class)
                .hasMessageContaining("OUTPUT_FILE_NOT_WRITABLE");
    }

    private CeremonyRecord hold(PlayedCustodians players) {
        SecureRandom random = new SecureRandom();
        CeremonyPlan plan = CeremonyPlan.of(Environment.PRODUCTION, 2, List.of("张三", "李四", "王五"), random);
        Path file = folder.resolve("keys.vault");
        VaultSettings settings = VaultSettings.standard(file, Environment.PRODUCTION, CLOCK, random);
        try (SoftwareVault vault = SoftwareVault.create(settings, "a test passphrase".toCharArray())) {
            CeremonyFolder out = CeremonyFolder.make(folder.resolve("out"), ZONE);
            return new CeremonyDialogue(players, CLOCK, random).hold(plan, vault, out);
        }
    }

    private static List<String> names(Path folder) throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            return files.map(file -> file.getFileName().toString()).toList();
        }
    }

    /** The second custodian mistypes as often as asked. */
    private static final class PlayedCustodians implements CustodyConsole {

        private final List<String> said = new ArrayList<>();
        private final List<char[]> shown = new ArrayList<>();
        private final Map<Custodian, String> papers = new HashMap<>();
        private int mistakes;

        @Override
        public void say(String line) {
            said.add(line);
        }

        @Override
        public void show(Custodian custodian, char[] share) {
            shown.add(share);
            papers.put(custodian, new String(share));
        }

        @Override
        public char[] enter(Custodian custodian) {
            char[] typed = papers.getOrDefault(custodian, "").toCharArray();
            if (custodian.number() == 2 && mistakes > 0) {
                mistakes--;
                typed[31] = typed[31] == '7' ? '8' : '7';
            }
            return typed;
        }

        @Override
        public Custodian next(List<Custodian> notYet) {
            return notYet.get(0);
        }
    }

    /** Remembers everything of 8 bytes and more that was drawn from it. */
    private static final class RememberingRandom extends SecureRandom {

        private static final long serialVersionUID = 1L;

        private final transient List<byte[]> drawn = new ArrayList<>();

        @Override
        public void nextBytes(byte[] bytes) {
            super.nextBytes(bytes);
            if (bytes.length >= 8) {
                drawn.add(bytes.clone());
            }
        }
    }
}
