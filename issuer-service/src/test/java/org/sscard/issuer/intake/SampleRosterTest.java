package org.sscard.issuer.intake;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

class SampleRosterTest {

    @Test
    void shippedFile_isWhatItsGeneratorMakes() throws IOException {
        try (InputStream in = SampleRoster.class.getResourceAsStream(SampleRoster.RESOURCE)) {
            assertThat(new String(in.readAllBytes(), StandardCharsets.UTF_8)).isEqualTo(SampleRoster.csv());
        }
    }

    @Test
    void everyNameSaysThatThePersonDoesNotExist() {
        assertThat(SampleRoster.csv().lines().skip(1))
                .hasSize(1000)
                .allMatch(row -> row.matches("[0-9]{17}[0-9X],(示例|沙盒|样本|虚构)[^,]+,.*"));
    }
}
