package org.sscard.launcher.cli;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.google.protobuf.ByteString;
import com.google.protobuf.Descriptors.FieldDescriptor;
import com.google.protobuf.MapEntry;
import com.google.protobuf.Message;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import picocli.CommandLine.Option;

/** How a service's answer is shown: a table for people, JSON with the names of the interface for scripts. */
final class AnswerView {

    private static final int LONGEST_BYTES = 64;

    /** As it is asked for on the command line. */
    enum Form {
        table,
        json
    }

    @Option(names = "--format", defaultValue = "table", description = "table 或 json / table or json")
    private Form form = Form.table;

    void show(PrintWriter out, Message answer) {
        Map<String, Object> values = values(answer);
        if (form == Form.table) {
            lines(out, "", values);
            return;
        }
        try {
            out.println(new ObjectMapper().writerWithDefaultPrettyPrinter().writeValueAsString(values));
        } catch (JsonProcessingException e) {
            throw new IllegalStateException(e);
        }
    }

    private static void lines(PrintWriter out, String indent, Map<String, Object> values) {
        values.forEach((name, value) -> {
            if (value instanceof List<?> rows && !rows.isEmpty() && rows.get(0) instanceof Map) {
                out.println(indent + name + ":");
                rows.forEach(row -> out.println(indent + "  " + inOneLine(row)));
            } else if (value instanceof Map<?, ?> inner) {
                out.println(indent + name + ": " + inOneLine(inner));
            } else {
                out.println(indent + name + ": " + value);
            }
        });
    }

    private static String inOneLine(Object value) {
        if (value instanceof Map<?, ?> map) {
            // A code with its texts is shown in Chinese.
            if (map.keySet().containsAll(List.of("code", "zh"))) {
                return map.get("zh") + " " + map.get("code");
            }
            List<String> parts = new ArrayList<>();
            map.forEach((name, inner) -> parts.add(name + "=" + inOneLine(inner)));
            return String.join("  ", parts);
        }
        if (value instanceof List<?> list) {
            return String.join(",", list.stream().map(AnswerView::inOneLine).toList());
        }
        return String.valueOf(value);
    }

    private static Map<String, Object> values(Message message) {
        Map<String, Object> values = new LinkedHashMap<>();
        for (FieldDescriptor field : message.getDescriptorForType().getFields()) {
            if (field.isRepeated() ? message.getRepeatedFieldCount(field) > 0 : shown(message, field)) {
                values.put(field.getName(), field.isRepeated() ? list(message, field) : value(message.getField(field)));
            }
        }
        return values;
    }

    private static boolean shown(Message message, FieldDescriptor field) {
        return field.hasPresence() ? message.hasField(field) : !"".equals(message.getField(field));
    }

    private static Object list(Message message, FieldDescriptor field) {
        List<Object> list = new ArrayList<>();
        Map<Object, Object> map = new LinkedHashMap<>();
        for (int i = 0; i < message.getRepeatedFieldCount(field); i++) {
            Object element = message.getRepeatedField(field, i);
            if (element instanceof MapEntry<?, ?> entry) {
                map.put(entry.getKey(), value(entry.getValue()));
            } else {
                list.add(value(element));
            }
        }
        return field.isMapField() ? map : list;
    }

    private static Object value(Object value) {
        if (value instanceof Message message) {
            return values(message);
        }
        if (value instanceof ByteString bytes) {
            return bytes.size() > LONGEST_BYTES
                    ? bytes.size() + " bytes"
                    : HexFormat.of().withUpperCase().formatHex(bytes.toByteArray());
        }
        return value;
    }
}
