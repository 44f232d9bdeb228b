package org.sscard.keys.vault;

import java.security.SecureRandom;
import java.util.HexFormat;
import org.sscard.keys.KeyException;
import org.sscard.keys.KeyFault;

/** CKA_ID of a key that lies in a token: 16 random bytes, drawn by the vault that holds its record; no secret. */
public record TokenKeyId(String hex) {

    private static final int LENGTH = 16;

    public TokenKeyId {
        if (hex.length() != 2 * LENGTH) {
            throw new KeyException(KeyFault.KEY_INPUT_INVALID, "id of a token key");
        }
    }

    static TokenKeyId draw(SecureRandom random) {
        byte[] id = new byte[LENGTH];
        random.nextBytes(id);
        return new TokenKeyId(HexFormat.of().withUpperCase().formatHex(id));
    }

    public byte[] bytes() {
        return HexFormat.of().parseHex(hex);
    }

    @Override
    public String toString() {
        return hex;
    }
}
