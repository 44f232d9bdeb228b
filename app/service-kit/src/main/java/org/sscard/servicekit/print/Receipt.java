package org.sscard.servicekit.print;

/** A receipt of 80 mm as text, 42 columns wide; a Chinese character takes two. */
public final class Receipt {

    public static final int COLUMNS = 42;

    private final StringBuilder text = new StringBuilder();

    public Receipt centred(String line) {
        int free = COLUMNS - columns(line);
        return line(" ".repeat(Math.max(0, free / 2)) + line);
    }

    /** A label on the left and its value on the right; the value moves to a line of its own when both do not fit. */
    public Receipt pair(String label, String value) {
        int free = COLUMNS - columns(label) - columns(value);
        if (free < 1) {
            line(label);
            return line(" ".repeat(Math.max(0, COLUMNS - columns(value))) + value);
        }
        return line(label + " ".repeat(free) + value);
    }

    public Receipt rule() {
        return line("-".repeat(COLUMNS));
    }

    /** A text of any length, broken at the edge. */
    public Receipt line(String line) {
        int used = 0;
        for (int codePoint : line.codePoints().toArray()) {
            int width = width(codePoint);
            if (used + width > COLUMNS) {
                text.append('\n');
                used = 0;
            }
            text.appendCodePoint(codePoint);
            used += width;
        }
        text.append('\n');
        return this;
    }

    public String text() {
        return text.toString();
    }

    private static int columns(String line) {
        return line.codePoints().map(Receipt::width).sum();
    }

    /** Han, kana, full-width forms and CJK marks take two columns, everything before them one. */
    private static int width(int codePoint) {
        return codePoint >= 0x2E80 ? 2 : 1;
    }
}
