package org.sscard.issuer.batchfile;

import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;

/** A header: UTF-8 lines of name and value, every name once, no name that the form does not know. */
final class HeaderLines {

    private final FileForm form;
    private final Map<String, String> values;

    private HeaderLines(FileForm form, Map<String, String> values) {
        this.form = form;
        this.values = values;
    }

    static byte[] bytes(Map<String, String> values) {
        StringBuilder text = new StringBuilder();
        values.forEach((name, value) -> {
            if (value.chars().anyMatch(Character::isISOControl)) {
                throw new IllegalArgumentException(name + " has a control character");
            }
            text.append(name).append('=').append(value).append('\n');
        });
        return text.toString().getBytes(StandardCharsets.UTF_8);
    }

    static HeaderLines parse(FileForm form, byte[] header, Set<String> names) {
        Map<String, String> values = new LinkedHashMap<>();
        for (String line : new String(header, StandardCharsets.UTF_8).split("\n", -1)) {
            int equals = line.indexOf('=');
            if (line.isEmpty() && !values.isEmpty()) {
                continue;
            }
            if (equals < 1
                    || !names.contains(line.substring(0, equals))
                    || values.put(line.substring(0, equals), line.substring(equals + 1)) != null) {
                throw form.refused("头部不合法 / its header is wrong");
            }
        }
        if (!values.keySet().equals(names)) {
            throw form.refused("头部不完整 / its header is incomplete");
        }
        return new HeaderLines(form, values);
    }

    String text(String name) {
        return values.getOrDefault(name, "");
    }

    <T> T value(String name, Function<String, T> reading) {
        try {
            return reading.apply(text(name));
        } catch (RuntimeException e) {
            throw form.refused("头部 " + name + " 不合法 / " + name + " of its header is wrong");
        }
    }
}
