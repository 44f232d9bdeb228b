package org.sscard.insurance.policy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.sscard.insurance.policy.cases.CaseReport;
import org.sscard.insurance.policy.cases.PolicyCases;
import org.sscard.wire.error.CodedException;

class PolicyCasesTest {

    @TempDir
    Path directory;

    @Test
    void allPublishedCases_pass() throws URISyntaxException {
        CaseReport report = PolicyCases.verify(
                Path.of(Policy.class.getResource("liaoyang-cases.json").toURI()));

        assertThat(report.failures()).isEmpty();
        assertThat(report.summary()).isEqualTo("93 passed, 0 failed");
    }

    @Test
    void theHandWorkedAccountCases_pass() throws URISyntaxException {
        CaseReport report = PolicyCases.verify(
                Path.of(Policy.class.getResource("employee-cases.json").toURI()));

        assertThat(report.failures()).isEmpty();
        assertThat(report.summary()).isEqualTo("33 passed, 0 failed");
    }

    @Test
    void aFenOff_isNamedWithItsField() throws IOException {
        CaseReport report = verify("""
                {"cases": [{"id": "X1", "kind": "contribution", "input": {"cls": "MINOR"},
                            "expect": {"personal": 4001, "total": 8000}}]}""");

        assertThat(report.failures()).containsExactly("X1 personal: expected 4001, computed 4000");
        assertThat(report.summary()).isEqualTo("0 passed, 1 failed");
    }

    @Test
    void anUnknownKind_aRepeatedIdAndAnUnknownReading_fail() throws IOException {
        CaseReport report = verify("""
                {"cases": [{"id": "X1", "kind": "guess", "input": {}, "expect": {}},
                           {"id": "X2", "kind": "contribution", "input": {"cls": "MINOR"}, "expect": {}},
                           {"id": "X2", "kind": "contribution", "input": {"cls": "MINOR"}, "expect": {}},
                           {"id": "X3", "kind": "contribution", "policy_override": {"moon": "full"},
                            "input": {"cls": "MINOR"}, "expect": {}}]}""");

        assertThat(report.failures())
                .hasSize(3)
                .anySatisfy(line -> assertThat(line).startsWith("X1 POLICY_CASE_UNKNOWN"))
                .anySatisfy(line -> assertThat(line).isEqualTo("X2 id: repeated"))
                .anySatisfy(line -> assertThat(line).startsWith("X3 POLICY_FILE_INVALID"));
        assertThat(report.passed()).isEqualTo(1);
    }

    @Test
    void aMissingDateOrAWorkingPersonWithoutStatus_failsItsCaseOnly() throws IOException {
        CaseReport report = verify("""
                {"cases": [{"id": "X1", "kind": "settle", "input": [{"cls": "MINOR"}], "expect": [{}]},
                           {"id": "X2", "kind": "contribution", "input": {"cls": "WORKING"}, "expect": {}}]}""");

        assertThat(report.failures())
                .containsExactly("X1 input: admit is missing", "X2 input: no rate for this class and status");
    }

    @Test
    void aCutFile_isRefusedWhole() {
        assertThatThrownBy(() -> verify("{\"cases\": [{\"id\": \"X1\""))
                .isInstanceOf(CodedException.class)
                .hasMessageContaining("POLICY_FILE_INVALID");
    }

    private CaseReport verify(String json) throws IOException {
        return PolicyCases.verify(Files.writeString(directory.resolve("cases.json"), json));
    }
}
