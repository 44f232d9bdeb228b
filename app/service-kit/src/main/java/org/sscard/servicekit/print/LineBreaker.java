package org.sscard.servicekit.print;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/**
 * Breaks Chinese text into lines: between any two characters, but never before a closing mark (it hangs over the edge
 * instead), and within a Latin word or number only when the word alone is too long.
 */
final class LineBreaker {

    private static final String CLOSING = "，。；：、！？）》」』】”’％,.;:!?)]}%";

    private final PrintFonts fonts;

    LineBreaker(PrintFonts fonts) {
        this.fonts = fonts;
    }

    List<String> lines(String text, float size, float width) throws IOException {
        List<String> lines = new ArrayList<>();
        for (String paragraph : text.split("\n", -1)) {
            fill(lines, paragraph, size, width);
        }
        return lines;
    }

    private void fill(List<String> lines, String paragraph, float size, float width) throws IOException {
        StringBuilder line = new StringBuilder();
        float used = 0;
        for (String piece : pieces(paragraph)) {
            float needed = fonts.width(piece, size);
            if (line.length() > 0 && used + needed > width && CLOSING.indexOf(piece.charAt(0)) < 0) {
                lines.add(line.toString().stripTrailing());
                line.setLength(0);
                used = 0;
                if (piece.isBlank()) {
                    continue;
                }
            }
            line.append(piece);
            used += needed;
        }
        lines.add(line.toString().stripTrailing());
    }

    /** Latin words and numbers whole, everything else by character. */
    private static List<String> pieces(String text) {
        List<String> pieces = new ArrayList<>();
        StringBuilder word = new StringBuilder();
        for (int codePoint : text.codePoints().toArray()) {
            if (codePoint > ' ' && codePoint < 0x2000 && CLOSING.indexOf(codePoint) < 0 && word.length() < 24) {
                word.appendCodePoint(codePoint);
            } else {
                flush(pieces, word);
                pieces.add(Character.toString(codePoint));
            }
        }
        flush(pieces, word);
        return pieces;
    }

    private static void flush(List<String> pieces, StringBuilder word) {
        if (word.length() > 0) {
            pieces.add(word.toString());
            word.setLength(0);
        }
    }
}
