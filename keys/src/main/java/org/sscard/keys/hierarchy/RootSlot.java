package org.sscard.keys.hierarchy;

import java.util.ArrayList;
import java.util.List;
import org.sscard.keys.crypto.CheckValues;
import org.sscard.keys.model.Environment;
import org.sscard.keys.model.Key;
import org.sscard.keys.model.KeyAlgorithm;
import org.sscard.keys.model.KeyId;
import org.sscard.keys.model.KeyMaterial;
import org.sscard.keys.model.KeyRef;
import org.sscard.keys.model.KeyState;
import org.sscard.keys.model.KeyUsage;
import org.sscard.keys.model.Scope;
import org.sscard.keys.vault.KeyVault.KeyImport;
import org.sscard.spec.layout.CardAlgorithm;
import org.sscard.spec.layout.KeyDefinition;

/** A root that the ministry has to have: every version of every key of the table, in both families, and one for blanks. */
record RootSlot(KeyId id, KeyUsage usage) {

    static List<RootSlot> all() {
        List<RootSlot> slots = new ArrayList<>();
        for (CardAlgorithm family : List.of(CardAlgorithm.DES, CardAlgorithm.SM4)) {
            for (KeyDefinition definition : KeyTable.all()) {
                KeyAlgorithm algorithm = KeyAlgorithm.on(family, definition.lengthBytes(family));
                for (int version = 1; version <= definition.versions(); version++) {
                    KeyId id = new KeyId(definition.name(), version, algorithm, Scope.MINISTRY);
                    slots.add(new RootSlot(id, KeyUsage.of(definition.type())));
                }
            }
        }
        KeyRef blanks = KeyRef.TRANSPORT;
        KeyId transport = new KeyId(blanks.name(), blanks.version(), KeyAlgorithm.DESEDE, Scope.MINISTRY);
        slots.add(new RootSlot(transport, KeyUsage.TRANSPORT));
        return slots;
    }

    KeyImport holding(KeyMaterial material, Environment environment, Key.Origin origin) {
        Key key = new Key(
                id, usage, environment, KeyState.ACTIVE, CheckValues.of(id.algorithm(), material), origin, null);
        return new KeyImport(key, material);
    }
}
