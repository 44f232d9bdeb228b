package org.sscard.spec.layout;

import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Address of a TLV element: file, tag, and which of the records with that tag, counted from 1. As text
 * {@code SSSE/EF05/07}, for repeated tags {@code DF03/EF19/79#2}.
 */
public record ElementRef(FileRef file, int tag, int occurrence) implements Comparable<ElementRef> {

    private static final Pattern TEXT = Pattern.compile("([A-Z0-9]{4}/EF[0-9A-F]{2})/([0-9A-F]{2})(?:#([1-9][0-9]?))?");

    public ElementRef {
        if (tag < 0 || tag > 0xFF || occurrence < 1) {
            throw new IllegalArgumentException("not an element: tag " + tag + " number " + occurrence);
        }
    }

    /** @throws IllegalArgumentException when the text is not of the form {@code SSSE/EF05/07} or {@code …/40#2} */
    public static ElementRef parse(String text) {
        Matcher matcher = TEXT.matcher(text);
        if (!matcher.matches()) {
            throw new IllegalArgumentException("not an element address: " + text);
        }
        String number = matcher.group(3);
        return new ElementRef(
                FileRef.parse(matcher.group(1)),
                Integer.parseInt(matcher.group(2), 16),
                number == null ? 1 : Integer.parseInt(number));
    }

    /** The same tag, another of its records. */
    public ElementRef number(int other) {
        return new ElementRef(file, tag, other);
    }

    @Override
    public int compareTo(ElementRef other) {
        return toString().compareTo(other.toString());
    }

    @Override
    public String toString() {
        String text = String.format(Locale.ROOT, "%s/%02X", file, tag);
        return occurrence == 1 ? text : text + "#" + occurrence;
    }
}
