package org.sscard.insurance.policy.cases;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/** Compares what a case expects with what was computed, field by field. */
final class Comparison {

    private static final Set<String> NOT_COMPARED = Set.of("steps");
    private static final String USED_AFTER = "used_after";

    private Comparison() {}

    /** Adds one line for each field of {@code expected} that differs; fields it does not name are not compared. */
    static void compare(String place, JsonNode expected, ObjectNode computed, List<String> differences) {
        for (Map.Entry<String, JsonNode> field : expected.properties()) {
            String name = field.getKey();
            if (NOT_COMPARED.contains(name)) {
                continue;
            }
            JsonNode actual = computed.path(name);
            boolean same = (name.equals(USED_AFTER) && field.getValue().isObject())
                    ? samePeriods(field.getValue(), actual)
                    : same(field.getValue(), actual);
            if (!same) {
                differences.add("%s%s: expected %s, computed %s"
                        .formatted(place, name, field.getValue(), actual.isMissingNode() ? "nothing" : actual));
            }
        }
    }

    private static boolean same(JsonNode expected, JsonNode actual) {
        if (expected.isNumber() && actual.isNumber()) {
            return expected.decimalValue().compareTo(actual.decimalValue()) == 0;
        }
        if (expected.isNull()) {
            return actual.isNull() || actual.isMissingNode();
        }
        return expected.equals(actual);
    }

    /** A period that one side does not name counts as 0. */
    private static boolean samePeriods(JsonNode expected, JsonNode actual) {
        Set<String> names = new TreeSet<>();
        expected.fieldNames().forEachRemaining(names::add);
        actual.fieldNames().forEachRemaining(names::add);
        return names.stream()
                .allMatch(name ->
                        expected.path(name).asLong(0) == actual.path(name).asLong(0));
    }
}
