package org.sscard.spec.codec;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HexFormat;
import org.sscard.spec.layout.Element;
import org.sscard.spec.layout.ElementFormat;

/**
 * A 1.0 card whose element was rewritten with its 2.0 meaning (§2.2): the new value is right-filled with nibble E to
 * the old length, and a trailing EE tells readers that the new meaning holds.
 */
public final class RewrittenElement {

    private static final byte MARK = (byte) 0xEE;
    private static final HexFormat HEX = HexFormat.of().withUpperCase();

    private RewrittenElement() {}

    public static boolean isRewritten(byte[] value) {
        return value.length > 0 && value[value.length - 1] == MARK;
    }

    /**
     * @param asVersion2 the element of the same tag in the 2.0 layout
     * @param storedLength bytes that the element has on the 1.0 card
     * @throws ValueCodecException when the value leaves no room for the mark, or ends in what looks like one
     */
    public static byte[] encode(Element asVersion2, int storedLength, String value) {
        byte[] bytes = switch (asVersion2.format()) {
            case CN -> digits(value, storedLength);
            case AN, GBK -> text(value, storedLength);
            case B, NESTED ->
                throw ValueCodecException.malformed(
                        "bytes cannot be told from the mark EE; only cn, an and GBK values are rewritten");
        };
        if (!isRewritten(bytes) || !decode(asVersion2, bytes).equals(value)) {
            throw ValueCodecException.malformed("the value cannot be told from the mark EE");
        }
        return bytes;
    }

    /** The 2.0 value of a rewritten element. */
    public static String decode(Element asVersion2, byte[] value) {
        if (!isRewritten(value)) {
            throw ValueCodecException.malformed("the element does not carry the mark EE");
        }
        if (asVersion2.format() == ElementFormat.CN) {
            String nibbles = HEX.formatHex(value);
            int end = nibbles.length();
            while (end > 0 && nibbles.charAt(end - 1) == 'E') {
                end--;
            }
            return nibbles.substring(0, end);
        }
        int end = value.length;
        while (end > 0 && value[end - 1] == MARK) {
            end--;
        }
        String text = CardText.decode(Arrays.copyOf(value, end));
        // A character whose second byte is EE loses it above; its lone first byte then is no GBK.
        return text.indexOf('\uFFFD') < 0 ? text : CardText.decode(Arrays.copyOf(value, end + 1));
    }

    private static byte[] digits(String value, int storedLength) {
        CompressedNumeric.requireDigits(value);
        int room = 2 * storedLength - 2;
        if (value.length() > room) {
            throw ValueCodecException.tooLong((value.length() + 1) / 2 + 1, storedLength);
        }
        return HEX.parseHex(value + "E".repeat(2 * storedLength - value.length()));
    }

    private static byte[] text(String value, int storedLength) {
        byte[] encoded = value.chars().allMatch(c -> c < 0x80)
                ? value.getBytes(StandardCharsets.US_ASCII)
                : CardText.gbkBytes(value);
        if (encoded.length > storedLength - 1) {
            throw ValueCodecException.tooLong(encoded.length + 1, storedLength);
        }
        byte[] bytes = Arrays.copyOf(encoded, storedLength);
        Arrays.fill(bytes, encoded.length, storedLength, MARK);
        return bytes;
    }
}
