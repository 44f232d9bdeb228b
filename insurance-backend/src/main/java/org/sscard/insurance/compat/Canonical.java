package org.sscard.insurance.compat;

import com.fasterxml.jackson.databind.JsonNode;
import java.math.BigDecimal;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;
import org.sscard.insurance.store.Digest;

/**
 * What a message says, independent of how it is written: names in order, 12.3 = 12.30 = "12.3", null = "" = absent, a list
 * of one = its element, T = blank in a time (settlement rules §2.6, idempotency).
 */
final class Canonical {

    private static final Pattern NUMBER = Pattern.compile("-?(0|[1-9][0-9]{0,30})(\\.[0-9]{1,30})?");
    private static final Pattern TIME = Pattern.compile("[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9:.]+");
    private static final int LARGEST_EXPONENT = 60;

    private Canonical() {}

    static Digest digest(String infno, JsonNode input) {
        StringBuilder text = new StringBuilder();
        write(input, text);
        return Digest.over(infno, text);
    }

    private static void write(JsonNode value, StringBuilder text) {
        if (value.isObject()) {
            Map<String, JsonNode> fields = new TreeMap<>();
            value.properties().forEach(field -> {
                if (!NodeShape.blank(field.getValue())) {
                    fields.put(field.getKey().toLowerCase(Locale.ROOT), field.getValue());
                }
            });
            text.append('{');
            fields.forEach((name, one) -> {
                quote(name, text);
                write(one, text);
            });
            text.append('}');
        } else if (value.isArray() && value.size() != 1) {
            text.append('[');
            value.forEach(element -> write(element, text));
            text.append(']');
        } else if (value.isArray()) {
            write(value.get(0), text);
        } else {
            quote(scalar(value), text);
        }
    }

    private static String scalar(JsonNode value) {
        String text = value.asText();
        if (value.isNumber()) {
            BigDecimal number = value.decimalValue();
            return Math.abs((long) number.scale()) > LARGEST_EXPONENT ? number.toString() : plain(number);
        }
        if (NUMBER.matcher(text).matches()) {
            return plain(new BigDecimal(text));
        }
        return TIME.matcher(text).matches() ? text.replace('T', ' ') : text;
    }

    private static String plain(BigDecimal number) {
        return number.signum() == 0 ? "0" : number.stripTrailingZeros().toPlainString();
    }

    /** With its length before it, so that no two contents have the same text. */
    private static void quote(String part, StringBuilder text) {
        text.append(part.length()).append(':').append(part);
    }
}
