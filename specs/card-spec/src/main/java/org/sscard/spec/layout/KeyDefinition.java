package org.sscard.spec.layout;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * A row of the key table (§4).
 *
 * @param directory MF, SSSE or the application that holds the key
 * @param slots id and version of every value to load, in order
 * @param lengths bytes of the key under each algorithm
 * @param retryLimit wrong external authentications until the key is blocked; empty = never (BK, LK, MK and keys that
 *     are not used for external authentication). The counter belongs to the id and is shared by the versions.
 */
public record KeyDefinition(
        String name,
        String directory,
        KeyType type,
        List<KeySlot> slots,
        Map<CardAlgorithm, Integer> lengths,
        Optional<PsamKey> psam,
        OptionalInt retryLimit,
        Wording use,
        String rootLevel,
        List<String> aliases,
        Optional<Wording> note,
        Confidence confidence) {

    /** The byte of LOAD KEY that says "no limit" (convention). */
    public static final int NO_RETRY_LIMIT = 0xFF;

    public KeyDefinition {
        slots = List.copyOf(slots);
        lengths = Map.copyOf(lengths);
        aliases = List.copyOf(aliases);
    }

    /** The id in P2 of EXTERNAL AUTHENTICATION, or the first index of DPK and DLK. */
    public int id() {
        return slots.get(0).id();
    }

    public int versions() {
        return slots.size();
    }

    public boolean isGlobal() {
        return slots.get(0).isGlobal();
    }

    public int lengthBytes(CardAlgorithm algorithm) {
        Integer length = lengths.get(algorithm);
        if (length == null) {
            throw new IllegalArgumentException(name + " has no length under " + algorithm);
        }
        return length;
    }

    /** The retry byte of LOAD KEY. */
    public int retryByte() {
        return retryLimit.orElse(NO_RETRY_LIMIT);
    }
}
