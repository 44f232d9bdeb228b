package org.sscard.launcher.demo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.sscard.launcher.Verb;

/**
 * F21 on a real issuer: its process is killed with SIGKILL at random moments while approved rotations are done by command. A version
 * of every key is in force afterwards, the same approvals go on, and nothing is done twice.
 */
@Timeout(600)
class KilledRotationIT {

    private static final int KILLS = Integer.getInteger("sscard.kills", 3);
    private static final List<String> KEYS = List.of("UKSSSE", "RKSSSE", "UK1DF04", "UK2DF04", "UK1DF01", "DSK");
    private static final String UNTIL = "2099-01-01";
    private static final Pattern APPROVAL = Pattern.compile("A[0-9A-F]{16}");
    private static final Pattern LINE =
            Pattern.compile("(\\S+)@(\\d) DESEDE MINISTRY +(\\S+) +(\\S+) +\\S+(?: +→ (\\S+))?.*");

    private final long seed = Long.getLong("sscard.seed", new Random().nextLong());
    private final Random random = new Random(seed);

    @TempDir
    Path folder;

    private ServiceProcess issuer;

    @Test
    void killedWhileKeysAreReplaced_aVersionIsAlwaysInForce_andEachRotationIsDoneOnce() throws Exception {
        Files.writeString(
                folder.resolve("issuer.yaml"),
                "server: {port: 0}\ndata: '" + folder.resolve("data") + "'\nvault: {environment: PRODUCTION}\n");
        start();
        for (String account : List.of("chen", "lin")) {
            assertThat(Verb.run(
                                    "certificate",
                                    "issue",
                                    "--pki=" + folder.resolve("data/tls"),
                                    "--account=" + account,
                                    "--person=" + account,
                                    "--role=CUSTODIAN")
                            .exitCode())
                    .isZero();
        }
        Map<String, String> approvals = firstVersionsAndApprovals();
        for (int kill = 0; kill < KILLS; kill++) {
            CompletableFuture<Void> work = CompletableFuture.runAsync(() -> approvals.forEach(this::rotate));
            Duration moment = Duration.ofMillis(random.nextInt(1500));
            await().pollDelay(moment).until(() -> true);
            issuer.kill();
            work.join();
            start();
            aVersionIsInForce(false);
        }
        approvals.forEach((key, approval) -> {
            Verb done = rotate(key, approval);
            assertThat(done.exitCode() == 0 || done.err().contains("APPROVAL_ALREADY_DECIDED"))
                    .as("seed " + seed + " " + done.err())
                    .isTrue();
        });
        aVersionIsInForce(true);
        issuer.close();
        Verb verified =
                Verb.run("audit", "verify", folder.resolve("data/audit.log").toString());
        assertThat(verified.exitCode()).as(verified.out()).isZero();
    }

    private void start() {
        issuer = ServiceProcess.start("issuer", folder.resolve("issuer.yaml"), folder.resolve("issuer.log"));
        issuer.url();
    }

    /** Version 1 of each drawn and active; each rotation approved, to be drawn, activated, ended. */
    private Map<String, String> firstVersionsAndApprovals() {
        Map<String, String> approvals = new LinkedHashMap<>();
        for (String key : KEYS) {
            done("KEY_DRAW", "key=" + name(key));
            done("KEY_STATE", "key=" + name(key), "state=ACTIVE", "reason=test");
            approvals.put(key, approved("KEY_ROTATE", rotation(key)));
        }
        return approvals;
    }

    private Verb rotate(String key, String approval) {
        return custody("chen", List.of("do", approval, "KEY_ROTATE"), rotation(key));
    }

    private static String[] rotation(String key) {
        return new String[] {"key=" + name(key), "until=" + UNTIL, "reason=test"};
    }

    private static String name(String key) {
        return key + "@1 DESEDE MINISTRY";
    }

    private void aVersionIsInForce(boolean all) {
        Map<String, String> states = new LinkedHashMap<>();
        Map<String, String> ends = new LinkedHashMap<>();
        Verb listed = custody("lin", List.of("keys"));
        assertThat(listed.exitCode()).as(listed.err()).isZero();
        listed.out().lines().forEach(line -> {
            Matcher columns = LINE.matcher(line);
            if (columns.matches()) {
                states.put(columns.group(1) + columns.group(2), columns.group(4));
                ends.put(columns.group(1) + columns.group(2), columns.group(5) == null ? "" : columns.group(5));
            }
        });
        for (String key : KEYS) {
            assertThat(states.get(key + 1)).isEqualTo("ACTIVE");
            boolean ended = ends.get(key + 1).equals(UNTIL);
            assertThat(!ended || "ACTIVE".equals(states.get(key + 2)))
                    .as("%s, seed %d", key, seed)
                    .isTrue();
            assertThat(ended || !all).as(key).isTrue();
            assertThat(states).as("drawn once").doesNotContainKey(key + 3);
        }
    }

    private void done(String verb, String... arguments) {
        Verb done = custody("chen", List.of("do", approved(verb, arguments), verb), arguments);
        assertThat(done.exitCode()).as(done.err()).isZero();
    }

    private String approved(String verb, String... arguments) {
        Verb asked = custody("chen", List.of("ask", verb), arguments);
        assertThat(asked.exitCode()).as(asked.err()).isZero();
        Matcher id = APPROVAL.matcher(asked.out());
        assertThat(id.find()).as(asked.out()).isTrue();
        assertThat(custody("lin", List.of("approve", id.group())).exitCode()).isZero();
        return id.group();
    }

    private Verb custody(String account, List<String> verb, String... arguments) {
        List<String> all = new ArrayList<>(List.of("custody"));
        all.addAll(verb);
        for (String argument : arguments) {
            all.add("--set");
            all.add(argument);
        }
        all.add("--issuer=" + issuer.url());
        all.add("--certificate=" + folder.resolve("data/tls").resolve(account + ".crt"));
        return Verb.run(all.toArray(String[]::new));
    }
}
