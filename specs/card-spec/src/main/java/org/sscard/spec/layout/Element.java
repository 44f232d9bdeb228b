package org.sscard.spec.layout;

import java.util.List;
import java.util.Optional;

/**
 * A TLV element.
 *
 * @param tag one byte, also the record identifier
 * @param repeat how many records of the file carry this tag
 * @param presentByDefault false where the element stands in another file unless a profile moves it here (tag 60)
 * @param elements the inner elements of a nested element, in order; otherwise empty
 */
public record Element(
        int tag,
        String zh,
        String en,
        int length,
        ElementFormat format,
        Optional<ElementContent> content,
        Optional<CodeTable> codes,
        int repeat,
        boolean presentByDefault,
        Optional<Wording> note,
        List<Element> elements)
        implements DataItem {

    public Element {
        elements = List.copyOf(elements);
    }

    /** Bytes on the card: tag, length byte and value. */
    public int encodedLength() {
        return 2 + length;
    }
}
