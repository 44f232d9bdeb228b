package org.sscard.spec.layout;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Address of a file: application and file identifier, {@code SSSE/EF05}. */
public record FileRef(String application, String fid) {

    private static final Pattern TEXT = Pattern.compile("([A-Z0-9]{4})/(EF[0-9A-F]{2})");

    public FileRef {
        if (!TEXT.matcher(application + "/" + fid).matches()) {
            throw new IllegalArgumentException("not a file address: " + application + "/" + fid);
        }
    }

    /** @throws IllegalArgumentException when the text is not of the form {@code DF03/EF19} */
    public static FileRef parse(String text) {
        Matcher matcher = TEXT.matcher(text);
        if (!matcher.matches()) {
            throw new IllegalArgumentException("not a file address: " + text);
        }
        return new FileRef(matcher.group(1), matcher.group(2));
    }

    /** The file identifier as a number, EF05 = 0xEF05. */
    public int fidNumber() {
        return Integer.parseInt(fid, 16);
    }

    /** Short file identifier: the low 5 bits of the low FID byte (§2). */
    public int sfi() {
        return fidNumber() & 0x1F;
    }

    public ElementRef element(int tag) {
        return new ElementRef(this, tag, 1);
    }

    @Override
    public String toString() {
        return application + "/" + fid;
    }
}
