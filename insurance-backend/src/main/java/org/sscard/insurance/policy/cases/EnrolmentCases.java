package org.sscard.insurance.policy.cases;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import org.sscard.insurance.policy.BenefitStart;
import org.sscard.insurance.policy.Classification;
import org.sscard.insurance.policy.Contributions;
import org.sscard.insurance.policy.InsuredClass;
import org.sscard.insurance.policy.PersonStatus;
import org.sscard.insurance.policy.Policy;

/** Cases of the kinds {@code contribution}, {@code classify} and {@code benefit_start}. */
final class EnrolmentCases {

    private EnrolmentCases() {}

    static void contribution(Policy policy, JsonNode in, JsonNode expect, List<String> differences) {
        InsuredClass cls = CaseInput.choice(in, "cls", null, InsuredClass.class);
        if (cls == null) {
            throw new IllegalArgumentException("cls is missing");
        }
        Contributions.Parts parts = new Contributions(policy)
                .of(
                        cls,
                        CaseInput.choice(in, "status", PersonStatus.NONE),
                        CaseInput.flag(in, "subsidy", true),
                        CaseInput.amount(in, "num", 1),
                        CaseInput.amount(in, "den", 1))
                .orElseThrow(() -> new IllegalArgumentException("no rate for this class and status"));
        ObjectNode computed = JsonNodeFactory.instance
                .objectNode()
                .put("personal", parts.personalFen())
                .put("government", parts.governmentFen())
                .put("city", parts.cityFen())
                .put("district", parts.districtFen())
                .put("total", parts.totalFen());
        Comparison.compare("", expect, computed, differences);
    }

    static void classify(Policy policy, JsonNode in, JsonNode expect, List<String> differences) {
        JsonNode person = in.path("person");
        Classification.Applicant applicant = new Classification.Applicant(
                male(person),
                CaseInput.date(person, "birth"),
                CaseInput.choice(person, "status", PersonStatus.NONE),
                CaseInput.flag(person, "pupil", false),
                CaseInput.flag(person, "university", false),
                hukou(policy, person),
                CaseInput.flag(person, "employee_bmi", false) || CaseInput.flag(person, "rural_scheme", false),
                CaseInput.flag(person, "pension", false),
                CaseInput.flag(person, "pension_elsewhere", false),
                CaseInput.optionalDate(person, "banned_until"));
        Classification.Result result = new Classification(policy).classify(applicant, CaseInput.date(in, "on"));
        ObjectNode computed = JsonNodeFactory.instance
                .objectNode()
                .put("cls", result.cls() == null ? null : result.cls().name())
                .put("basis", result.basis());
        Comparison.compare("", expect, computed, differences);
    }

    /** Whether the hukou is in the pool; or its region code. */
    private static boolean hukou(Policy policy, JsonNode person) {
        JsonNode hukou = person.path("hukou");
        return hukou.isTextual()
                ? policy.file().pool().contains(hukou.asText())
                : CaseInput.flag(person, "hukou", true);
    }

    private static boolean male(JsonNode person) {
        return switch (person.path("sex").asText()) {
            case "M" -> true;
            case "F" -> false;
            default -> throw new IllegalArgumentException("sex is neither M nor F");
        };
    }

    static void benefitStart(Policy policy, JsonNode in, JsonNode expect, List<String> differences) {
        BenefitStart.Result result = new BenefitStart(policy)
                .of(
                        CaseInput.date(in, "eligible_on"),
                        CaseInput.date(in, "paid_on"),
                        CaseInput.flag(in, "moved_in_after_impl", false),
                        CaseInput.flag(in, "lapsed", false));
        ObjectNode computed = JsonNodeFactory.instance
                .objectNode()
                .put("start", result.start().toString())
                .put("basis", result.basis());
        Comparison.compare("", expect, computed, differences);
    }
}
