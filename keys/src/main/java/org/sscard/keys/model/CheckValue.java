package org.sscard.keys.model;

import java.util.Locale;
import java.util.regex.Pattern;
import org.sscard.keys.KeyException;
import org.sscard.keys.KeyFault;

/** A check value (KCV) with its method: the only form in which a key is ever shown. {@code hex} is upper case. */
public record CheckValue(CheckMethod method, String hex) {

    private static final Pattern UPPER_HEX = Pattern.compile("[0-9A-F]+");

    public CheckValue {
        if (hex.length() != 2 * method.lengthBytes() || !UPPER_HEX.matcher(hex).matches()) {
            throw new KeyException(
                    KeyFault.KEY_CHECK_VALUE_WRONG,
                    "a check value by " + method + " has " + method.lengthBytes() + " bytes in upper-case hex");
        }
    }

    @Override
    public String toString() {
        return method.name().toLowerCase(Locale.ROOT) + ":" + hex;
    }
}
