package org.sscard.terminal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.sscard.servicekit.config.Configuration;
import org.sscard.terminal.reader.ReaderRole;
import org.sscard.wire.error.CodedException;
import org.sscard.wire.error.ErrorCode;

class AgentConfigTest {

    private static AgentConfig parse(String yaml) {
        return Configuration.parse(yaml, "test", Map.of(), AgentConfig.class);
    }

    @Test
    void exampleFile_isReadAndSaysTheDefaults() {
        AgentConfig example =
                Configuration.read(Path.of("../docs/examples/agent.yaml"), Map.of("readers", "[]"), AgentConfig.class);
        assertThat(example).isEqualTo(Configuration.defaults(Map.of(), AgentConfig.class));
    }

    @Test
    void exampleReaders_haveTheirRoles() {
        AgentConfig example = Configuration.read(Path.of("../docs/examples/agent.yaml"), Map.of(), AgentConfig.class);
        assertThat(example.readers())
                .extracting(AgentConfig.ReaderRule::role)
                .containsExactly(ReaderRole.PSAM, ReaderRole.USER_CONTACT);
    }

    @Test
    void stationWithoutIssuer_isRefused() {
        assertThatThrownBy(() -> parse("station: desk-1"))
                .isInstanceOfSatisfying(
                        CodedException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.CONFIG_VALUE_INVALID));
    }

    @Test
    void patternThatIsNone_isRefused() {
        assertThatThrownBy(() -> parse("readers: [{name: '[', role: PSAM}]"))
                .isInstanceOfSatisfying(
                        CodedException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.CONFIG_VALUE_INVALID));
    }
}
