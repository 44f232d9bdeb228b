package org.sscard.servicekit.print;

import java.util.ArrayList;
import java.util.List;

/** A receipt of 80 mm: as text 42 columns wide, where a Chinese character takes two; {@link ReceiptPdf} sets it as PDF. */
public final class Receipt {

    public static final int COLUMNS = 42;

    private final List<Line> lines = new ArrayList<>();

    /** A part of a receipt. */
    public sealed interface Line {}

    public record Centred(String text) implements Line {}

    public record Pair(String label, String value) implements Line {}

    public record Rule() implements Line {}

    public record Text(String text) implements Line {}

    public Receipt centred(String line) {
        return with(new Centred(line));
    }

    /** A label on the left and its value on the right; the value moves to a line of its own when both do not fit. */
    public Receipt pair(String label, String value) {
        return with(new Pair(label, value));
    }

    public Receipt rule() {
        return with(new Rule());
    }

    /** A text of any length, broken at the edge. */
    public Receipt line(String line) {
        return with(new Text(line));
    }

    private Receipt with(Line line) {
        lines.add(line);
        return this;
    }

    /** From top to bottom. */
    public List<Line> lines() {
        return List.copyOf(lines);
    }

    public String text() {
        StringBuilder text = new StringBuilder();
        for (Line line : lines) {
            if (line instanceof Centred centred) {
                int free = COLUMNS - columns(centred.text());
                broken(text, " ".repeat(Math.max(0, free / 2)) + centred.text());
            } else if (line instanceof Pair pair) {
                pair(text, pair);
            } else if (line instanceof Rule) {
                text.append("-".repeat(COLUMNS)).append('\n');
            } else if (line instanceof Text plain) {
                broken(text, plain.text());
            }
        }
        return text.toString();
    }

    private static void pair(StringBuilder text, Pair pair) {
        int free = COLUMNS - columns(pair.label()) - columns(pair.value());
        if (free < 1) {
            broken(text, pair.label());
            broken(text, " ".repeat(Math.max(0, COLUMNS - columns(pair.value()))) + pair.value());
        } else {
            broken(text, pair.label() + " ".repeat(free) + pair.value());
        }
    }

    private static void broken(StringBuilder text, String line) {
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
    }

    private static int columns(String line) {
        return line.codePoints().map(Receipt::width).sum();
    }

    /** Han, kana, full-width forms and CJK marks take two columns, everything before them one. */
    private static int width(int codePoint) {
        return codePoint >= 0x2E80 ? 2 : 1;
    }
}
