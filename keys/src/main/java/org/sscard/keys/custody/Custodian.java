package org.sscard.keys.custody;

import java.util.regex.Pattern;
import org.sscard.keys.KeyException;
import org.sscard.keys.KeyFault;

/**
 * A person who keeps one share.
 *
 * @param number 1 to 255, the number of the share
 */
public record Custodian(int number, String name) {

    private static final Pattern NAME = Pattern.compile("[^\\p{Cntrl}\\t]{1,40}");

    public Custodian {
        if (number < 1
                || number > SecretSharing.MAX_SHARES
                || !NAME.matcher(name).matches()
                || name.isBlank()) {
            throw new KeyException(
                    KeyFault.KEY_INPUT_INVALID, "a custodian has a number and a name of 1 to 40 characters");
        }
    }

    @Override
    public String toString() {
        return number + " " + name;
    }
}
