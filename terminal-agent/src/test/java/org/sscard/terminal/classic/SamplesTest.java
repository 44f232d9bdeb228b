package org.sscard.terminal.classic;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** docs/samples, as a reader would copy and run them. */
class SamplesTest {

    private static final Path SAMPLES =
            Path.of("../docs/samples").toAbsolutePath().normalize();
    private static final String READ = "测试甲 A12345673 20360101";

    @TempDir
    static Path directory;

    private static ClassicAgent agent;

    @BeforeAll
    static void start() {
        agent = ClassicAgent.start(directory.resolve("data"));
    }

    @AfterAll
    static void stop() {
        agent.close();
    }

    @AfterEach
    void takeOut() {
        agent.takeCardsOut();
    }

    private record Run(int exit, List<String> lines) {}

    private static Run run(Charset charset, String... command) throws IOException, InterruptedException {
        Path output = Files.createTempFile(directory, "sample", ".out");
        ProcessBuilder builder =
                new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(output.toFile());
        builder.environment().put("SSCARD_AGENT_PORT", String.valueOf(agent.port()));
        builder.environment().put("PYTHONIOENCODING", "utf-8");
        Process process = builder.start();
        assertThat(process.waitFor(60, SECONDS)).isTrue();
        return new Run(process.exitValue(), Files.readAllLines(output, charset));
    }

    /** With a card, and without. */
    private static void reads(Charset charset, String refusal, String... command)
            throws IOException, InterruptedException {
        agent.insert("2.00", "DES");
        assertThat(run(charset, command)).satisfies(done -> {
            assertThat(done.lines()).first().isEqualTo(READ);
            assertThat(done.exit()).isZero();
        });
        agent.takeCardsOut();
        assertThat(run(charset, command)).satisfies(done -> {
            assertThat(done.lines().get(0)).startsWith(refusal);
            assertThat(done.exit()).isEqualTo(1);
        });
    }

    private static String[] withRuntime(String runtime, String... more) {
        Assumptions.assumeTrue(NativeDriverTest.onPath(runtime), runtime);
        String[] command = Arrays.copyOf(new String[] {runtime}, more.length + 1);
        System.arraycopy(more, 0, command, 1, more.length);
        return command;
    }

    @Test
    void python() throws IOException, InterruptedException {
        reads(
                StandardCharsets.UTF_8,
                "CARD_ABSENT：",
                withRuntime(
                        "python3",
                        SAMPLES.resolve("basic_read.py").toString(),
                        agent.url().toString()));
    }

    @Test
    void javaScript() throws IOException, InterruptedException {
        reads(
                StandardCharsets.UTF_8,
                "CARD_ABSENT：",
                withRuntime(
                        "node",
                        SAMPLES.resolve("basic_read.js").toString(),
                        agent.url().toString()));
    }

    @Test
    void java() throws IOException, InterruptedException {
        reads(
                StandardCharsets.UTF_8,
                "CARD_ABSENT：",
                ProcessHandle.current().info().command().orElseThrow(),
                "-Dfile.encoding=UTF-8",
                "-Dsun.stdout.encoding=UTF-8",
                "-Dstdout.encoding=UTF-8",
                SAMPLES.resolve("BasicRead.java").toString(),
                agent.url().toString());
    }

    @Test
    void c() throws IOException, InterruptedException {
        Path library = Path.of("target/libSSCardDriver.so").toAbsolutePath();
        String program = directory.resolve("basic_read").toString();
        assertThat(run(
                                StandardCharsets.UTF_8,
                                withRuntime(
                                        "gcc",
                                        "-I",
                                        Path.of("src/main/c").toString(),
                                        "-o",
                                        program,
                                        SAMPLES.resolve("basic_read.c").toString(),
                                        library.toString(),
                                        "-Wl,-rpath," + library.getParent()))
                        .exit())
                .isZero();
        reads(Charset.forName("GBK"), "-2 ", program);
    }

    /** With Mono, where the machine has one. */
    @Test
    void cSharp() throws IOException, InterruptedException {
        Path library = Path.of("target").toAbsolutePath();
        String program = directory.resolve("BasicRead.exe").toString();
        assertThat(run(
                                StandardCharsets.UTF_8,
                                withRuntime(
                                        "mcs",
                                        "-out:" + program,
                                        SAMPLES.resolve("BasicRead.cs").toString()))
                        .exit())
                .isZero();
        reads(StandardCharsets.UTF_8, "-2 ", "env", "LC_ALL=C.UTF-8", "LD_LIBRARY_PATH=" + library, "mono", program);
    }
}
