package org.sscard.keys.model;

import java.util.EnumSet;
import java.util.Set;

/** Life of a key. A compromised key never works again; a destroyed one keeps its record without its material. */
public enum KeyState {
    PLANNED,
    ACTIVE,
    SUSPENDED,
    COMPROMISED,
    DESTROYED;

    public Set<KeyState> next() {
        return switch (this) {
            case PLANNED -> EnumSet.of(ACTIVE, COMPROMISED, DESTROYED);
            case ACTIVE -> EnumSet.of(SUSPENDED, COMPROMISED, DESTROYED);
            case SUSPENDED -> EnumSet.of(ACTIVE, COMPROMISED, DESTROYED);
            case COMPROMISED -> EnumSet.of(DESTROYED);
            case DESTROYED -> EnumSet.noneOf(KeyState.class);
        };
    }
}
