package org.sscard.spec.layout;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** {@code card-spec.json}, read once per process. */
final class CardSpecification {

    private static final String RESOURCE = "/org/sscard/spec/card-spec.json";

    private static final class Holder {
        static final CardSpecification INSTANCE = load();
    }

    private final Map<SpecificationVersion, CardLayout> layouts = new EnumMap<>(SpecificationVersion.class);
    private final Map<String, CodeTable> codeTables;
    private final List<KeyDefinition> keys;
    private final KeyDefinition masterKey;
    private final PinRule pin;

    private CardSpecification(JsonNode root) {
        codeTables = LayoutReader.codeTables(root.get("codeTables"));
        LayoutReader reader = new LayoutReader(codeTables);
        for (SpecificationVersion version : SpecificationVersion.values()) {
            layouts.put(version, new CardLayout(version, reader.applications(root.get("layouts"), version), this));
        }
        List<KeyDefinition> all = KeyReader.keys(root.get("keys").get("keys"));
        keys = all.stream().filter(key -> key.type() != KeyType.MK).toList();
        masterKey = all.stream()
                .filter(key -> key.type() == KeyType.MK)
                .findFirst()
                .orElseThrow(() -> new IllegalStateException("the key table has no MK"));
        pin = KeyReader.pin(root.get("keys").get("pin"));
    }

    static CardSpecification get() {
        return Holder.INSTANCE;
    }

    private static CardSpecification load() {
        try (@Nullable InputStream in = CardSpecification.class.getResourceAsStream(RESOURCE)) {
            if (in == null) {
                throw new IllegalStateException("resource missing: " + RESOURCE);
            }
            return new CardSpecification(new ObjectMapper().readTree(in));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
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
