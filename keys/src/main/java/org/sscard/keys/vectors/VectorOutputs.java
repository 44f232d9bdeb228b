package org.sscard.keys.vectors;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** What was computed for one vector, by the names of its expected values. */
final class VectorOutputs {

    private final Map<String, Object> values = new LinkedHashMap<>();

    static VectorOutputs of(String name, byte[] value) {
        return new VectorOutputs().and(name, value);
    }

    VectorOutputs and(String name, byte[] value) {
        return and(name, VectorInputs.upperHex(value));
    }

    VectorOutputs and(String name, byte[] value, int leftmost) {
        return and(name, Arrays.copyOf(value, leftmost));
    }

    VectorOutputs and(String name, String value) {
        values.put(name, value);
        return this;
    }

    VectorOutputs and(String name, boolean value) {
        values.put(name, value);
        return this;
    }

    /** Every expected value has to be one that was computed, and equal. */
    List<String> differences(JsonNode expected) {
        List<String> differences = new ArrayList<>();
        if (!expected.isObject() || expected.isEmpty()) {
            differences.add("no expected value");
        }
        expected.properties().forEach(field -> {
            Object computed = values.get(field.getKey());
            if (computed == null) {
                differences.add("unknown expected value " + field.getKey());
            } else if (!same(field.getValue(), computed)) {
                differences.add(
                        field.getKey() + ": expected " + field.getValue().asText() + ", computed " + computed);
            }
        });
        return differences;
    }

    private static boolean same(JsonNode expected, Object computed) {
        return computed instanceof Boolean truth
                ? expected.isBoolean() && expected.asBoolean() == truth
                : expected.isTextual() && expected.asText().equalsIgnoreCase(computed.toString());
    }
}
