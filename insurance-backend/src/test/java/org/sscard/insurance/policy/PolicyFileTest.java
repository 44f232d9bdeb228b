package org.sscard.insurance.policy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import com.networknt.schema.JsonSchema;
import com.networknt.schema.JsonSchemaFactory;
import com.networknt.schema.SpecVersion;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.time.LocalDate;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.sscard.wire.error.CodedException;

class PolicyFileTest {

    private static final String FILE = "liaoyang-102.yaml";

    @Test
    void theFile_fitsItsSchema() throws IOException {
        JsonNode yaml = new YAMLMapper().readTree(bytes(FILE));
        JsonSchema schema = JsonSchemaFactory.getInstance(SpecVersion.VersionFlag.V202012)
                .getSchema(new String(bytes("policy.schema.json"), StandardCharsets.UTF_8));

        assertThat(schema.validate(yaml)).isEmpty();
    }

    @Test
    void anUnknownKey_isRefusedWithItsLine() throws IOException {
        String changed = new String(bytes(FILE), StandardCharsets.UTF_8).replace("region:", "regoin:");

        assertThatThrownBy(() -> Policy.parse(changed.getBytes(StandardCharsets.UTF_8)))
                .isInstanceOf(CodedException.class)
                .hasMessageContaining("POLICY_FILE_INVALID")
                .hasMessageContaining("line ");
    }

    @Test
    void theVersion_namesTheFileByItsHash() throws IOException {
        byte[] file = bytes(FILE);
        byte[] other = (new String(file, StandardCharsets.UTF_8) + "#\n").getBytes(StandardCharsets.UTF_8);

        assertThat(Policy.parse(file).version()).matches("liaoyang-102@[0-9a-f]{64}");
        assertThat(Policy.parse(other).version())
                .isNotEqualTo(Policy.parse(file).version());
    }

    @Test
    void periods_followTheDischargeDate() {
        Policy policy = Policy.liaoyang102();

        assertThat(policy.periodOf(LocalDate.of(2008, 8, 31), true).name()).isEqualTo("S2007");
        assertThat(policy.periodOf(LocalDate.of(2008, 9, 1), true))
                .isEqualTo(new AccumulationPeriod("S2008T", 1_000_000));
        assertThat(policy.periodOf(LocalDate.of(2009, 8, 31), true))
                .isEqualTo(new AccumulationPeriod("S2009B", 3_000_000));
        assertThat(policy.periodOf(LocalDate.of(2009, 9, 1), true))
                .isEqualTo(new AccumulationPeriod("S2009", 3_000_000));
        assertThat(policy.periodOf(LocalDate.of(2008, 12, 31), false).name()).isEqualTo("N2008T");
        assertThat(policy.periodOf(LocalDate.of(2026, 1, 1), false).name()).isEqualTo("N2026");
    }

    @Test
    void otherReadings_areChosenByTheirSwitch() {
        Policy policy = Policy.liaoyang102()
                .withReadings(Map.of("nonstudent_trans_cap", "750000", "waiting_end", "first_of_next_month"));

        assertThat(policy.periodOf(LocalDate.of(2008, 12, 31), false).capFen()).isEqualTo(750_000);
        assertThat(new BenefitStart(policy)
                        .of(LocalDate.of(2008, 1, 1), LocalDate.of(2010, 1, 15), false, true)
                        .start())
                .isEqualTo("2010-08-01");
    }

    @Test
    void aReadingThatCannotBeEvaluated_isRefused() {
        Policy policy = Policy.liaoyang102();

        assertThatThrownBy(() -> policy.withReadings(Map.of("reversal", "recompute_chain")))
                .isInstanceOf(CodedException.class)
                .hasMessageContaining("POLICY_READING_UNSUPPORTED");
    }

    @Test
    void aFileThatOffersAReadingNobodyImplemented_isRefusedWhenItIsRead() throws IOException {
        String changed = new String(bytes(FILE), StandardCharsets.UTF_8)
                .replace("chosen: refuse, available: [refuse]", "chosen: refuse, available: [refuse, recompute_chain]");

        assertThatThrownBy(() -> Policy.parse(changed.getBytes(StandardCharsets.UTF_8)))
                .isInstanceOf(CodedException.class)
                .hasMessageContaining("POLICY_READING_UNSUPPORTED");
    }

    @Test
    void theSampleOfTheEmployees_fitsItsSchema() throws IOException {
        JsonNode yaml = new YAMLMapper().readTree(bytes("employee-sample.yaml"));
        JsonSchema schema = JsonSchemaFactory.getInstance(SpecVersion.VersionFlag.V202012)
                .getSchema(new String(bytes("employee-policy.schema.json"), StandardCharsets.UTF_8));

        assertThat(schema.validate(yaml)).isEmpty();
    }

    private static byte[] bytes(String name) throws IOException {
        try (InputStream in = Policy.class.getResourceAsStream(name)) {
            return in.readAllBytes();
        }
    }
}
