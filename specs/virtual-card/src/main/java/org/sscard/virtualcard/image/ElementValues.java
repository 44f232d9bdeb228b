package org.sscard.virtualcard.image;

import static org.sscard.virtualcard.crypto.ByteArrays.concat;

import java.util.Arrays;
import org.sscard.spec.layout.Element;

/** Values of elements as they stand on a card (§2, padding). */
final class ElementValues {

    private ElementValues() {}

    /** Filled on the right by the element's format. */
    static byte[] padded(Element element, byte[] value) {
        byte[] full = Arrays.copyOf(value, element.length());
        Arrays.fill(full, value.length, full.length, element.format().padding());
        return full;
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
