package org.sscard.servicekit.logging;

import java.util.List;
import java.util.regex.Pattern;

/**
 * The last net under the rule that no id number, card number, PIN or key is ever logged: what looks like one is masked,
 * even where it is something harmless.
 */
public final class Masking {

    private record Rule(Pattern pattern, String replacement) {

        static Rule of(String regex, String replacement) {
            return new Rule(Pattern.compile(regex), replacement);
        }
    }

    private static final List<Rule> RULES = List.of(
            // A named secret, whatever its form.
            Rule.of(
                    "(?i)\\b(pin|pinblock|password|passphrase|secret|token|key|口令|密码)(\"?\\s*[=:：]\\s*)(\"[^\"]*\"|[^\\s,;}\\])]+)",
                    "$1$2***"),
            // Keys, cryptograms, card identification codes, images: 16 bytes and more in hex; PIN blocks and short
            // keys: 8.
            Rule.of("(?<![0-9A-Za-z])[0-9A-Fa-f]{32,}(?![0-9A-Za-z])", "***"),
            Rule.of("(?<![0-9A-Za-z])(?=[0-9A-F]*[A-F])[0-9A-F]{16}(?![0-9A-Za-z])", "***"),
            // Resident id numbers (18 characters) and bank or financial card numbers (16 to 19 digits).
            Rule.of("(?<![0-9])([1-9][0-9]{5})[0-9]{11}[0-9Xx](?![0-9A-Za-z])", "$1************"),
            Rule.of("(?<![0-9.])[0-9]{16,19}(?![0-9])", "****************"),
            // Social-security card numbers: 8 characters and a check character.
            Rule.of("(?<![0-9A-Za-z.:-])[A-Z0-9][0-9]{7}[0-9X](?![0-9A-Za-z])", "*********"));

    private Masking() {}

    public static String mask(String text) {
        String masked = text;
        for (Rule rule : RULES) {
            masked = rule.pattern().matcher(masked).replaceAll(rule.replacement());
        }
        return masked;
    }
}
