package org.sscard.virtualcard;

import java.util.HexFormat;
import org.sscard.virtualcard.crypto.ByteArrays;

/** ATR and ATS around the same 13 historical bytes (§1). */
public final class AnswerToReset {

    private static final byte[] CONTACT = HexFormat.of().parseHex("3B6D0000");
    /** TS, T0 (13 historical bytes), TD1, TD2: what PC/SC part 3 §3.1.3.2.3.1 puts before the historical bytes of an ATS. */
    private static final byte[] PCSC_CONTACTLESS = HexFormat.of().parseHex("3B8D8001");
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

    /** The ATR that a PC/SC reader shows of a contactless card: the historical bytes of its ATS and a check byte. */
    public static byte[] ofContactlessReader(byte[] historicalBytes) {
        byte[] atr = ByteArrays.concat(PCSC_CONTACTLESS, historicalBytes, new byte[1]);
        for (int i = 1; i < atr.length - 1; i++) {
            atr[atr.length - 1] ^= atr[i];
        }
        return atr;
    }
}
