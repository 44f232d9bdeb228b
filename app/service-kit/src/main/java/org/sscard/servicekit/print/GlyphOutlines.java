package org.sscard.servicekit.print;

import java.awt.geom.AffineTransform;
import java.awt.geom.GeneralPath;
import java.awt.geom.Path2D;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Optional;
import org.apache.fontbox.ttf.CmapLookup;
import org.apache.fontbox.ttf.OTFParser;
import org.apache.fontbox.ttf.OpenTypeFont;
import org.apache.fontbox.ttf.TTFParser;
import org.apache.fontbox.ttf.TrueTypeCollection;
import org.apache.fontbox.ttf.TrueTypeFont;
import org.apache.pdfbox.io.RandomAccessReadBufferedFile;
import org.jspecify.annotations.Nullable;
import org.sscard.wire.error.CodedException;
import org.sscard.wire.error.ErrorCode;

/** The glyphs of one font file as outlines, scaled to a type size of 1, baseline at 0, y upwards. Safe for several threads. */
public final class GlyphOutlines implements AutoCloseable {

    private final AutoCloseable file;
    private final TrueTypeFont font;
    private final CmapLookup characters;
    private final double scale;

    private GlyphOutlines(AutoCloseable file, TrueTypeFont font) throws IOException {
        this.file = file;
        this.font = font;
        this.characters = font.getUnicodeCmapLookup();
        this.scale = 1.0 / font.getUnitsPerEm();
    }

    /**
     * @param nameInCollection PostScript name, for a file that holds several fonts
     * @return empty when the file is not there or holds no such font
     * @throws CodedException FONT_NOT_FOUND for a file that is no font
     */
    public static Optional<GlyphOutlines> open(Path path, @Nullable String nameInCollection) {
        if (!Files.isReadable(path)) {
            return Optional.empty();
        }
        try {
            if (path.toString().toLowerCase(Locale.ROOT).endsWith(".ttc")) {
                return inCollection(new TrueTypeCollection(path.toFile()), nameInCollection);
            }
            boolean openType = path.toString().toLowerCase(Locale.ROOT).endsWith(".otf");
            RandomAccessReadBufferedFile bytes = new RandomAccessReadBufferedFile(path.toFile());
            TrueTypeFont font = (openType ? new OTFParser() : new TTFParser()).parse(bytes);
            return Optional.of(new GlyphOutlines(font, font));
        } catch (IOException e) {
            throw new CodedException(e, ErrorCode.FONT_NOT_FOUND);
        }
    }

    private static Optional<GlyphOutlines> inCollection(TrueTypeCollection collection, @Nullable String name)
            throws IOException {
        TrueTypeFont font = name == null ? null : collection.getFontByName(name);
        if (font == null) {
            collection.close();
            return Optional.empty();
        }
        return Optional.of(new GlyphOutlines(collection, font));
    }

    /** Empty when the font has no such character. */
    public synchronized Optional<Path2D> glyph(int codePoint) {
        int glyph = characters.getGlyphId(codePoint);
        if (glyph == 0) {
            return Optional.empty();
        }
        try {
            GeneralPath path = path(glyph);
            path.transform(AffineTransform.getScaleInstance(scale, scale));
            return Optional.of(path);
        } catch (IOException e) {
            throw new CodedException(e, ErrorCode.FONT_NOT_FOUND);
        }
    }

    /** From this character's origin to the next one's. */
    public synchronized double advance(int codePoint) {
        try {
            return font.getAdvanceWidth(characters.getGlyphId(codePoint)) * scale;
        } catch (IOException e) {
            throw new CodedException(e, ErrorCode.FONT_NOT_FOUND);
        }
    }

    private GeneralPath path(int glyph) throws IOException {
        if (font instanceof OpenTypeFont openType && openType.isPostScript()) {
            return (GeneralPath) openType.getCFF()
                    .getFont()
                    .getType2CharString(glyph)
                    .getPath()
                    .clone();
        }
        var outline = font.getGlyph().getGlyph(glyph);
        return outline == null
                ? new GeneralPath()
                : (GeneralPath) outline.getPath().clone();
    }

    @Override
    public void close() {
        try {
            file.close();
        } catch (Exception e) {
            throw new IllegalStateException("font file", e);
        }
    }
}
