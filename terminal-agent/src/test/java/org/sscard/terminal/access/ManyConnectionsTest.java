package org.sscard.terminal.access;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Connections by the thousand, held open by a neighbour that says nothing: the window is served all the same. */
@Timeout(120)
class ManyConnectionsTest {

    @TempDir
    Path directory;

    @Test
    void tenThousandSilentConnections_leaveTheWindowServed() throws IOException, InterruptedException {
        try (AgentAtLoopback agent = AgentAtLoopback.start(directory.resolve("data"), true, "")) {
            Process holder = new ProcessBuilder(
                            Path.of(System.getProperty("java.home"), "bin", "java")
                                    .toString(),
                            "-cp",
                            System.getProperty("java.class.path"),
                            ConnectionHolder.class.getName(),
                            Integer.toString(agent.url().getPort()),
                            "10000")
                    .redirectError(ProcessBuilder.Redirect.INHERIT)
                    .start();
            try (BufferedReader says =
                    new BufferedReader(new InputStreamReader(holder.getInputStream(), StandardCharsets.UTF_8))) {
                assertThat(says.readLine()).isEqualTo("10000");
                long begun = System.nanoTime();
                assertThat(agent.send("POST", "/v1/card/basic-read", "{}").statusCode())
                        .isEqualTo(200);
                assertThat(Duration.ofNanos(System.nanoTime() - begun)).isLessThan(Duration.ofSeconds(10));
            } finally {
                holder.destroyForcibly().waitFor();
            }
            assertThat(agent.send("POST", "/v1/card/basic-read", "{}").statusCode())
                    .isEqualTo(200);
        }
    }
}
