package org.sscard.servicekit.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.sscard.wire.error.CodedException;
import org.sscard.wire.error.ErrorCode;

class ConfigurationTest {

    enum Mode {
        FAST,
        EXACT
    }

    record Inner(int port, @Default("127.0.0.1") String host) {}

    record Outer(
            String region,
            Inner server,
            @Nullable Path file,
            @Default("30s") Duration timeout,
            @Default("EXACT") Mode mode,
            @Default("{port: 7}") Inner other,
            @Default("[]") List<Inner> more) {}

    record Checked(int even) {
        Checked {
            if (even % 2 != 0) {
                throw new IllegalArgumentException("an even number");
            }
        }
    }

    @Test
    void aFileBecomesARecord_absentKeysTakeTheirDefaults(@TempDir Path directory) throws Exception {
        Path file = Files.writeString(directory.resolve("c.yaml"), """
                region: "012345"
                server: {port: 8610}
                more:
                  - port: 1
                    host: a
                """);

        Outer read = Configuration.read(file, Map.of("server.port", "0", "mode", "FAST"), Outer.class);

        assertThat(read)
                .isEqualTo(new Outer(
                        "012345",
                        new Inner(0, "127.0.0.1"),
                        null,
                        Duration.ofSeconds(30),
                        Mode.FAST,
                        new Inner(7, "127.0.0.1"),
                        List.of(new Inner(1, "a"))));
    }

    @Test
    void anUnknownKey_isNamedWithItsPath_andTheKnownOnes() {
        refused("region: a\nserver: {port: 1, hots: x}", ErrorCode.CONFIG_KEY_UNKNOWN, "server.hots", "port, host");
        refused(
                "region: a\nserver: {port: 1}\nmore: [{port: 2}, {prot: 3}]",
                ErrorCode.CONFIG_KEY_UNKNOWN,
                "more[1].prot",
                "port, host");
    }

    @Test
    void aMissingKey_isNamedWithItsPath() {
        refused("region: a", ErrorCode.CONFIG_KEY_MISSING, "server");
        refused("region: a\nserver: {host: b}", ErrorCode.CONFIG_KEY_MISSING, "server.port");
        refused("", ErrorCode.CONFIG_KEY_MISSING, "region");
    }

    @Test
    void aValueOfAnotherType_isNamed_andNeverRepeated() {
        refused("region: a\nserver: {port: secret}", ErrorCode.CONFIG_VALUE_INVALID, "server.port", "int");
        refused(
                "region: 210000\nserver: {port: 1}",
                ErrorCode.CONFIG_VALUE_INVALID,
                "region",
                "text, in quotes when it is made of digits");
        refused("region: a\nserver: {port: 1.5}", ErrorCode.CONFIG_VALUE_INVALID, "server.port", "int");
        refused("region: a\nserver: {port: 1}\ntimeout: 30", ErrorCode.CONFIG_VALUE_INVALID, "timeout", "duration");
        refused("region: a\nserver: {port: 1}\ntimeout: soon", ErrorCode.CONFIG_VALUE_INVALID, "timeout", "duration");
        refused("region: a\nserver: {port: 1}\nmode: QUICK", ErrorCode.CONFIG_VALUE_INVALID, "mode", "FAST | EXACT");
        refused("region: a\nserver: 3", ErrorCode.CONFIG_VALUE_INVALID, "server", "{port, host}");
    }

    @Test
    void whatTheRecordItselfRefuses_isNamedWithItsReason() {
        assertThatThrownBy(() -> Configuration.parse("even: 3", "c.yaml", Map.of(), Checked.class))
                .isInstanceOfSatisfying(CodedException.class, failure -> {
                    assertThat(failure.code()).isEqualTo(ErrorCode.CONFIG_VALUE_INVALID);
                    assertThat(failure.arguments()).contains("an even number");
                });
    }

    @Test
    void brokenYaml_isNamedWithFileAndLine() {
        refused("region: a\nserver: {port: 1", ErrorCode.CONFIG_SYNTAX, "c.yaml", "2");
        refused("region: a\nregion: b\n", ErrorCode.CONFIG_SYNTAX, "c.yaml", "2");
        refused("- a", ErrorCode.CONFIG_SYNTAX, "c.yaml", "1");
    }

    @Test
    void aFileThatIsNotThere_isNamed(@TempDir Path directory) {
        Path absent = directory.resolve("absent.yaml");

        assertThatThrownBy(() -> Configuration.read(absent, Map.of(), Inner.class))
                .isInstanceOfSatisfying(CodedException.class, failure -> {
                    assertThat(failure.code()).isEqualTo(ErrorCode.CONFIG_FILE_NOT_FOUND);
                    assertThat(failure.arguments()).containsExactly(absent.toString());
                });
    }

    private static void refused(String yaml, ErrorCode code, String... arguments) {
        assertThatThrownBy(() -> Configuration.parse(yaml, "c.yaml", Map.of(), Outer.class))
                .isInstanceOfSatisfying(CodedException.class, failure -> {
                    assertThat(failure.code()).isEqualTo(code);
                    assertThat(failure.arguments()).containsExactly(arguments);
                    assertThat(failure.getMessage()).doesNotContain("secret");
                });
    }
}
