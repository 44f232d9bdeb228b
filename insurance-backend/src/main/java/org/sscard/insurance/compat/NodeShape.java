package org.sscard.insurance.compat;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** A node of an input: its name, whether it is a list, whether it must be there, and its fields. */
record NodeShape(String name, boolean list, boolean required, List<Field> fields) {

    record Field(String name, List<String> aliases, FieldType type, boolean required, boolean negativeAllowed) {}

    /** The rows of this node in an input: one object where a list of one is meant, and the other way round. */
    List<Row> read(JsonNode input) {
        JsonNode node = node(input);
        List<Row> rows = new ArrayList<>();
        if (node.isArray()) {
            for (JsonNode element : node) {
                rows.add(row(element));
            }
        } else if (!blank(node)) {
            rows.add(row(node));
        }
        if (rows.isEmpty() && required) {
            throw FieldType.refused(name, "missing");
        }
        if (rows.size() > 1 && !list) {
            throw FieldType.refused(name, "more than one");
        }
        return rows;
    }

    /** A node's name in any case, as old clients write some in small letters. */
    private JsonNode node(JsonNode input) {
        JsonNode exact = input.path(name);
        if (!exact.isMissingNode()) {
            return exact;
        }
        return input.properties().stream()
                .filter(node -> node.getKey().equalsIgnoreCase(name))
                .map(Map.Entry::getValue)
                .findFirst()
                .orElse(exact);
    }

    /** Unknown names are ignored; names are told apart without regard to case, as clients write some in capitals. */
    Row row(JsonNode object) {
        if (!object.isObject()) {
            throw FieldType.refused(name, "not an object");
        }
        Map<String, JsonNode> given = new HashMap<>();
        for (Map.Entry<String, JsonNode> one : object.properties()) {
            if (!blank(one.getValue())) {
                given.put(one.getKey().toLowerCase(Locale.ROOT), one.getValue());
            }
        }
        Map<String, Object> values = new HashMap<>();
        for (Field field : fields) {
            JsonNode value = given.get(field.name());
            for (String alias : field.aliases()) {
                value = value == null ? given.get(alias) : value;
            }
            if (value != null) {
                values.put(field.name(), field.type().read(field.name(), value, field.negativeAllowed()));
            } else if (field.required()) {
                throw FieldType.refused(field.name(), "missing");
            }
        }
        return new Row(values);
    }

    /** null, "" and a missing name mean the same. */
    static boolean blank(JsonNode value) {
        return value.isMissingNode()
                || value.isNull()
                || (value.isTextual() && value.textValue().isEmpty());
    }
}
