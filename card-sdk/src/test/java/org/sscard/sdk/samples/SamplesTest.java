package org.sscard.sdk.samples;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.sscard.sdk.fake.FakeAgent;
import org.sscard.sdk.fake.FakeInsurer;

class SamplesTest {
    private static final Path SOURCES = Path.of("src/test/java/org/sscard/sdk/samples");
    private static final Path GUIDE = Path.of("../docs/sdk.md");

    @TempDir
    Path directory;

    private FakeInsurer insurer;
    private FakeAgent agent;

    @BeforeEach
    void start() throws IOException {
        insurer = new FakeInsurer();
        agent = new FakeAgent();
    }

    @AfterEach
    void stop() {
        agent.close();
        insurer.close();
    }

    @Test
    void theHospitalsSample_settlesABill() {
        assertThat(HospitalSample.discharge(agent.port(), insurer.port(), directory))
                .isEqualTo("统筹支付 1728.35");
        assertThat(insurer.ledger("H21100300012").postings()).isEqualTo(1);
    }

    @Test
    void thePharmacysSample_sells_andRefundsWhatIsBroughtBack() {
        assertThat(PharmacySample.sell(agent.port(), insurer.port(), directory, "XS-1", Set.of()))
                .isEqualTo("账户 0.00，现金 82.90");
        assertThat(PharmacySample.sell(agent.port(), insurer.port(), directory, "XS-2", Set.of("2")))
                .isEqualTo("退现金 64.00");
        assertThat(insurer.ledger("P21100200018").liveSettlements()).isEqualTo(2);
    }

    @Test
    void theKiosksSample_recordsTheDaysCharges() {
        assertThat(KioskSample.recordDay(agent.port(), insurer.port(), directory, "ZY-1"))
                .isEqualTo("明细已登记，今日结算 0 笔");
        assertThat(directory.resolve("lines.journal")).exists();
        assertThat(KioskSample.pay(agent.port(), insurer.port(), directory, "MZ-1"))
                .isEqualTo("请付现金 15.00");
        assertThat(agent.debits()).isZero();
    }

    @ParameterizedTest
    @ValueSource(strings = {"HospitalSample", "PharmacySample", "KioskSample"})
    void aSampleIsShort_andTheGuideShowsOrNamesIt(String sample) throws IOException {
        List<String> lines = Files.readAllLines(SOURCES.resolve(sample + ".java"));
        assertThat(lines).hasSizeLessThanOrEqualTo(sample.equals("HospitalSample") ? 48 : 64);
        assertThat(Files.readString(GUIDE)).contains(sample);
    }

    @Test
    void theGuideShowsTheSampleThatRuns() throws IOException {
        assertThat(Files.readString(GUIDE)).contains(Files.readString(SOURCES.resolve("HospitalSample.java")));
    }
}
