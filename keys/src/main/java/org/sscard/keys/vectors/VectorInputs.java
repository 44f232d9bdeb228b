package org.sscard.keys.vectors;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.apache.commons.codec.DecoderException;
import org.apache.commons.codec.binary.Hex;
import org.sscard.keys.KeyException;
import org.sscard.keys.KeyFault;

/**
 * The inputs of one vector. It notes which were read: an input that nobody looks at would be a vector that only seems
 * to be checked.
 */
final class VectorInputs {

    private final JsonNode node;
    private final Set<String> unread = new LinkedHashSet<>();
    private final List<String> differences = new ArrayList<>();

    VectorInputs(JsonNode node) {
        this.node = node;
        node.fieldNames().forEachRemaining(unread::add);
    }

    /** @throws KeyException KEY_INPUT_INVALID when the field is missing or no text */
    String text(String name) {
        unread.remove(name);
        JsonNode value = node.path(name);
        if (!value.isTextual()) {
            throw new KeyException(KeyFault.KEY_INPUT_INVALID, "input " + name + " is missing");
        }
        return value.asText();
    }

    byte[] ascii(String name) {
        return text(name).getBytes(StandardCharsets.US_ASCII);
    }

    byte[] hex(String name) {
        try {
            return Hex.decodeHex(text(name));
        } catch (DecoderException e) {
            throw new KeyException(KeyFault.KEY_INPUT_INVALID, "input " + name + " is no hex", e);
        }
    }

    /** For the messages that vectors give as {@code data_ascii} or {@code data}. */
    byte[] data() {
        return node.has("data_ascii") ? ascii("data_ascii") : hex("data");
    }

    /** An input that follows from the others has to agree with them. */
    void confirm(String name, byte[] computed) {
        confirm(name, upperHex(computed));
    }

    void confirm(String name, String computed) {
        if (!text(name).equals(computed)) {
            differences.add("input " + name + " contradicts the others: " + computed + " follows from them");
        }
    }

    /** A sentence beside the numbers that nothing is computed from. */
    void ignoreNote() {
        unread.remove("note");
    }

    List<String> differences() {
        List<String> all = new ArrayList<>(differences);
        unread.forEach(name -> all.add("unknown input " + name));
        return all;
    }

    static String upperHex(byte[] bytes) {
        return Hex.encodeHexString(bytes, false).toUpperCase(Locale.ROOT);
    }
}
