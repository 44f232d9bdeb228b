package org.sscard.virtualcard;

import java.util.HexFormat;
import org.sscard.virtualcard.crypto.ByteArrays;

/** ATR and ATS around the same 13 historical bytes (§1). */
public final class AnswerToReset {

    private static final byte[] CONTACT = HexFormat.of().parseHex("3B6D0000");
    /** TL, T0 (TA, TB, TC follow; frames of 256 bytes), 106 to 848 kbit/s, FWI 8, CID supported (§1). */
    private static final byte[] ATS_HEAD = HexFormat.of().parseHex("0078778002");

    private AnswerToReset() {}

    /** T=0, direct convention, as §1 publishes it. */
    public static byte[] contact(byte[] historicalBytes) {
        return ByteArrays.concat(CONTACT, historicalBytes);
    }

    /** The answer to select of a contactless card (ISO/IEC 14443-4). */
    public static byte[] contactless(byte[] historicalBytes) {
        byte[] ats = ByteArrays.concat(ATS_HEAD, historicalBytes);
        ats[0] = (byte) ats.length;
        return ats;
    }
}
