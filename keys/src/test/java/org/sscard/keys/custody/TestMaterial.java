package org.sscard.keys.custody;

import java.security.SecureRandom;
import org.sscard.keys.model.KeyMaterial;
import org.sscard.keys.model.MaterialAccess;

final class TestMaterial {

    private TestMaterial() {}

    static KeyMaterial random(int length) {
        byte[] bytes = new byte[length];
        new SecureRandom().nextBytes(bytes);
        return KeyMaterial.owning(bytes, MaterialAccess.GRANTED);
    }
}
