package org.sscard.launcher;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.sscard.keys.crypto.CheckValues;
import org.sscard.keys.model.KeyAlgorithm;
import org.sscard.keys.pkcs11.SoftHsmFolder;
import org.sscard.servicekit.security.InternalCa;
import org.sscard.servicekit.security.Role;

/** Bad input at the command line: each a code with a remedy, and nothing half-done. */
@Timeout(600)
class CustodyTerminalIT {

    private static final HexFormat HEX = HexFormat.of().withUpperCase();

    @TempDir
    private static Path folder;

    private static RunningIssuer issuer;

    @BeforeAll
    static void start() {
        issuer = new RunningIssuer(folder.resolve("issuer"));
    }

    @AfterAll
    static void stop() {
        issuer.close();
    }

    @Test
    void aComponentWithAWrongCheckValue_isRefusedAtTheTerminal_theRightOnesMakeTheKey() throws Exception {
        assumeTrue(Terminal.installed(), "script of util-linux");
        byte[] own = drawn();
        byte[] first = drawn();
        byte[] second = own.clone();
        for (int at = 0; at < second.length; at++) {
            second[at] ^= first[at];
        }
        String[] request = {
            "key=PSAMOWN@2 DESEDE MINISTRY",
            "checkValue=" + check(own),
            "components=" + check(first) + "," + check(second)
        };
        String approval = issuer.approved("KEY_ENTER", request);
        typed("chen", approval, "1", HEX.formatHex(second), 1, "KEY_CHECK_VALUE_WRONG");
        typed("chen", approval, "1", HEX.formatHex(first), 0, "components missing: 1");
        String[] done = RunningIssuer.words(List.of("custody", "do", approval, "KEY_ENTER"), request);
        Verb early = issuer.verb("chen", done);
        assertThat(early.exitCode()).isEqualTo(1);
        assertThat(early.err()).contains("SHARES_TOO_FEW", "Remedy:");
        typed("lin", approval, "2", HEX.formatHex(second), 0, "components missing: 0");
        assertThat(issuer.verb("chen", done).out()).contains(check(own));
        assertThat(Files.readString(folder.resolve("issuer/audit.log")))
                .contains("KEY_ENTER_COMPONENT")
                .doesNotContainIgnoringCase(HEX.formatHex(first));
    }

    private static void typed(String who, String approval, String number, String component, int exitCode, String answer)
            throws Exception {
        try (Terminal terminal = Terminal.open(issuer.as(who, "custody", "component", approval, number))) {
            terminal.until("(not shown): ");
            terminal.type(component);
            terminal.until(answer);
            assertThat(terminal.end()).isEqualTo(exitCode);
            assertThat(terminal.all()).doesNotContainIgnoringCase(component);
            if (exitCode != 0) {
                assertThat(terminal.all()).contains("Remedy:");
            }
        }
    }

    @Test
    void aSecretAskedForWithoutATerminal_isRefused() {
        Verb piped = issuer.verb("chen", "custody", "component", "A0000000000000000", "1");
        assertThat(piped.exitCode()).isEqualTo(3);
        assertThat(piped.err()).contains("CEREMONY_TERMINAL_ABSENT", "Remedy:");
    }

    @Test
    void anExpiredARevokedAndAForeignCertificate_areToldApart() {
        Path pki = folder.resolve("issuer/tls");
        Clock longAgo = Clock.offset(Clock.systemUTC(), Duration.ofDays(-800));
        InternalCa.open(pki, longAgo, new SecureRandom()).client("old", "P-010", Role.CUSTODIAN);
        refused(issuer.verb("old", "custody", "keys"), "CERTIFICATE_EXPIRED");
        InternalCa now = InternalCa.open(pki, Clock.systemUTC(), new SecureRandom());
        now.client("left", "P-011", Role.CUSTODIAN);
        assertThat(issuer.verb("left", "custody", "keys").exitCode()).isZero();
        assertThat(Verb.run("certificate", "revoke", "--pki=" + pki, "--account=left")
                        .exitCode())
                .isZero();
        refused(issuer.verb("left", "custody", "keys"), "CERTIFICATE_REVOKED");
        assertThat(issuer.verb("chen", "custody", "staff").out()).contains("P-011", "REVOKED");
    }

    @Test
    void aDamagedAnOlderAndALockedVault_areToldApart_andNotWrittenTo() throws Exception {
        Path passphrase = Files.writeString(folder.resolve("passphrase"), "a passphrase of a test\n");
        Path vault = folder.resolve("v/keys.vault");
        Files.createDirectories(vault.getParent());
        Files.copy(folder.resolve("issuer/vault.json"), vault);
        Path own = Files.copy(folder.resolve("issuer/vault.passphrase"), folder.resolve("own"));
        assertThat(keys("list", vault, own).exitCode()).isZero();
        byte[] before = Files.readAllBytes(vault);
        assertThat(keys("rotate", vault, own).exitCode()).isZero();
        byte[] after = Files.readAllBytes(vault);

        Files.write(vault, before);
        refused(keys("list", vault, own), "VAULT_ROLLED_BACK");
        Files.write(vault, Arrays.copyOf(after, after.length - 40));
        refused(keys("list", vault, own), "VAULT_DAMAGED");
        after[after.length / 2] ^= 1;
        Files.write(vault, after);
        refused(keys("rotate", vault, own), "VAULT_DAMAGED");
        assertThat(vault).hasBinaryContent(after);
        after[after.length / 2] ^= 1;
        Files.write(vault, after);
        refused(keys("list", vault, passphrase), "VAULT_PASSPHRASE_WRONG");
        refused(
                Verb.run("keys", "list", "--vault=" + vault, "--passphrase-file=" + own, "--environment=production"),
                "KEY_ENVIRONMENT_MISMATCH");
        assertThat(keys("list", vault, own).exitCode()).isZero();
    }

    @Test
    void aTokenThatIsAbsent_andAWrongPin_areToldApart() throws Exception {
        assumeTrue(SoftHsmFolder.library().isPresent(), "softhsm2");
        SoftHsmFolder.in(folder.resolve("hsm")).make("bureau", "the right pin");
        Path right = Files.writeString(folder.resolve("right"), "the right pin\n");
        Path wrong = Files.writeString(folder.resolve("wrong"), "another pin\n");
        Path vault = Files.copy(folder.resolve("issuer/vault.json"), folder.resolve("token.vault"));
        refused(inToken(vault, "nobody", right), "HSM_NOT_USABLE");
        refused(inToken(vault, "bureau", wrong), "HSM_PIN_WRONG");
        refused(inToken(vault, "bureau", right), "VAULT_PASSPHRASE_WRONG");
    }

    private static Verb inToken(Path vault, String token, Path pin) {
        return Verb.run(
                "keys",
                "list",
                "--environment=test",
                "--vault=" + vault,
                "--pkcs11=" + SoftHsmFolder.library().orElseThrow(),
                "--token=" + token,
                "--pin-file=" + pin);
    }

    private static Verb keys(String verb, Path vault, Path passphrase) {
        return Verb.run("keys", verb, "--environment=test", "--vault=" + vault, "--passphrase-file=" + passphrase);
    }

    private static void refused(Verb verb, String code) {
        assertThat(verb.exitCode()).as(verb.out() + verb.err()).isEqualTo(1);
        assertThat(verb.err()).contains("sscard: " + code + " ", "处理：", "Remedy:");
    }

    private static String check(byte[] key) {
        return CheckValues.zeroBlock(KeyAlgorithm.DESEDE, key).hex();
    }

    private static byte[] drawn() {
        byte[] bytes = new byte[16];
        new SecureRandom().nextBytes(bytes);
        return bytes;
    }
}
