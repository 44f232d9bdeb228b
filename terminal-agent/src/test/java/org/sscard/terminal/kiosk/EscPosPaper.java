package org.sscard.terminal.kiosk;

import java.io.ByteArrayOutputStream;
import java.nio.charset.Charset;

/** What a thermal printer would have put on its paper: commands are obeyed away, the rest is GB18030. */
final class EscPosPaper {

    private EscPosPaper() {}

    static String read(byte[] printed) {
        ByteArrayOutputStream text = new ByteArrayOutputStream();
        boolean chinese = false;
        boolean cut = false;
        for (int at = 0; at < printed.length; at++) {
            int b = printed[at] & 0xFF;
            if (b == 0x1B && printed[at + 1] == '@') {
                at += 1;
            } else if (b == 0x1C && printed[at + 1] == '&') {
                chinese = true;
                at += 1;
            } else if (b == 0x1B && printed[at + 1] == 'd') {
                at += 2;
            } else if (b == 0x1D && printed[at + 1] == 'V') {
                cut = true;
                at += 3;
            } else if (b < 0x20 && b != '\n') {
                throw new AssertionError("an unknown command at " + at);
            } else {
                text.write(b);
            }
        }
        if (!chinese || !cut) {
            throw new AssertionError("Chinese text mode and cut");
        }
        return text.toString(Charset.forName("GB18030"));
    }
}
