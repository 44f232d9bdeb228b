package org.sscard.keys.hierarchy;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.sscard.keys.KeyException;
import org.sscard.keys.KeyFault;
import org.sscard.keys.model.KeyRef;
import org.sscard.spec.layout.CardLayout;
import org.sscard.spec.layout.KeyDefinition;
import org.sscard.spec.layout.KeySlot;
import org.sscard.spec.layout.PinRule;
import org.sscard.spec.layout.SpecificationVersion;

/** The 64 keys of the key table (card-specification §4), the master key among them. */
final class KeyTable {

    // The table is one for all generations; the 1.0 layout only lacks some applications.
    private static final CardLayout LAYOUT = CardLayout.of(SpecificationVersion.V2_0);

    /** By name and alias: every derivation asks, and the table is long. */
    private static final Map<String, KeyDefinition> BY_NAME = byName();

    private KeyTable() {}

    private static Map<String, KeyDefinition> byName() {
        Map<String, KeyDefinition> byName = new HashMap<>();
        for (KeyDefinition definition : all()) {
            byName.put(definition.name(), definition);
            definition.aliases().forEach(alias -> byName.put(alias, definition));
        }
        return Map.copyOf(byName);
    }

    static List<KeyDefinition> all() {
        List<KeyDefinition> all = new ArrayList<>(LAYOUT.keys());
        all.add(masterKey());
        return all;
    }

    static PinRule pin() {
        return LAYOUT.pin();
    }

    /** @throws KeyException KEY_NOT_FOUND for a name or version outside the table */
    static KeyDefinition definition(KeyRef ref) {
        KeyDefinition definition = BY_NAME.get(ref.name());
        if (definition == null) {
            throw new KeyException(KeyFault.KEY_NOT_FOUND, ref + " is not in the key table");
        }
        if (ref.version() > definition.versions()) {
            throw new KeyException(
                    KeyFault.KEY_NOT_FOUND, ref + ": the table has " + definition.versions() + " versions");
        }
        return definition;
    }

    static KeySlot slot(KeyRef ref) {
        return definition(ref).slots().get(ref.version() - 1);
    }

    private static KeyDefinition masterKey() {
        return LAYOUT.masterKey("MF");
    }
}
