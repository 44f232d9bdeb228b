package org.sscard.spec.codec;

import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.Charset;
import java.nio.charset.CharsetEncoder;
import java.nio.charset.CodingErrorAction;
import java.util.Arrays;
import java.util.Locale;

/** Formats an (ASCII) and GBK text (§2): left-justified, filled with 00. */
public final class CardText {

    private static final Charset GBK = Charset.forName("GBK");
    private static final Charset GB18030 = Charset.forName("GB18030");

    private CardText() {}

    /** @throws ValueCodecException for a character outside printable ASCII, or text longer than the element */
    public static byte[] encodeAscii(String text, int lengthBytes) {
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c < 0x20 || c > 0x7E) {
                throw ValueCodecException.illegalCharacter(describe(c), i + 1, "an (ASCII)");
            }
        }
        return fill(text.getBytes(GBK), lengthBytes);
    }

    /** @throws ValueCodecException for a character outside GBK, or text longer than the element */
    public static byte[] encodeGbk(String text, int lengthBytes) {
        return fill(gbkBytes(text), lengthBytes);
    }

    /** The bytes of the text without filling: two for a Chinese character, one for ASCII. */
    public static byte[] gbkBytes(String text) {
        CharsetEncoder encoder = GBK.newEncoder()
                .onMalformedInput(CodingErrorAction.REPORT)
                .onUnmappableCharacter(CodingErrorAction.REPORT);
        try {
            ByteBuffer encoded = encoder.encode(CharBuffer.wrap(text));
            requireNoControls(text);
            byte[] bytes = new byte[encoded.remaining()];
            encoded.get(bytes);
            return bytes;
        } catch (CharacterCodingException e) {
            throw firstUnmappable(text);
        }
    }

    /**
     * The text without trailing 00, FF and blanks. Bytes outside GBK are read as GB18030, which some issuers wrote;
     * what is neither becomes U+FFFD, because a reader must still show the rest.
     */
    public static String decode(byte[] bytes) {
        byte[] trimmed = trim(bytes);
        try {
            return GBK.newDecoder()
                    .onMalformedInput(CodingErrorAction.REPORT)
                    .onUnmappableCharacter(CodingErrorAction.REPORT)
                    .decode(ByteBuffer.wrap(trimmed))
                    .toString();
        } catch (CharacterCodingException e) {
            return new String(trimmed, GB18030);
        }
    }

    /** The bytes without trailing 00, FF and blanks; none of the three can end a GBK character. */
    static byte[] trim(byte[] bytes) {
        int end = bytes.length;
        while (end > 0 && (bytes[end - 1] == 0x00 || bytes[end - 1] == (byte) 0xFF || bytes[end - 1] == 0x20)) {
            end--;
        }
        return Arrays.copyOf(bytes, end);
    }

    static String describe(int codePoint) {
        String code = String.format(Locale.ROOT, "U+%04X", codePoint);
        return Character.isISOControl(codePoint) || Character.getType(codePoint) == Character.SURROGATE
                ? code
                : "'" + Character.toString(codePoint) + "' (" + code + ")";
    }

    private static byte[] fill(byte[] bytes, int lengthBytes) {
        if (bytes.length > lengthBytes) {
            throw ValueCodecException.tooLong(bytes.length, lengthBytes);
        }
        return Arrays.copyOf(bytes, lengthBytes);
    }

    private static void requireNoControls(String text) {
        for (int i = 0; i < text.length(); i++) {
            if (Character.isISOControl(text.charAt(i))) {
                throw ValueCodecException.illegalCharacter(describe(text.charAt(i)), i + 1, "card text");
            }
        }
    }

    private static ValueCodecException firstUnmappable(String text) {
        CharsetEncoder encoder = GBK.newEncoder();
        int position = 1;
        for (int i = 0; i < text.length(); position++) {
            int codePoint = text.codePointAt(i);
            String character = Character.toString(codePoint);
            if (!encoder.canEncode(character)) {
                return ValueCodecException.illegalCharacter(describe(codePoint), position, "GBK");
            }
            i += character.length();
        }
        return ValueCodecException.malformed("text is not well-formed Unicode");
    }
}
