package org.sscard.virtualcard.image;

import static org.sscard.virtualcard.crypto.ByteArrays.concat;

import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.sscard.spec.layout.Element;

/** Values of elements as they stand on a card (§2, padding). */
final class ElementValues {

    private static final int HEADER = 2;

    private ElementValues() {}

    /** Filled on the right by the element's format. */
    static byte[] padded(Element element, byte[] value) {
        byte[] full = Arrays.copyOf(value, element.length());
        Arrays.fill(full, value.length, full.length, element.format().padding());
        return full;
    }

    /**
     * A value as an image gives it: filled by the element's format, or with the inner elements that a nested one lacks
     * (§6, conventions). A nested value of full length is taken as it is.
     *
     * @return empty when a shorter nested value is not made of the element's inner elements
     */
    static Optional<byte[]> complete(Element element, byte[] value) {
        return element.elements().isEmpty() || value.length == element.length()
                ? Optional.of(padded(element, value))
                : completeNested(element, value);
    }

    private static Optional<byte[]> completeNested(Element element, byte[] value) {
        Map<Integer, byte[]> given = new HashMap<>();
        int at = 0;
        while (at < value.length) {
            int tag = value[at] & 0xFF;
            int length = at + 1 < value.length ? value[at + 1] & 0xFF : value.length;
            int end = at + HEADER + length;
            Optional<Element> inner = element.elements().stream()
                    .filter(candidate -> candidate.tag() == tag && length <= candidate.length())
                    .findFirst();
            if (inner.isEmpty() || end > value.length) {
                return Optional.empty();
            }
            byte[] content = padded(inner.get(), Arrays.copyOfRange(value, at + HEADER, end));
            if (given.put(tag, content) != null) {
                return Optional.empty();
            }
            at = end;
        }
        byte[] whole = new byte[0];
        for (Element inner : element.elements()) {
            whole = concat(whole, record(inner, given.getOrDefault(inner.tag(), absent(inner))));
        }
        return Optional.of(whole);
    }

    /** The value of an element that is absent: padding; a nested element keeps its inner headers (§6, conventions). */
    static byte[] absent(Element element) {
        if (element.elements().isEmpty()) {
            return padded(element, new byte[0]);
        }
        byte[] value = new byte[0];
        for (Element inner : element.elements()) {
            value = concat(value, record(inner, absent(inner)));
        }
        return value;
    }

    /** tag ‖ length ‖ value. */
    static byte[] record(Element element, byte[] value) {
        return concat(new byte[] {(byte) element.tag(), (byte) value.length}, value);
    }
}
