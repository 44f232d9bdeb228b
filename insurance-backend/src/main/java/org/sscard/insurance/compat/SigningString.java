package org.sscard.insurance.compat;

import com.fasterxml.jackson.core.io.JsonStringEncoder;
import com.fasterxml.jackson.databind.JsonNode;
import java.io.ByteArrayOutputStream;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/**
 * What a signature is over (docs/national-interface.md): the outer fields that are not empty, but for {@code cainfo} and the
 * body, as name=value in the order of their names, joined by &amp;, and then the body. A sealed body is its text; a plain one
 * is JSON with names in order, without blanks, numbers in plain notation without zeros at the end of their decimals, null and "" left out.
 */
final class SigningString {

    private static final int LARGEST_EXPONENT = 60;
    private static final Set<String> OUTSIDE = Set.of("cainfo", "input", "output");

    private SigningString() {}

    /** @param body input of a request, output of a reply */
    static byte[] of(JsonNode message, String body) {
        StringBuilder text = outer(message).append(body).append('=');
        JsonNode content = message.path(body);
        if (content.isTextual()) {
            text.append(content.textValue());
        } else {
            write(content, text);
        }
        return text.toString().getBytes(StandardCharsets.UTF_8);
    }

    /** The same of a file that goes out without an envelope: its bytes stand where the body would. */
    static byte[] ofFile(JsonNode outer, byte[] file) {
        ByteArrayOutputStream string = new ByteArrayOutputStream();
        string.writeBytes(outer(outer).append("output=").toString().getBytes(StandardCharsets.UTF_8));
        string.writeBytes(file);
        return string.toByteArray();
    }

    private static StringBuilder outer(JsonNode message) {
        Map<String, String> fields = new TreeMap<>();
        for (Map.Entry<String, JsonNode> field : message.properties()) {
            JsonNode value = field.getValue();
            if (value.isValueNode() && !NodeShape.blank(value) && !OUTSIDE.contains(field.getKey())) {
                fields.put(field.getKey(), value.isNumber() ? number(value) : value.asText());
            }
        }
        StringBuilder text = new StringBuilder();
        fields.forEach(
                (name, value) -> text.append(name).append('=').append(value).append('&'));
        return text;
    }

    private static void write(JsonNode value, StringBuilder text) {
        if (value.isObject()) {
            Map<String, JsonNode> fields = new TreeMap<>();
            value.properties().forEach(field -> {
                if (!NodeShape.blank(field.getValue())) {
                    fields.put(field.getKey(), field.getValue());
                }
            });
            text.append('{');
            String separator = "";
            for (Map.Entry<String, JsonNode> field : fields.entrySet()) {
                text.append(separator);
                quoted(field.getKey(), text);
                text.append(':');
                write(field.getValue(), text);
                separator = ",";
            }
            text.append('}');
        } else if (value.isArray()) {
            text.append('[');
            for (int i = 0; i < value.size(); i++) {
                text.append(i == 0 ? "" : ",");
                write(value.get(i), text);
            }
            text.append(']');
        } else if (value.isTextual()) {
            quoted(value.textValue(), text);
        } else {
            text.append(value.isNumber() ? number(value) : value.asText());
        }
    }

    private static String number(JsonNode value) {
        BigDecimal number = value.decimalValue();
        if (Math.abs((long) number.scale()) > LARGEST_EXPONENT) {
            return number.toString();
        }
        return number.signum() == 0 ? "0" : number.stripTrailingZeros().toPlainString();
    }

    private static void quoted(String value, StringBuilder text) {
        text.append('"');
        JsonStringEncoder.getInstance().quoteAsString(value, text);
        text.append('"');
    }
}
