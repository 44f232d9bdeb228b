package org.sscard.sdk.samples;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.sscard.sdk.fake.FakeAgent;
import org.sscard.sdk.fake.FakeInsurer;

class HospitalSampleTest {
    private static final Path SOURCE = Path.of("src/test/java/org/sscard/sdk/samples/HospitalSample.java");
    private static final Path GUIDE = Path.of("../docs/sdk.md");

    @TempDir
    Path directory;

    @Test
    void sampleSettlesABill() throws IOException {
        try (FakeInsurer insurer = new FakeInsurer();
                FakeAgent agent = new FakeAgent()) {
            assertThat(HospitalSample.discharge(agent.port(), insurer.port(), directory))
                    .isEqualTo("统筹支付 1728.35");
            assertThat(insurer.ledger("H21100200014").postings()).isEqualTo(1);
        }
    }

    @Test
    void sampleHasAtMostFortyLines() throws IOException {
        List<String> lines = Files.readAllLines(SOURCE);
        assertThat(lines).hasSizeLessThanOrEqualTo(40);
    }

    @Test
    void guideShowsTheSampleThatRuns() throws IOException {
        assertThat(Files.readString(GUIDE)).contains(Files.readString(SOURCE));
    }
}
