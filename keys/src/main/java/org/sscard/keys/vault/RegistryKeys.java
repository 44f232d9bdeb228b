package org.sscard.keys.vault;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.sscard.keys.KeyException;
import org.sscard.keys.KeyFault;
import org.sscard.keys.model.KeyMaterial;
import org.sscard.keys.model.MaterialAccess;

/** Keys for single purposes from a registry's key. */
final class RegistryKeys {

    private static final String HMAC = "HmacSHA256";

    private RegistryKeys() {}

    /** HKDF-Expand (RFC 5869 §2.3) of one block, 32 bytes: the drawn key is uniform, so nothing is extracted first. */
    static KeyMaterial expand(KeyMaterial key, String purpose) {
        try {
            Mac mac = Mac.getInstance(HMAC);
            mac.init(new SecretKeySpec(key.bytes(MaterialAccess.GRANTED), HMAC));
            mac.update(purpose.getBytes(StandardCharsets.UTF_8));
            mac.update((byte) 1);
            return KeyMaterial.owning(mac.doFinal(), MaterialAccess.GRANTED);
        } catch (GeneralSecurityException e) {
            throw new KeyException(KeyFault.KEY_INPUT_INVALID, "registry key");
        }
    }
}
