package org.sscard.terminal.classic;

import java.nio.charset.Charset;
import org.sscard.wire.error.CodedException;

/**
 * What a function returns.
 *
 * @param code 0 success, negative failure (§3)
 * @param outInfo pOutInfo: data on success; on failure a message without {@code |}, at most 255 bytes in GBK
 */
public record ClassicAnswer(int code, String outInfo) {

    private static final Charset GBK = Charset.forName("GBK");
    private static final int LONGEST_TEXT = 255;

    static ClassicAnswer success(String outInfo) {
        return new ClassicAnswer(ReturnCodes.SUCCESS, outInfo);
    }

    static ClassicAnswer failure(CodedException failure) {
        return new ClassicAnswer(ReturnCodes.of(failure), message(failure.zh() + "。" + failure.remedyZh()));
    }

    public boolean isSuccess() {
        return code == ReturnCodes.SUCCESS;
    }

    static int gbkLength(String text) {
        return text.getBytes(GBK).length;
    }

    private static String message(String text) {
        String message = text.replace('|', '/');
        while (gbkLength(message) > LONGEST_TEXT) {
            message = message.substring(0, message.length() - 1);
        }
        return message;
    }

    /** Says nothing of the holder. */
    @Override
    public String toString() {
        return isSuccess() ? "success" : code + " " + outInfo;
    }
}
