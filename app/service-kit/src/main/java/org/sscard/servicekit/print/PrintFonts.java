package org.sscard.servicekit.print;

import java.io.File;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.apache.fontbox.ttf.CmapLookup;
import org.apache.fontbox.ttf.OTFParser;
import org.apache.fontbox.ttf.TTFParser;
import org.apache.fontbox.ttf.TrueTypeCollection;
import org.apache.fontbox.ttf.TrueTypeFont;
import org.apache.pdfbox.io.RandomAccessReadBufferedFile;
import org.apache.pdfbox.pdmodel.PDDocument;
import org.apache.pdfbox.pdmodel.font.PDType0Font;
import org.jspecify.annotations.Nullable;
import org.sscard.wire.error.CodedException;
import org.sscard.wire.error.ErrorCode;

/**
 * The Chinese fonts of this machine, embedded into one document: WenQuanYi Zen Hei for GBK and Extension A, Hanazono for
 * rarer characters of names. A character that none has is an error, never a blank. Open until the document is saved.
 */
final class PrintFonts implements AutoCloseable {

    /** Debian's packages fonts-wqy-zenhei and fonts-hanazono. */
    private static final List<Source> SOURCES = List.of(
            new Source("/usr/share/fonts/truetype/wqy/wqy-zenhei.ttc", "WenQuanYiZenHei"),
            new Source("/usr/share/fonts/truetype/hanazono/HanaMinA.ttf", null),
            new Source("/usr/share/fonts/truetype/hanazono/HanaMinB.ttf", null));

    private final List<Loaded> fonts = new ArrayList<>();
    private final List<AutoCloseable> files = new ArrayList<>();

    record Source(String path, @Nullable String nameInCollection) {}

    record Loaded(PDType0Font font, CmapLookup characters) {}

    /** A stretch of text in one font. */
    record Run(PDType0Font font, String text) {}

    private PrintFonts() {}

    static PrintFonts open(PDDocument document) {
        return open(document, SOURCES);
    }

    static PrintFonts open(PDDocument document, List<Source> sources) {
        PrintFonts opened = new PrintFonts();
        try {
            for (Source source : sources) {
                File file = new File(source.path());
                if (file.canRead()) {
                    TrueTypeFont font = opened.read(file, source.nameInCollection());
                    opened.fonts.add(new Loaded(PDType0Font.load(document, font, true), font.getUnicodeCmapLookup()));
                }
            }
        } catch (IOException e) {
            opened.close();
            throw new CodedException(e, ErrorCode.FONT_NOT_FOUND);
        }
        if (opened.fonts.isEmpty()) {
            throw new CodedException(ErrorCode.FONT_NOT_FOUND);
        }
        return opened;
    }

    /** Cuts a text where the font changes. */
    List<Run> runs(String text) {
        List<Run> runs = new ArrayList<>();
        StringBuilder stretch = new StringBuilder();
        PDType0Font current = null;
        for (int codePoint : text.codePoints().toArray()) {
            PDType0Font font = fontOf(codePoint);
            if (current != null && !font.equals(current)) {
                runs.add(new Run(current, stretch.toString()));
                stretch.setLength(0);
            }
            current = font;
            stretch.appendCodePoint(codePoint);
        }
        if (current != null) {
            runs.add(new Run(current, stretch.toString()));
        }
        return runs;
    }

    float width(String text, float size) throws IOException {
        float width = 0;
        for (Run run : runs(text)) {
            width += run.font().getStringWidth(run.text()) / 1000 * size;
        }
        return width;
    }

    @Override
    public void close() {
        for (AutoCloseable file : files) {
            try {
                file.close();
            } catch (Exception e) {
                throw new IllegalStateException("font file", e);
            }
        }
    }

    private TrueTypeFont read(File file, @Nullable String nameInCollection) throws IOException {
        if (nameInCollection == null) {
            TrueTypeFont font = (file.getName().endsWith(".otf") ? new OTFParser() : new TTFParser())
                    .parse(new RandomAccessReadBufferedFile(file));
            files.add(font);
            return font;
        }
        TrueTypeCollection collection = new TrueTypeCollection(file);
        files.add(collection);
        TrueTypeFont font = collection.getFontByName(nameInCollection);
        if (font == null) {
            throw new IOException(file + " holds no " + nameInCollection);
        }
        return font;
    }

    private PDType0Font fontOf(int codePoint) {
        for (Loaded loaded : fonts) {
            if (loaded.characters().getGlyphId(codePoint) != 0) {
                return loaded.font();
            }
        }
        throw new CodedException(
                ErrorCode.FONT_GLYPH_MISSING, String.format("U+%04X %s", codePoint, Character.toString(codePoint)));
    }
}
