package org.sscard.terminal.card;

import java.util.Arrays;
import org.sscard.terminal.authority.CardIdentity;
import org.sscard.wire.error.CodedException;
import org.sscard.wire.error.ErrorCode;

/** The answer to reset of ISO/IEC 7816-3, as far as the historical bytes. */
final class AnswerToReset {

    private AnswerToReset() {}

    /** @throws CodedException CARD_NOT_SOCIAL_SECURITY when there are not 13 of them (card specification §1) */
    static byte[] historicalBytes(byte[] atr) {
        if (atr.length < 2) {
            throw new CodedException(ErrorCode.CARD_NOT_SOCIAL_SECURITY);
        }
        int length = atr[1] & 0x0F;
        int from = 2 + interfaceBytes(atr);
        if (length != CardIdentity.HISTORICAL_LENGTH || from + length > atr.length) {
            throw new CodedException(ErrorCode.CARD_NOT_SOCIAL_SECURITY);
        }
        return Arrays.copyOfRange(atr, from, from + length);
    }

    /** Each group TAi TBi TCi TDi is announced by the upper half of T0 or of the TD before it. */
    private static int interfaceBytes(byte[] atr) {
        int count = 0;
        int indicator = (atr[1] & 0xF0) >> 4;
        while (indicator != 0) {
            count += Integer.bitCount(indicator);
            boolean another = (indicator & 0x8) != 0;
            int last = 1 + count;
            indicator = another && last < atr.length ? (atr[last] & 0xF0) >> 4 : 0;
        }
        return count;
    }
}
