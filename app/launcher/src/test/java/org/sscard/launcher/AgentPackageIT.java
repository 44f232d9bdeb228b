package org.sscard.launcher;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * The agent's .deb, built from what Maven packaged, installed into a copy of this machine, run, purged: afterwards every
 * file is as it was and the trust is gone.
 */
@Tag("deep")
class AgentPackageIT {

    private static final Path PACKAGE = Path.of("..", "..", "terminal-agent", "package");

    @Test
    void installedAndPurged_leavesNothingBehind_andStartsSmall() throws IOException, InterruptedException {
        assumeTrue(System.getProperty("user.name").equals("root"), "only root installs packages");
        assumeTrue(Files.exists(Path.of("/usr/bin/dpkg-deb")), "a Debian machine");
        String deb = run(PACKAGE.resolve("build")).strip();
        Map<String, String> said = run(PACKAGE.resolve("check"), deb)
                .lines()
                .map(line -> line.split("=", 2))
                .collect(Collectors.toMap(pair -> pair[0], pair -> pair.length > 1 ? pair[1] : ""));
        assertThat(said).containsKeys("clean", "ready_ms", "resident_kib");
        assertThat(Long.parseLong(said.get("resident_kib"))).isLessThanOrEqualTo(240 * 1024);
    }

    private static String run(Path script, String... arguments) throws IOException, InterruptedException {
        ProcessBuilder builder =
                new ProcessBuilder(script.toAbsolutePath().normalize().toString());
        builder.command().addAll(List.of(arguments));
        builder.environment().put("JAVA_HOME", System.getProperty("java.home"));
        Process process = builder.redirectError(ProcessBuilder.Redirect.INHERIT).start();
        String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor()).as(said).isZero();
        return said;
    }
}
