package org.sscard.insurance.policy.cases;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.sscard.insurance.policy.Adjudication;
import org.sscard.insurance.policy.Policy;

/** Cases of kind {@code sequence}: settle and reverse by id, settlement rules §1.8 "Sequence". */
final class SequenceCases {

    private final SettleCases settle;
    private final Map<String, Adjudication> settled = new LinkedHashMap<>();
    private final Set<String> reversed = new HashSet<>();

    SequenceCases(Policy policy, JsonNode initialUsed) {
        this.settle = new SettleCases(policy, initialUsed);
    }

    void verify(JsonNode input, JsonNode expect, List<String> differences) {
        if (input.size() != expect.size() || input.isEmpty()) {
            differences.add("expect: %d results for %d operations".formatted(expect.size(), input.size()));
        }
        for (int i = 0; i < input.size(); i++) {
            ObjectNode computed = operation(input.get(i));
            ObjectNode usedAfter = computed.putObject("used_after");
            settle.used().forEach(usedAfter::put);
            if (expect.has(i)) {
                Comparison.compare("[" + i + "].", expect.get(i), computed, differences);
            }
        }
    }

    private ObjectNode operation(JsonNode operation) {
        String id = operation.path("id").asText();
        ObjectNode answer = JsonNodeFactory.instance.objectNode().put("id", id);
        return switch (operation.path("op").asText()) {
            case "settle" -> settle(id, operation.path("case"), answer);
            case "reverse" -> reverse(id, answer);
            default -> throw new IllegalArgumentException("unknown op " + operation.path("op"));
        };
    }

    private ObjectNode settle(String id, JsonNode bill, ObjectNode answer) {
        Adjudication first = settled.get(id);
        if (first != null) {
            answer.put("replay", true);
        } else {
            first = settle.settle(bill);
            settled.put(id, first);
        }
        return answer.put("hifp_pay", first.fundFen())
                .put("over_cap", first.overCapFen())
                .put("psn_cash_pay", first.cashFen());
    }

    private ObjectNode reverse(String id, ObjectNode answer) {
        Adjudication original = settled.get(id);
        if (original == null) {
            return answer.put("error", "NOT_FOUND");
        }
        if (reversed.contains(id)) {
            return answer.put("error", "ALREADY_REVERSED");
        }
        if (laterIsCapLimited(id, original)) {
            return answer.put("error", "LATER_CAP_LIMITED");
        }
        reversed.add(id);
        settle.giveBack(original);
        return answer.put("hifp_pay", -original.fundFen())
                .put("over_cap", -original.overCapFen())
                .put("psn_cash_pay", -original.cashFen());
    }

    /** Reading A15: a later live settlement of the same period was limited by the cap. */
    private boolean laterIsCapLimited(String id, Adjudication original) {
        List<String> order = new ArrayList<>(settled.keySet());
        return order.subList(order.indexOf(id) + 1, order.size()).stream()
                .filter(later -> !reversed.contains(later))
                .map(settled::get)
                .anyMatch(later -> later != null
                        && later.overCapFen() > 0
                        && later.period().name().equals(original.period().name()));
    }
}
