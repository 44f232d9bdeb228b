package org.sscard.terminal.classic;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;

import com.sun.jna.Function;
import com.sun.jna.NativeLibrary;
import java.io.File;
import java.io.IOException;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** libSSCardDriver.so under a C program, Python's ctypes and JNA, each another process or thread than the agent's. */
class NativeDriverTest {

    private static final Charset GBK = Charset.forName("GBK");
    private static final Path GCC = Path.of("/usr/bin/gcc");
    private static final Path LIBRARY = Path.of("target/libSSCardDriver.so").toAbsolutePath();

    @TempDir
    static Path directory;

    private static ClassicAgent agent;

    @BeforeAll
    static void start() {
        Assumptions.assumeTrue(Files.isExecutable(GCC), "gcc");
        assertThat(LIBRARY).exists();
        agent = ClassicAgent.start(directory.resolve("data"));
    }

    @AfterAll
    static void stop() {
        if (agent != null) {
            agent.close();
        }
    }

    @BeforeEach
    void insert() {
        agent.insert("2.00", "DES");
    }

    @AfterEach
    void takeOut() {
        agent.takeCardsOut();
    }

    private static List<String> run(Charset charset, Map<String, String> environment, String... command)
            throws IOException, InterruptedException {
        Path output = Files.createTempFile(directory, "caller", ".out");
        ProcessBuilder builder =
                new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(output.toFile());
        builder.environment().put("SSCARD_AGENT_PORT", String.valueOf(agent.port()));
        builder.environment().putAll(environment);
        Process process = builder.start();
        assertThat(process.waitFor(60, SECONDS)).isTrue();
        List<String> lines = Files.readAllLines(output, charset);
        assertThat(process.exitValue()).as(String.join("\n", lines)).isZero();
        return lines;
    }

    private static Path compiled(String source) throws IOException, InterruptedException {
        Path program = directory.resolve("caller");
        run(
                StandardCharsets.UTF_8,
                Map.of(),
                GCC.toString(),
                "-Wno-cast-function-type",
                "-o",
                program.toString(),
                source,
                "-ldl");
        return program;
    }

    @Test
    void programInC_readsAndMeetsItsOwnMistakesAlive() throws IOException, InterruptedException {
        Path program = compiled("src/test/c/caller.c");
        Map<String, String> said = new LinkedHashMap<>();
        for (String line : run(GBK, Map.of(), program.toString(), LIBRARY.toString(), agent.cardInfo())) {
            said.put(line.substring(0, line.indexOf(' ')), line.substring(line.indexOf(' ') + 1));
        }
        assertThat(said.values()).noneMatch(line -> line.contains("OVERRUN"));
        assertThat(said.get("basic"))
                .startsWith("0 211002|211002199003078817|A12345673|")
                .contains("|测试甲|");
        assertThat(said.get("type")).startsWith("-1 ");
        assertThat(said.get("file")).isEqualTo("0 SSSEEF05|A12345673|$");
        assertThat(said.get("bad-gbk")).startsWith("-41 ");
        assertThat(said.get("swapped")).startsWith("-22 ");
        assertThat(said.get("drifted")).isEqualTo("0 ");
        assertThat(said.get("page-end")).isEqualTo("0 SSSEEF05|A12345673|$");
        for (String mistake : List.of(
                "null-out",
                "low-out",
                "null-in",
                "number-in",
                "wild-in",
                "wild-out",
                "constant-out",
                "endless",
                "page-out")) {
            assertThat(said.get(mistake)).as(mistake).startsWith("-14 ");
        }
        assertThat(said.get("string-type")).startsWith("-1 ");
    }

    @Test
    void python_goesThroughTheKeyServiceExchangeOfOneProcess() throws IOException, InterruptedException {
        Assumptions.assumeTrue(onPath("python3"), "python3");
        List<String> lines = run(
                StandardCharsets.UTF_8,
                Map.of("PYTHONIOENCODING", "utf-8"),
                "python3",
                "src/test/python/native_caller.py",
                LIBRARY.toString());
        assertThat(lines).contains("basic 0 测试甲", "step1 0", "fork -12", "text True", "short -42", "gone -5");
    }

    static boolean onPath(String program) {
        return Arrays.stream(System.getenv("PATH").split(File.pathSeparator, -1))
                .anyMatch(folder -> Files.isExecutable(Path.of(folder, program)));
    }

    @Test
    void java_callsByJna() {
        NativeLibrary.getInstance("c")
                .getFunction("setenv")
                .invokeInt(new Object[] {"SSCARD_AGENT_PORT", String.valueOf(agent.port()), 1});
        Function read = NativeLibrary.getInstance(LIBRARY.toString()).getFunction("iReadCardBas");
        byte[] out = new byte[256];
        assertThat(read.invokeLong(new Object[] {3, out})).isZero();
        assertThat(new String(out, 0, length(out), GBK)).contains("|测试甲|");
    }

    private static int length(byte[] text) {
        int length = 0;
        while (text[length] != 0) {
            length++;
        }
        return length;
    }
}
