package org.sscard.spec.codec;

import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.List;
import org.sscard.spec.layout.CardElements;
import org.sscard.spec.layout.CardLayout;
import org.sscard.spec.layout.Element;

/** The holder's name, which elements 09 and 4E carry together (§3); 1.0 cards have 09 only. */
public final class HolderName {

    private HolderName() {}

    /**
     * The values of 09 and, where the layout has it, 4E. No character is cut in two, so that readers that decode each
     * element alone see whole characters.
     *
     * @throws ValueCodecException when the name is outside GBK or longer than both elements
     */
    public static List<byte[]> split(CardLayout layout, String name) {
        List<byte[]> values = new ArrayList<>();
        int total = CardText.gbkBytes(name).length;
        int available = 0;
        int from = 0;
        for (Element element : elements(layout)) {
            int to = from;
            int used = 0;
            while (to < name.length()) {
                int next = name.offsetByCodePoints(to, 1);
                int width = CardText.gbkBytes(name.substring(to, next)).length;
                if (used + width > element.length()) {
                    break;
                }
                used += width;
                to = next;
            }
            values.add(CardText.encodeGbk(name.substring(from, to), element.length()));
            available += element.length();
            from = to;
        }
        if (from < name.length()) {
            throw ValueCodecException.tooLong(Math.max(total, available + 1), available);
        }
        return values;
    }

    /** The full name from the values of 09 and 4E. A character that another writer cut in two is whole again. */
    public static String join(List<byte[]> values) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        for (byte[] value : values) {
            bytes.writeBytes(CardText.trim(value));
        }
        return CardText.decode(bytes.toByteArray());
    }

    private static List<Element> elements(CardLayout layout) {
        List<Element> elements = new ArrayList<>();
        elements.add(layout.element(CardElements.NAME));
        layout.findElement(CardElements.NAME_EXTENSION).ifPresent(elements::add);
        return elements;
    }
}
