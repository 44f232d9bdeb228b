package org.sscard.spec.layout;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import org.jspecify.annotations.Nullable;

/** Turns the key part of {@code card-spec.json} into values. */
final class KeyReader {

    private KeyReader() {}

    static List<KeyDefinition> keys(JsonNode nodes) {
        List<KeyDefinition> keys = new ArrayList<>();
        nodes.forEach(node -> keys.add(key(node)));
        return keys;
    }

    static PinRule pin(JsonNode node) {
        return new PinRule(
                LayoutReader.text(node, "directory"),
                hex(node, "id"),
                node.get("minDigits").asInt(),
                node.get("maxDigits").asInt(),
                node.get("storedLength").asInt(),
                node.get("retryLimit").asInt(),
                LayoutReader.text(node, "defaultPin"));
    }

    private static KeyDefinition key(JsonNode node) {
        List<KeySlot> slots = new ArrayList<>();
        node.get("slots")
                .forEach(slot -> slots.add(
                        new KeySlot(hex(slot, "id"), slot.get("version").asInt())));
        Map<CardAlgorithm, Integer> lengths = new EnumMap<>(CardAlgorithm.class);
        node.get("length")
                .properties()
                .forEach(length -> lengths.put(
                        CardAlgorithm.valueOf(length.getKey()),
                        length.getValue().asInt()));
        List<String> aliases = new ArrayList<>();
        node.path("aliases").forEach(alias -> aliases.add(alias.asText()));
        @Nullable JsonNode retryLimit = node.get("retryLimit");
        return new KeyDefinition(
                LayoutReader.text(node, "name"),
                LayoutReader.text(node, "directory"),
                KeyType.valueOf(LayoutReader.text(node, "type")),
                slots,
                lengths,
                psam(node.get("psam")),
                retryLimit == null ? OptionalInt.empty() : OptionalInt.of(retryLimit.asInt()),
                LayoutReader.wording(node.get("use")),
                LayoutReader.text(node, "rootLevel"),
                aliases,
                LayoutReader.optionalWording(node, "note"),
                LayoutReader.confidence(node));
    }

    private static Optional<PsamKey> psam(@Nullable JsonNode node) {
        if (node == null) {
            return Optional.empty();
        }
        List<Integer> ids = new ArrayList<>();
        node.get("ids").forEach(id -> ids.add(Integer.parseInt(id.asText(), 16)));
        return Optional.of(new PsamKey(
                hex(node, "use"),
                ids,
                node.get("levels").asInt(),
                node.get("type").asInt()));
    }

    private static int hex(JsonNode node, String name) {
        return Integer.parseInt(LayoutReader.text(node, name), 16);
    }
}
