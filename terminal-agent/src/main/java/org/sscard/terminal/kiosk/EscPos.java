package org.sscard.terminal.kiosk;

import java.io.ByteArrayOutputStream;
import java.nio.charset.Charset;
import org.sscard.servicekit.print.Receipt;

/** A receipt for a thermal printer of 80 mm: ESC/POS with Chinese text in GB18030. */
final class EscPos {

    private static final Charset GB18030 = Charset.forName("GB18030");
    private static final byte ESC = 0x1B;
    private static final byte FS = 0x1C;
    private static final byte GS = 0x1D;
    private static final byte DLE = 0x10;
    private static final byte EOT = 0x04;
    private static final byte[] INITIALISE = {ESC, '@'};
    private static final byte[] CHINESE_TEXT = {FS, '&'};
    private static final byte[] FEED_AND_CUT = {ESC, 'd', 4, GS, 'V', 66, 0};

    /** DLE EOT 1: bit 3 says offline. */
    static final int PRINTER_STATUS = 1;
    /** DLE EOT 2: bit 2 cover open, bit 5 stopped for want of paper, bit 6 error. */
    static final int OFFLINE_CAUSE = 2;
    /** DLE EOT 4: bits 5 and 6 paper end. */
    static final int PAPER_STATUS = 4;

    private static final int OFFLINE = 0x08;
    private static final int PAPER_STOP = 0x20;
    private static final int PAPER_END = 0x60;
    /** Bits 0, 1, 4 and 7 of every status byte are fixed. */
    private static final int FIXED_MASK = 0x93;

    private static final int FIXED = 0x12;

    private EscPos() {}

    static byte[] encode(Receipt receipt) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        bytes.writeBytes(INITIALISE);
        bytes.writeBytes(CHINESE_TEXT);
        bytes.writeBytes(receipt.text().getBytes(GB18030));
        bytes.writeBytes(FEED_AND_CUT);
        return bytes.toByteArray();
    }

    /** Asks for a status, answered at once even by a printer that is offline. */
    static byte[] statusRequest(int status) {
        return new byte[] {DLE, EOT, (byte) status};
    }

    static boolean isStatus(int answer) {
        return answer >= 0 && (answer & FIXED_MASK) == FIXED;
    }

    static boolean offline(int printerStatus) {
        return (printerStatus & OFFLINE) != 0;
    }

    static boolean stoppedForPaper(int offlineCause) {
        return (offlineCause & PAPER_STOP) != 0;
    }

    static boolean paperEnd(int paperStatus) {
        return (paperStatus & PAPER_END) != 0;
    }
}
