package org.sscard.keys.model;

import java.util.regex.Pattern;
import org.sscard.keys.KeyException;
import org.sscard.keys.KeyFault;

/**
 * A key of the key table (card-specification §4) by name and version, for instance {@code UKSSSE@2}. For DPK and DLK
 * the version is the key index.
 */
public record KeyRef(String name, int version) {

    // First, because the constants below are checked with it.
    private static final Pattern NAME = Pattern.compile("[A-Z][A-Z0-9]{0,15}");

    /** The transport key of a blank card (§7.1). */
    public static final KeyRef TRANSPORT = new KeyRef("TRANSPORT", 1);

    public KeyRef {
        if (!NAME.matcher(name).matches() || version < 1 || version > 0xFF) {
            throw new KeyException(KeyFault.KEY_INPUT_INVALID, "a key has a name in capitals and a version 1..255");
        }
    }

    /** Version 1, the default of the card. */
    public static KeyRef of(String name) {
        return new KeyRef(name, 1);
    }

    @Override
    public String toString() {
        return name + "@" + version;
    }
}
