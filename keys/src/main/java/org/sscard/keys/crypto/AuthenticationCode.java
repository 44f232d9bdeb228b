package org.sscard.keys.crypto;

import org.sscard.keys.model.KeyMaterial;
import org.sscard.keys.model.MaterialAccess;

/** The authentication code at the end of the card identification code (card-specification §3, element 01). */
public final class AuthenticationCode {

    private static final int IDENTIFIED = 12;

    private AuthenticationCode() {}

    /**
     * @param irk the card's own IRK
     * @param first12Bytes region ‖ D156000005 ‖ serial
     * @return 4 bytes
     */
    public static byte[] of(CipherSuite suite, KeyMaterial irk, byte[] first12Bytes) {
        return suite.mac(
                irk.bytes(MaterialAccess.GRANTED), Blocks.requireLength("identification", first12Bytes, IDENTIFIED));
    }
}
