package org.sscard.virtualcard.memory;

import java.util.Locale;
import java.util.Optional;

/**
 * What must hold before a file is read or updated, as CREATE FILE writes it (§7.1).
 *
 * @param keyId the key whose external authentication counts; of no meaning for the rules without a key
 */
public record AccessCondition(Rule rule, int keyId) {

    /** The access byte of CREATE FILE. */
    public enum Rule {
        FREE(0x00),
        PIN(0x01),
        KEY(0x02),
        PIN_OR_KEY(0x03),
        PIN_AND_KEY(0x04),
        NEVER(0xFF);

        private final int code;

        Rule(int code) {
            this.code = code;
        }

        public int code() {
            return code;
        }
    }

    /** Empty for an unknown access byte. */
    public static Optional<AccessCondition> of(int code, int keyId) {
        for (Rule rule : Rule.values()) {
            if (rule.code == code) {
                return Optional.of(new AccessCondition(rule, keyId));
            }
        }
        return Optional.empty();
    }

    /** Access byte and key byte in hex, as in CREATE FILE. */
    @Override
    public String toString() {
        return String.format(Locale.ROOT, "%02X%02X", rule.code, keyId);
    }
}
