package org.sscard.spec.layout;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Turns the layout part of {@code card-spec.json} into values. The JSON schema has the say about its form. */
final class LayoutReader {

    private final Map<String, CodeTable> codeTables;

    LayoutReader(Map<String, CodeTable> codeTables) {
        this.codeTables = codeTables;
    }

    static Map<String, CodeTable> codeTables(JsonNode tables) {
        Map<String, CodeTable> result = new LinkedHashMap<>();
        tables.properties().forEach(table -> {
            List<CodeTable.Entry> entries = new ArrayList<>();
            for (JsonNode entry : table.getValue().get("entries")) {
                entries.add(new CodeTable.Entry(text(entry, "code"), text(entry, "zh"), text(entry, "en")));
            }
            result.put(
                    table.getKey(),
                    new CodeTable(table.getKey(), text(table.getValue(), "zh"), text(table.getValue(), "en"), entries));
        });
        return result;
    }

    List<Application> applications(JsonNode layouts, SpecificationVersion version) {
        String wanted = version.text().substring(0, 3);
        for (JsonNode layout : layouts) {
            for (JsonNode served : layout.get("versions")) {
                if (served.asText().equals(wanted)) {
                    List<Application> applications = new ArrayList<>();
                    layout.get("applications").forEach(node -> applications.add(application(node, version)));
                    return applications;
                }
            }
        }
        throw new IllegalStateException("card-spec.json has no layout of version " + wanted);
    }

    private Application application(JsonNode node, SpecificationVersion version) {
        String name = text(node, "name");
        List<CardFile> files = new ArrayList<>();
        node.get("files").forEach(file -> files.add(file(name, file, version)));
        return new Application(
                name,
                text(node, "zh"),
                text(node, "en"),
                Application.ApplicationType.valueOf(text(node, "type")),
                Integer.parseInt(text(node, "fid"), 16),
                text(node, "aid"),
                text(node, "label"),
                optionalText(node, "lockKey"),
                node.path("optional").asBoolean(false),
                confidence(node),
                optionalWording(node, "note"),
                files);
    }

    private CardFile file(String application, JsonNode node, SpecificationVersion version) {
        FileStructure structure = structure(text(node, "structure"));
        List<Element> elements = new ArrayList<>();
        List<Field> fields = new ArrayList<>();
        for (JsonNode item : node.get("elements")) {
            if (structure.isTlv()) {
                elements.add(element(item));
            } else {
                fields.add(field(item));
            }
        }
        boolean restricted = version == SpecificationVersion.V3_0 && node.has("readFrom3");
        return new CardFile(
                new FileRef(application, text(node, "fid")),
                text(node, "zh"),
                text(node, "en"),
                structure,
                node.path("recordLength").asInt(0),
                node.path("records").asInt(0),
                rule(node.get(restricted ? "readFrom3" : "read")),
                rule(node.get("update")),
                optionalText(node, "category"),
                node.path("optional").asBoolean(false),
                confidence(node),
                optionalWording(node, "note"),
                elements,
                fields);
    }

    private Element element(JsonNode node) {
        List<Element> inner = new ArrayList<>();
        node.path("elements").forEach(child -> inner.add(element(child)));
        return new Element(
                Integer.parseInt(text(node, "tag"), 16),
                text(node, "zh"),
                text(node, "en"),
                node.get("length").asInt(),
                format(text(node, "format")),
                optionalText(node, "content").map(LayoutReader::content),
                codes(node),
                node.path("repeat").asInt(1),
                node.path("presentByDefault").asBoolean(true),
                optionalWording(node, "note"),
                inner);
    }

    private Field field(JsonNode node) {
        return new Field(
                text(node, "id"),
                text(node, "zh"),
                text(node, "en"),
                node.get("length").asInt(),
                format(text(node, "format")),
                optionalText(node, "content").map(LayoutReader::content),
                codes(node));
    }

    private Optional<CodeTable> codes(JsonNode node) {
        return optionalText(node, "codes").map(name -> {
            CodeTable table = codeTables.get(name);
            if (table == null) {
                throw new IllegalStateException("card-spec.json has no code table " + name);
            }
            return table;
        });
    }

    private static AccessRule rule(JsonNode node) {
        String rule = text(node, "rule");
        return switch (rule) {
            case "free" -> new AccessRule.Free();
            case "never" -> new AccessRule.Never();
            case "pin" -> new AccessRule.Pin();
            case "key" -> new AccessRule.WithKey(text(node, "key"));
            case "pinOrKey" -> new AccessRule.PinOrKey(text(node, "key"));
            case "pinAndKey" -> new AccessRule.PinAndKey(text(node, "key"));
            default -> throw new IllegalStateException("card-spec.json has an unknown access rule " + rule);
        };
    }

    private static FileStructure structure(String dataName) {
        for (FileStructure structure : FileStructure.values()) {
            if (structure.dataName().equals(dataName)) {
                return structure;
            }
        }
        throw new IllegalStateException("card-spec.json has an unknown structure " + dataName);
    }

    private static ElementFormat format(String dataName) {
        for (ElementFormat format : ElementFormat.values()) {
            if (format.dataName().equals(dataName)) {
                return format;
            }
        }
        throw new IllegalStateException("card-spec.json has an unknown format " + dataName);
    }

    private static ElementContent content(String dataName) {
        for (ElementContent content : ElementContent.values()) {
            if (content.dataName().equals(dataName)) {
                return content;
            }
        }
        throw new IllegalStateException("card-spec.json has an unknown content " + dataName);
    }

    static Confidence confidence(JsonNode node) {
        return Confidence.valueOf(text(node, "confidence").toUpperCase(Locale.ROOT));
    }

    static String text(JsonNode node, String name) {
        JsonNode value = node.get(name);
        if (value == null || !value.isTextual()) {
            throw new IllegalStateException("card-spec.json lacks \"" + name + "\" in " + node);
        }
        return value.asText();
    }

    static Optional<Wording> optionalWording(JsonNode node, String name) {
        @Nullable JsonNode value = node.get(name);
        return value == null ? Optional.empty() : Optional.of(wording(value));
    }

    static Wording wording(JsonNode node) {
        return new Wording(text(node, "zh"), text(node, "en"));
    }

    static Optional<String> optionalText(JsonNode node, String name) {
        @Nullable JsonNode value = node.get(name);
        return value == null ? Optional.empty() : Optional.of(value.asText());
    }
}
