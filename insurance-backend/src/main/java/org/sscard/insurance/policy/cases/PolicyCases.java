package org.sscard.insurance.policy.cases;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.sscard.insurance.policy.EmployeeRules;
import org.sscard.insurance.policy.Policy;
import org.sscard.wire.error.CodedException;
import org.sscard.wire.error.ErrorCode;

/**
 * Recomputes worked cases and names each field that differs. A file is an object whose {@code cases} is a list of
 * {@code {id, kind, policy_override, initial_used, input, expect}}; a field that {@code expect} does not name is not
 * compared, {@code steps} never is. An unknown kind fails.
 */
public final class PolicyCases {

    private static final JsonMapper JSON = JsonMapper.builder()
            .enable(DeserializationFeature.FAIL_ON_READING_DUP_TREE_KEY)
            .build();

    private final Policy policy;
    private final EmployeeRules employees;
    private final Map<Map<String, String>, Policy> underReadings = new LinkedHashMap<>();
    private final List<String> failures = new ArrayList<>();
    private final Set<String> ids = new HashSet<>();
    private int passed;
    private int failed;

    private PolicyCases(Policy policy, EmployeeRules employees) {
        this.policy = policy;
        this.employees = employees;
    }

    /** Verifies a file against Liaoyang Order 102. A file that is not JSON is refused whole. */
    public static CaseReport verify(Path file) {
        return verify(file, Policy.liaoyang102(), EmployeeRules.sample());
    }

    /** Verifies a file against other policies, for example a new year's. */
    public static CaseReport verify(Path file, Policy policy, EmployeeRules employees) {
        PolicyCases cases = new PolicyCases(policy, employees);
        try (JsonParser parser = JSON.createParser(Files.newInputStream(file))) {
            cases.readAll(parser);
        } catch (JsonProcessingException e) {
            throw new CodedException(
                    e, ErrorCode.POLICY_FILE_INVALID, "line " + e.getLocation().getLineNr());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return new CaseReport(cases.passed, cases.failed, cases.failures);
    }

    private void readAll(JsonParser parser) throws IOException {
        if (parser.nextToken() != JsonToken.START_OBJECT) {
            throw new CodedException(ErrorCode.POLICY_FILE_INVALID, "/");
        }
        boolean found = false;
        while (parser.nextToken() == JsonToken.FIELD_NAME) {
            boolean cases = parser.currentName().equals("cases");
            if (parser.nextToken() == JsonToken.START_ARRAY && cases) {
                found = true;
                while (parser.nextToken() != JsonToken.END_ARRAY) {
                    verifyOne(JSON.readTree(parser));
                }
            } else {
                parser.skipChildren();
            }
        }
        if (!found || parser.nextToken() != null) {
            throw new CodedException(ErrorCode.POLICY_FILE_INVALID, "/cases");
        }
    }

    private void verifyOne(JsonNode one) {
        String id = one.path("id").asText("?");
        List<String> differences = new ArrayList<>();
        if (!ids.add(id)) {
            differences.add("id: repeated");
        }
        try {
            compute(one, differences);
        } catch (CodedException e) {
            differences.add(String.valueOf(e.getMessage()));
        } catch (IllegalArgumentException | ArithmeticException | java.time.DateTimeException e) {
            differences.add("input: " + e.getMessage());
        }
        if (differences.isEmpty()) {
            passed++;
        } else {
            failed++;
            differences.forEach(difference -> failures.add(id + " " + difference));
        }
    }

    private void compute(JsonNode one, List<String> differences) {
        JsonNode input = one.path("input");
        JsonNode expect = one.path("expect");
        String kind = one.path("kind").asText();
        Policy rules = policyOf(one.path("policy_override"));
        switch (kind) {
            case "settle" -> new SettleCases(rules, one.path("initial_used")).verify(input, expect, differences);
            case "sequence" -> new SequenceCases(rules, one.path("initial_used")).verify(input, expect, differences);
            case "contribution" -> EnrolmentCases.contribution(rules, input, expect, differences);
            case "classify" -> EnrolmentCases.classify(rules, input, expect, differences);
            case "account_credit" -> AccountCases.monthly(employees, input, expect, differences);
            case "account_interest" -> AccountCases.interest(employees, input, expect, differences);
            case "account_payment" -> AccountCases.payment(employees, input, expect, differences);
            case "benefit_start" -> EnrolmentCases.benefitStart(rules, input, expect, differences);
            default -> throw new CodedException(ErrorCode.POLICY_CASE_UNKNOWN, kind);
        }
    }

    private Policy policyOf(JsonNode override) {
        Map<String, String> readings = new LinkedHashMap<>();
        override.properties()
                .forEach(entry -> readings.put(entry.getKey(), entry.getValue().asText()));
        return underReadings.computeIfAbsent(readings, policy::withReadings);
    }
}
