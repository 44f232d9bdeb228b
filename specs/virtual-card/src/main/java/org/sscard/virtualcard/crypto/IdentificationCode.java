package org.sscard.virtualcard.crypto;

import java.util.HexFormat;

/**
 * Element 01 (§3): region 3 ‖ D1 56 00 00 05 ‖ serial 4 ‖ authentication code 4. The code is the MAC over the first 12
 * bytes under the card's IRK.
 */
public final class IdentificationCode {

    public static final int LENGTH = 16;
    private static final byte[] REGISTERED_ID = HexFormat.of().parseHex("D156000005");

    private IdentificationCode() {}

    public static byte[] compose(CardCrypto crypto, byte[] irk, String region, byte[] historicalBytes) {
        byte[] open =
                ByteArrays.concat(HexFormat.of().parseHex(region), REGISTERED_ID, ByteArrays.tail(historicalBytes, 4));
        return ByteArrays.concat(open, crypto.mac(irk, open));
    }
}
