package org.sscard.virtualcard.memory;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.sscard.spec.layout.KeyType;

/** The keys of one directory. Retry counters belong to the key id and are shared by its versions (§4). */
public final class KeyStore {

    /** Where a key stands: id and version as in LOAD KEY (§7.1). */
    public record Slot(KeyType type, int id, int version) {}

    private record Counted(KeyType type, int id) {}

    private final Map<Slot, CardKey> keys = new LinkedHashMap<>();
    private final Map<Counted, RetryCounter> counters = new LinkedHashMap<>();

    /** Loads or replaces a key; the retry counter of its id begins anew. */
    public void put(Slot slot, CardKey key, RetryCounter counter) {
        keys.put(slot, key);
        counters.put(new Counted(slot.type(), slot.id()), counter);
    }

    public Optional<CardKey> find(KeyType type, int id, int version) {
        return Optional.ofNullable(keys.get(new Slot(type, id, version)));
    }

    /** The lowest version of a key: DPK and DLK are told apart by index, not by version (§4). */
    public Optional<Slot> lowestVersion(KeyType type, int id) {
        return keys.keySet().stream()
                .filter(slot -> slot.type() == type && slot.id() == id)
                .min((a, b) -> Integer.compare(a.version(), b.version()));
    }

    /** The counter of a key id that holds a key. */
    public Optional<RetryCounter> counter(KeyType type, int id) {
        return Optional.ofNullable(counters.get(new Counted(type, id)));
    }

    /** All keys, in the order in which they were first loaded. */
    public Map<Slot, CardKey> all() {
        return Collections.unmodifiableMap(keys);
    }

    Optional<CardKey> firstKey() {
        return keys.values().stream().findFirst();
    }

    KeyStore copy() {
        KeyStore copy = new KeyStore();
        copy.keys.putAll(keys);
        counters.forEach((id, counter) -> copy.counters.put(id, counter.copy()));
        return copy;
    }
}
