package org.sscard.issuer.custody;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.sscard.wire.error.CodedException;
import org.sscard.wire.error.ErrorCode;

/**
 * What is asked for, word by word: a verb and its arguments. Its text is the same for the same request, however it came in,
 * and is what an approval is bound to.
 */
public record CustodyRequest(Verb verb, Map<String, String> arguments) {

    private static final int MAX_VALUE = 500;

    public CustodyRequest {
        arguments = Map.copyOf(arguments);
        arguments.forEach((name, value) -> {
            if (!name.matches("[a-z][A-Za-z]{0,30}")
                    || value.length() > MAX_VALUE
                    || value.chars().anyMatch(Character::isISOControl)) {
                throw new CodedException(ErrorCode.REQUEST_INVALID, name, "1-" + MAX_VALUE);
            }
        });
    }

    /** @throws CodedException REQUEST_INVALID for a verb that does not exist */
    public static CustodyRequest of(String verb, Map<String, String> arguments) {
        try {
            return new CustodyRequest(Verb.valueOf(verb), arguments);
        } catch (IllegalArgumentException e) {
            throw new CodedException(e, ErrorCode.REQUEST_INVALID, "verb", VerbTable.class.getSimpleName());
        }
    }

    /** Verb, then the arguments by name, a line each. No value has a line end. */
    public byte[] bytes() {
        StringBuilder text = new StringBuilder(verb.name()).append('\n');
        new TreeMap<>(arguments)
                .forEach((name, value) ->
                        text.append(name).append('=').append(value).append('\n'));
        return text.toString().getBytes(StandardCharsets.UTF_8);
    }

    static CustodyRequest parse(byte[] bytes) {
        String[] lines = new String(bytes, StandardCharsets.UTF_8).split("\n", -1);
        Map<String, String> arguments = new TreeMap<>();
        for (int at = 1; at < lines.length - 1; at++) {
            int equals = lines[at].indexOf('=');
            arguments.put(lines[at].substring(0, equals), lines[at].substring(equals + 1));
        }
        return new CustodyRequest(Verb.valueOf(lines[0]), arguments);
    }

    /** @throws CodedException REQUEST_INVALID when it is missing */
    String require(String name) {
        String value = arguments.get(name);
        if (value == null || value.isBlank()) {
            throw new CodedException(ErrorCode.REQUEST_INVALID, name, "1-" + MAX_VALUE);
        }
        return value;
    }

    String optional(String name, String otherwise) {
        return arguments.getOrDefault(name, otherwise);
    }

    /** @throws CodedException REQUEST_INVALID for an argument that the verb does not know: it would be approved unread */
    void requireOnly(String... names) {
        for (String name : arguments.keySet()) {
            if (!List.of(names).contains(name)) {
                throw new CodedException(ErrorCode.REQUEST_INVALID, name, String.join(", ", names));
            }
        }
    }
}
