package org.sscard.spec.layout;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import org.sscard.spec.SpecificationResource;

/** {@code card-spec.json}, read once per process. */
final class CardSpecification {

    private static final class Holder {
        static final CardSpecification INSTANCE = new CardSpecification();
    }

    private final Map<SpecificationVersion, CardLayout> layouts = new EnumMap<>(SpecificationVersion.class);
    private final Map<String, CodeTable> codeTables;
    private final List<KeyDefinition> keys;
    private final KeyDefinition masterKey;
    private final PinRule pin;

    private CardSpecification() {
        codeTables = LayoutReader.codeTables(SpecificationResource.section("codeTables"));
        LayoutReader reader = new LayoutReader(codeTables);
        JsonNode layoutNodes = SpecificationResource.section("layouts");
        for (SpecificationVersion version : SpecificationVersion.values()) {
            layouts.put(version, new CardLayout(version, reader.applications(layoutNodes, version), this));
        }
        JsonNode keyNodes = SpecificationResource.section("keys");
        List<KeyDefinition> all = KeyReader.keys(keyNodes.get("keys"));
        keys = all.stream().filter(key -> key.type() != KeyType.MK).toList();
        masterKey = all.stream()
                .filter(key -> key.type() == KeyType.MK)
                .findFirst()
                .orElseThrow(() -> new IllegalStateException("the key table has no MK"));
        pin = KeyReader.pin(keyNodes.get("pin"));
    }

    static CardSpecification get() {
        return Holder.INSTANCE;
    }

    CardLayout layout(SpecificationVersion version) {
        CardLayout layout = layouts.get(version);
        if (layout == null) {
            throw new IllegalStateException("no layout of version " + version);
        }
        return layout;
    }

    Map<String, CodeTable> codeTables() {
        return codeTables;
    }

    List<KeyDefinition> keys() {
        return keys;
    }

    KeyDefinition masterKey(String directory) {
        return new KeyDefinition(
                masterKey.name(),
                directory,
                masterKey.type(),
                masterKey.slots(),
                masterKey.lengths(),
                masterKey.psam(),
                masterKey.retryLimit(),
                masterKey.use(),
                masterKey.rootLevel(),
                masterKey.aliases(),
                masterKey.note(),
                masterKey.confidence());
    }

    PinRule pin() {
        return pin;
    }
}
