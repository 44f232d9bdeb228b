package org.sscard.issuer.face;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.sscard.servicekit.print.GlyphOutlines;
import org.sscard.wire.error.CodedException;
import org.sscard.wire.error.ErrorCode;

/**
 * The fonts of this machine that stand for the typefaces of the face: the bureau's licensed ones from its own folder, or free
 * ones, which are named as substitutes. Looked up once, when they are opened.
 */
public final class FaceFonts implements AutoCloseable {

    private final Map<String, Chosen> chosen = new LinkedHashMap<>();
    private final List<Chosen> rare = new ArrayList<>();

    /** A font, and what it stands for. */
    private record Chosen(CardFace.Candidate candidate, GlyphOutlines outlines) {}

    /**
     * Which font is taken for a typeface.
     *
     * @param wanted as the source names it
     * @param family what is taken
     * @param genuine false: a substitute
     */
    public record Choice(String wanted, String family, String licence, boolean genuine) {

        /** For people, on the proof. */
        public String zh() {
            return genuine ? wanted + "：" + family : wanted + "：以 " + family + " 代替（" + licence + "）";
        }
    }

    private FaceFonts() {}

    /**
     * @param folder of the bureau's licensed fonts; it need not be there
     * @throws CodedException FONT_NOT_FOUND when a typeface has no candidate on this machine
     */
    public static FaceFonts open(CardFace face, Path folder) {
        FaceFonts fonts = new FaceFonts();
        try {
            for (CardFace.Typeface typeface : face.typefaces()) {
                fonts.chosen.put(
                        typeface.code(),
                        typeface.candidates().stream()
                                .flatMap(candidate -> open(candidate, folder).stream())
                                .findFirst()
                                .orElseThrow(() -> new CodedException(ErrorCode.FONT_NOT_FOUND)));
            }
            face.rareCharacters().forEach(candidate -> open(candidate, folder).ifPresent(fonts.rare::add));
            return fonts;
        } catch (CodedException e) {
            fonts.close();
            throw e;
        }
    }

    private static Optional<Chosen> open(CardFace.Candidate candidate, Path folder) {
        return GlyphOutlines.open(folder.resolve(candidate.file()), candidate.inCollection())
                .map(outlines -> new Chosen(candidate, outlines));
    }

    /** What is taken for each typeface, in the order of the table. */
    public List<Choice> choices(CardFace face) {
        return face.typefaces().stream()
                .map(typeface -> {
                    CardFace.Candidate taken = of(typeface.code()).candidate();
                    return new Choice(typeface.zh(), taken.family(), taken.licence(), taken.genuine());
                })
                .toList();
    }

    /**
     * The font that has the character: the typeface's, or one for rare characters.
     *
     * @throws CodedException FONT_GLYPH_MISSING
     */
    GlyphOutlines with(String typeface, int codePoint) {
        List<Chosen> asked = new ArrayList<>(List.of(of(typeface)));
        asked.addAll(rare);
        return asked.stream()
                .map(Chosen::outlines)
                .filter(outlines -> outlines.glyph(codePoint).isPresent())
                .findFirst()
                .orElseThrow(() -> new CodedException(
                        ErrorCode.FONT_GLYPH_MISSING,
                        String.format("U+%04X %s", codePoint, Character.toString(codePoint))));
    }

    private Chosen of(String typeface) {
        Chosen found = chosen.get(typeface);
        if (found == null) {
            throw new IllegalStateException("face.json has no typeface " + typeface);
        }
        return found;
    }

    @Override
    public void close() {
        chosen.values().forEach(font -> font.outlines().close());
        rare.forEach(font -> font.outlines().close());
    }
}
