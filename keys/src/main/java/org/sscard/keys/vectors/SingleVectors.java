package org.sscard.keys.vectors;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.sscard.keys.KeyException;

/** The format of {@code crypto-vectors.json}: each vector names its id and group, and only known ones are computed. */
final class SingleVectors {

    private static final Set<String> FIELDS = Set.of(
            "id",
            "group",
            "algorithm",
            "inputs",
            "expected",
            "source",
            "origin",
            "confidence",
            "note",
            "verified_python",
            "verified_jdk");
    private static final Map<String, Known> KNOWN = known();

    record Known(String group, VectorCheck check) {}

    private SingleVectors() {}

    static VectorResult verify(JsonNode vector) {
        String id = vector.path("id").asText("(without id)");
        List<String> differences = new ArrayList<>();
        vector.fieldNames().forEachRemaining(field -> {
            if (!FIELDS.contains(field)) {
                differences.add("unknown field " + field);
            }
        });
        Known known = KNOWN.get(id);
        if (known == null) {
            differences.add("unknown vector");
        } else if (!known.group().equals(vector.path("group").asText())) {
            differences.add("unknown group " + vector.path("group").asText() + " for this vector");
        } else {
            differences.addAll(computed(known.check(), vector.path("inputs"), vector.path("expected")));
        }
        return new VectorResult(id, differences);
    }

    static List<String> computed(VectorCheck check, JsonNode inputs, JsonNode expected) {
        VectorInputs in = new VectorInputs(inputs);
        VectorOutputs out = attempt(check, in);
        if (out == null) {
            return List.of("cannot be computed: an input is missing or malformed");
        }
        List<String> differences = new ArrayList<>(in.differences());
        differences.addAll(out.differences(expected));
        return differences;
    }

    private static @Nullable VectorOutputs attempt(VectorCheck check, VectorInputs in) {
        try {
            return check.compute(in);
        } catch (KeyException | IllegalArgumentException | ArithmeticException | IndexOutOfBoundsException malformed) {
            return null;
        }
    }

    private static Map<String, Known> known() {
        Map<String, Known> known = new HashMap<>();
        DesVectors.addTo(known);
        Sm4Vectors.addTo(known);
        SurroundingVectors.addTo(known);
        return Map.copyOf(known);
    }
}
