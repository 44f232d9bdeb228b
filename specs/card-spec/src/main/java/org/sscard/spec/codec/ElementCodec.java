package org.sscard.spec.codec;

import java.io.ByteArrayOutputStream;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.sscard.spec.layout.DataItem;
import org.sscard.spec.layout.Element;
import org.sscard.spec.layout.ElementFormat;

/**
 * Values ↔ bytes, by the format of the element (§2). As text, cn is its digits, an and GBK the text, b and nested
 * elements upper-case hex; nested elements have their own methods for the inner values.
 */
public final class ElementCodec {

    private static final HexFormat HEX = HexFormat.of().withUpperCase();

    private ElementCodec() {}

    /**
     * The value at the element's full length, padded. Empty text is the empty value.
     *
     * @throws ValueCodecException when the value does not fit the format or the length
     */
    public static byte[] encode(DataItem item, String value) {
        if (value.isEmpty()) {
            return empty(item);
        }
        return switch (item.format()) {
            case CN -> CompressedNumeric.encode(value, item.length());
            case AN -> CardText.encodeAscii(value, item.length());
            case GBK -> CardText.encodeGbk(value, item.length());
            case B, NESTED -> pad(item, hex(value));
        };
    }

    /** The value as text, without padding; b and nested values are complete. */
    public static String decode(DataItem item, byte[] value) {
        return switch (item.format()) {
            case CN -> CompressedNumeric.decode(value);
            case AN, GBK -> CardText.decode(value);
            case B, NESTED -> HEX.formatHex(value);
        };
    }

    /** The value of an element that nobody filled: cn FF, others 00, nested elements with their inner headers. */
    public static byte[] empty(DataItem item) {
        if (item instanceof Element element && element.format() == ElementFormat.NESTED) {
            return encodeNested(element, Map.of());
        }
        byte[] bytes = new byte[item.length()];
        Arrays.fill(bytes, item.format().padding());
        return bytes;
    }

    /**
     * Fills a value that is already in card bytes to the element's length.
     *
     * @throws ValueCodecException when it is longer than the element
     */
    public static byte[] pad(DataItem item, byte[] value) {
        if (value.length > item.length()) {
            throw ValueCodecException.tooLong(value.length, item.length());
        }
        byte[] bytes = Arrays.copyOf(value, item.length());
        Arrays.fill(bytes, value.length, bytes.length, item.format().padding());
        return bytes;
    }

    /**
     * A nested element from the texts of its inner elements, by tag; what is absent keeps its header with a padded
     * value (§6, conventions).
     *
     * @throws ValueCodecException when a tag is not an inner element or a value does not fit
     */
    public static byte[] encodeNested(Element element, Map<Integer, String> values) {
        List<Integer> known = element.elements().stream().map(Element::tag).toList();
        for (int tag : values.keySet()) {
            if (!known.contains(tag)) {
                throw ValueCodecException.malformed(
                        String.format(Locale.ROOT, "element %02X has no inner element %02X", element.tag(), tag));
            }
        }
        ByteArrayOutputStream out = new ByteArrayOutputStream(element.length());
        for (Element inner : element.elements()) {
            byte[] value = encode(inner, values.getOrDefault(inner.tag(), ""));
            out.writeBytes(new TlvRecord(inner.tag(), value).encode());
        }
        return out.toByteArray();
    }

    /**
     * The texts of the inner elements, by tag in order of the layout; what is absent is empty. A value that is nothing
     * but padding is read as all empty, since cards without inner headers exist.
     *
     * @throws ValueCodecException when tags or lengths contradict the layout
     */
    public static Map<Integer, String> decodeNested(Element element, byte[] value) {
        Map<Integer, String> values = new LinkedHashMap<>();
        element.elements().forEach(inner -> values.put(inner.tag(), ""));
        if (isPadding(value)) {
            return values;
        }
        for (TlvRecord record : TlvRecord.decodeAll(value)) {
            Element inner = element.elements().stream()
                    .filter(candidate -> candidate.tag() == record.tag())
                    .findFirst()
                    .orElseThrow(() -> ValueCodecException.malformed(String.format(
                            Locale.ROOT, "element %02X has no inner element %02X", element.tag(), record.tag())));
            byte[] bytes = record.value();
            if (bytes.length > inner.length()) {
                throw ValueCodecException.tooLong(bytes.length, inner.length());
            }
            values.put(inner.tag(), decode(inner, bytes));
        }
        return values;
    }

    /** The whole record of an element: tag, length, padded value. */
    public static byte[] encodeRecord(Element element, String value) {
        return new TlvRecord(element.tag(), encode(element, value)).encode();
    }

    /** The record that a new card carries where no value is known. */
    public static byte[] emptyRecord(Element element) {
        return new TlvRecord(element.tag(), empty(element)).encode();
    }

    private static boolean isPadding(byte[] value) {
        for (byte b : value) {
            if (b != value[0] || (b != 0x00 && b != (byte) 0xFF)) {
                return false;
            }
        }
        return true;
    }

    private static byte[] hex(String text) {
        for (int i = 0; i < text.length(); i++) {
            if (!HexFormat.isHexDigit(text.charAt(i))) {
                throw ValueCodecException.illegalCharacter(CardText.describe(text.charAt(i)), i + 1, "hex");
            }
        }
        if (text.length() % 2 != 0) {
            throw ValueCodecException.malformed("odd number of hex digits: " + text.length());
        }
        return HEX.parseHex(text);
    }
}
