package org.sscard.virtualcard.image;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** A value of an image file with its path in the file, which every error names. Never shows the value itself. */
public final class ImageNode {

    private static final JsonMapper MAPPER = JsonMapper.builder()
            .enable(JsonParser.Feature.STRICT_DUPLICATE_DETECTION)
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .build();

    private final String path;
    private final JsonNode node;

    private ImageNode(String path, JsonNode node) {
        this.path = path;
        this.node = node;
    }

    /** @throws IllegalArgumentException when the text is not one JSON object */
    public static ImageNode parse(String json) {
        try {
            @Nullable JsonNode root = MAPPER.readTree(json);
            if (root == null || !root.isObject()) {
                throw new IllegalArgumentException("$: not a JSON object");
            }
            return new ImageNode("", root);
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException(
                    "$: not JSON at line " + e.getLocation().getLineNr() + ", column "
                            + e.getLocation().getColumnNr());
        }
    }

    public IllegalArgumentException error(String problem) {
        return new IllegalArgumentException((path.isEmpty() ? "$" : path) + ": " + problem);
    }

    /** Refuses every member but these. */
    public ImageNode allow(Set<String> names) {
        for (String name : members().keySet()) {
            if (!names.contains(name)) {
                throw child(name).error("unknown name");
            }
        }
        return this;
    }

    public boolean has(String name) {
        return node.has(name);
    }

    public Optional<ImageNode> find(String name) {
        return node.has(name) ? Optional.of(child(name)) : Optional.empty();
    }

    public ImageNode get(String name) {
        ImageNode child = child(name);
        if (!node.has(name)) {
            throw child.error("missing");
        }
        return child;
    }

    /** The value of a member as it was read. */
    Optional<JsonNode> json(String name) {
        return Optional.ofNullable(node.get(name));
    }

    private ImageNode child(String name) {
        return new ImageNode(path.isEmpty() ? name : path + "." + name, node.path(name));
    }

    /** The members of an object, in their order. */
    public Map<String, ImageNode> members() {
        if (!node.isObject()) {
            throw error("not an object");
        }
        Map<String, ImageNode> members = new LinkedHashMap<>();
        node.properties().forEach(member -> members.put(member.getKey(), child(member.getKey())));
        return members;
    }

    public List<ImageNode> items() {
        if (!node.isArray()) {
            throw error("not a list");
        }
        List<ImageNode> items = new ArrayList<>();
        for (int i = 0; i < node.size(); i++) {
            items.add(new ImageNode(path + "[" + i + "]", node.get(i)));
        }
        return items;
    }

    public String text() {
        if (!node.isTextual()) {
            throw error("not a text");
        }
        return node.textValue();
    }

    public String digits(int length) {
        String text = text();
        if (!text.matches("[0-9]{" + length + "}")) {
            throw error("not " + length + " digits");
        }
        return text;
    }

    public byte[] hex() {
        String text = text();
        if (text.length() % 2 != 0 || !text.matches("[0-9A-Fa-f]*")) {
            throw error("not hex, two digits a byte");
        }
        return HexFormat.of().parseHex(text);
    }

    public byte[] hex(int length) {
        byte[] bytes = hex();
        if (bytes.length != length) {
            throw error("wrong length: " + bytes.length + " bytes, " + length + " expected");
        }
        return bytes;
    }

    public byte[] hexUpTo(int length) {
        byte[] bytes = hex();
        if (bytes.length > length) {
            throw error("wrong length: " + bytes.length + " bytes, at most " + length + " fit");
        }
        return bytes;
    }

    public boolean isNumber() {
        return node.isNumber();
    }

    public long number(long from, long to) {
        if (!node.isIntegralNumber() || !node.canConvertToLong()) {
            throw error("not a whole number");
        }
        long value = node.longValue();
        if (value < from || value > to) {
            throw error("outside " + from + ".." + to);
        }
        return value;
    }

    public boolean flag() {
        if (!node.isBoolean()) {
            throw error("neither true nor false");
        }
        return node.booleanValue();
    }

    /** A constant of an enumeration by its name. */
    public <E extends Enum<E>> E choice(Class<E> type) {
        String text = text();
        for (E constant : type.getEnumConstants()) {
            if (constant.name().equals(text)) {
                return constant;
            }
        }
        throw error("not one of " + List.of(type.getEnumConstants()));
    }
}
