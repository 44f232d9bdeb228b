package org.sscard.virtualcard.conformance;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import javax.smartcardio.CardException;
import javax.smartcardio.CardTerminal;
import javax.smartcardio.TerminalFactory;
import org.sscard.virtualcard.CardSession;
import org.sscard.virtualcard.TestCard;
import org.sscard.virtualcard.crypto.ByteArrays;

/**
 * The contract for a card in a hand. Only a card is touched whose serial (the last four historical bytes, hex) stands in
 * the system property {@code sscard.realCards}, separated by commas: it must be a test card of region 510100 with the test
 * roots. Only with that property does Maven run this class (profile real-card), so no run without a card counts it as
 * skipped.
 */
class RealCardConformance extends ConformanceContract {

    static final String ALLOWED = "sscard.realCards";
    private static final int SERIAL_LENGTH = 4;

    private PcscSession session;

    @Override
    CardSession insert() throws Exception {
        List<String> serials = Arrays.asList(
                System.getProperty(ALLOWED, "").toUpperCase(Locale.ROOT).split(",", -1));
        for (CardTerminal reader :
                TerminalFactory.getInstance("PC/SC", null).terminals().list()) {
            PcscSession found = allowed(reader, serials);
            if (found != null) {
                session = found;
                return found;
            }
        }
        throw new AssertionError("none of the allowed cards " + serials + " lies in a reader");
    }

    private static PcscSession allowed(CardTerminal reader, List<String> serials) throws CardException {
        if (!reader.isCardPresent()) {
            return null;
        }
        PcscSession candidate = new PcscSession(reader);
        byte[] atr = candidate.atr();
        boolean listed =
                atr.length > SERIAL_LENGTH && serials.contains(TestCard.hex(ByteArrays.tail(atr, SERIAL_LENGTH)));
        if (!listed) {
            candidate.disconnect();
        }
        return listed ? candidate : null;
    }

    @Override
    void remove() throws Exception {
        if (session != null) {
            session.disconnect();
        }
    }
}
