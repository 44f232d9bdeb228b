package org.sscard.launcher;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.sscard.audit.AuditVerifier;

/** A2 where custodians sit: shares typed at the terminal of {@code keys ceremony} and {@code keys restore}. */
@Timeout(600)
class CeremonyTerminalIT {

    private static final Pattern SHARE = Pattern.compile("(?:[0-9A-F]{4}-){20}[0-9A-F]{4}");
    private static final List<String> NAMES = List.of("Chen", "Lin", "Wu");

    @TempDir
    Path folder;

    private Path passphrase;

    @BeforeEach
    void prepare() throws IOException {
        assumeTrue(Terminal.installed(), "script of util-linux");
        passphrase = Files.writeString(folder.resolve("passphrase"), "a passphrase of a test\n");
    }

    @Test
    void sharesTypedWrong_repeated_foreign_orTooFew_giveNoKey_rightOnesRestoreEveryKey() throws Exception {
        List<String> shares = ceremonyThatSucceeds();
        List<String> foreign = ceremonyThatIsAborted(shares);
        tooFewRestoreNothing(shares);
        thirdWrongEntryEndsTheRestore(shares, foreign);
        everythingIsRestored(shares, foreign);
        noShareIsInAnyFile(shares, foreign);
    }

    private List<String> ceremonyThatSucceeds() throws Exception {
        try (Terminal terminal = ceremony("first")) {
            List<String> shares = written(terminal);
            for (int at = 0; at < shares.size(); at++) {
                if (at == 1) {
                    // Not his own, mistyped: refused by code, and he may try again.
                    typed(terminal, shares.get(2), "SHARE_INVALID");
                    typed(terminal, mistyped(shares.get(1)), "SHARE_INVALID");
                }
                typed(terminal, shares.get(at), "正确 / right");
            }
            terminal.until("print and sign");
            assertThat(terminal.end()).isZero();
            return shares;
        }
    }

    /** @return its shares */
    private List<String> ceremonyThatIsAborted(List<String> other) throws Exception {
        try (Terminal terminal = ceremony("second")) {
            List<String> shares = written(terminal);
            typed(terminal, other.get(0), "SHARE_OF_OTHER_CEREMONY");
            typed(terminal, shares.get(1), "SHARE_INVALID");
            typed(terminal, mistyped(shares.get(0)), "CEREMONY_ABORTED");
            terminal.until("Remedy");
            assertThat(terminal.end()).isEqualTo(1);
            assertThat(folder.resolve("second/transcript.log")).content().contains("wrong entry 3", "CEREMONY_ABORTED");
            assertThat(names("second")).as("neither vault nor backup").containsExactly("transcript.log");
            return shares;
        }
    }

    private void tooFewRestoreNothing(List<String> shares) throws Exception {
        try (Terminal terminal = restore("too-few")) {
            choose(terminal, 2);
            typed(terminal, shares.get(1), "正确 / right");
            terminal.until("number: ");
            terminal.leave();
            terminal.until("CEREMONY_TERMINAL_ABSENT");
            assertThat(terminal.end()).isNotZero();
        }
        assertThat(folder.resolve("too-few.vault")).doesNotExist();
    }

    private void thirdWrongEntryEndsTheRestore(List<String> shares, List<String> foreign) throws Exception {
        try (Terminal terminal = restore("wrong")) {
            choose(terminal, 1);
            typed(terminal, foreign.get(0), "SHARE_OF_OTHER_CEREMONY");
            typed(terminal, foreign.get(0), "SHARE_OF_OTHER_CEREMONY");
            typed(terminal, shares.get(1), "CEREMONY_ABORTED");
            assertThat(terminal.end()).isEqualTo(1);
        }
        assertThat(folder.resolve("wrong.vault")).doesNotExist();
        assertThat(folder.resolve("wrong.log")).content().contains("SHARE_OF_OTHER_CEREMONY", "CEREMONY_ABORTED");
    }

    private void everythingIsRestored(List<String> shares, List<String> foreign) throws Exception {
        try (Terminal terminal = restore("restored")) {
            choose(terminal, 3);
            typed(terminal, foreign.get(2), "SHARE_OF_OTHER_CEREMONY");
            typed(terminal, shares.get(2), "正确 / right");
            choose(terminal, 1);
            typed(terminal, shares.get(2), "SHARE_REPEATED");
            typed(terminal, shares.get(0), "正确 / right");
            terminal.until("roots restored");
            assertThat(terminal.end()).isZero();
            assertThat(terminal.all()).as("what is typed is not echoed").doesNotContainPattern(SHARE);
        }
        assertThat(AuditVerifier.verify(folder.resolve("restored.log")).isIntact())
                .isTrue();
        Verb made = keys("first/keys.vault");
        Verb restored = keys("restored.vault");
        assertThat(made.out().lines().count()).isGreaterThan(100);
        assertThat(restored.out()).isEqualTo(made.out());
    }

    private void noShareIsInAnyFile(List<String> shares, List<String> foreign) throws IOException {
        List<String> secrets = new ArrayList<>(shares);
        secrets.addAll(foreign);
        try (Stream<Path> files = Files.walk(folder)) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                String content = new String(Files.readAllBytes(file), StandardCharsets.ISO_8859_1);
                for (String share : secrets) {
                    // The value stands behind ceremony, threshold and number.
                    String value = share.replace("-", "").substring(12, 76);
                    assertThat(content)
                            .doesNotContainIgnoringCase(share)
                            .doesNotContainIgnoringCase(value)
                            .doesNotContain(raw(value));
                }
            }
        }
    }

    private static String raw(String hex) {
        return new String(java.util.HexFormat.of().parseHex(hex), StandardCharsets.ISO_8859_1);
    }

    private Terminal ceremony(String name) throws IOException {
        Terminal terminal = Terminal.open(
                "keys",
                "ceremony",
                "--environment=test",
                "--passphrase-file=" + passphrase,
                "--custodians=3",
                "--threshold=2",
                "--out=" + folder.resolve(name));
        for (String custodian : NAMES) {
            terminal.until("name of custodian ");
            terminal.until(": ");
            terminal.type(custodian);
        }
        return terminal;
    }

    private Terminal restore(String name) throws IOException {
        return Terminal.open(
                "keys",
                "restore",
                "--environment=test",
                "--passphrase-file=" + passphrase,
                "--backup=" + folder.resolve("first/key-backup.txt"),
                "--vault=" + folder.resolve(name + ".vault"),
                "--transcript=" + folder.resolve(name + ".log"));
    }

    /** Each comes alone, writes his share down, and the screen is wiped. */
    private static List<String> written(Terminal terminal) throws IOException {
        List<String> shares = new ArrayList<>();
        for (int at = 0; at < NAMES.size(); at++) {
            terminal.until("press Enter");
            terminal.type("");
            String shown = terminal.until("press Enter to clear");
            Matcher share = SHARE.matcher(shown.replaceAll("-?[\\r\\n]+ +", "-"));
            assertThat(share.find()).as(shown).isTrue();
            shares.add(share.group());
            terminal.type("");
            terminal.until("\033[3J");
        }
        return shares;
    }

    private static void typed(Terminal terminal, String share, String answer) throws IOException {
        terminal.until("(not shown): ");
        terminal.type(share);
        terminal.until(answer);
    }

    private static void choose(Terminal terminal, int number) throws IOException {
        terminal.until("number: ");
        terminal.type(Integer.toString(number));
    }

    private static String mistyped(String share) {
        char last = share.charAt(share.length() - 1);
        return share.substring(0, share.length() - 1) + (last == '0' ? '1' : '0');
    }

    private Verb keys(String vault) {
        Verb listed = Verb.run(
                "keys",
                "list",
                "--environment=test",
                "--passphrase-file=" + passphrase,
                "--vault=" + folder.resolve(vault));
        assertThat(listed.exitCode()).as(listed.err()).isZero();
        return listed;
    }

    private List<String> names(String name) throws IOException {
        try (Stream<Path> files = Files.list(folder.resolve(name))) {
            return files.map(file -> file.getFileName().toString()).toList();
        }
    }
}
