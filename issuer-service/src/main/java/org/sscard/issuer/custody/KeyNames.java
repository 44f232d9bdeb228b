package org.sscard.issuer.custody;

import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.sscard.keys.model.KeyAlgorithm;
import org.sscard.keys.model.KeyId;
import org.sscard.keys.model.Scope;
import org.sscard.wire.error.CodedException;
import org.sscard.wire.error.ErrorCode;

/** Keys and scopes as people write them: {@code UKSSSE@2 DESEDE CITY 211002}. */
final class KeyNames {

    private static final Pattern KEY = Pattern.compile("([A-Z][A-Z0-9]{0,15})@([0-9]{1,3}) (DES|DESEDE|SM4) (.+)");
    private static final Pattern SCOPE = Pattern.compile("MINISTRY|PROVINCE [0-9]{2}|CITY [0-9]{6}");

    private KeyNames() {}

    static KeyId key(String text) {
        Matcher parts = KEY.matcher(text);
        if (!parts.matches()) {
            throw new CodedException(ErrorCode.REQUEST_INVALID, "key", "UKSSSE@1 DESEDE MINISTRY");
        }
        return new KeyId(
                parts.group(1),
                Integer.parseInt(parts.group(2)),
                KeyAlgorithm.valueOf(parts.group(3)),
                scope(parts.group(4)));
    }

    static Scope scope(String text) {
        if (!SCOPE.matcher(text).matches()) {
            throw new CodedException(ErrorCode.REQUEST_INVALID, "scope", "CITY 211002");
        }
        String[] words = text.split(" ", -1);
        return new Scope(Scope.Tier.valueOf(words[0]), words.length == 1 ? "" : words[1]);
    }
}
