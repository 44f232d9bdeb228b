package org.sscard.issuer.face;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.sscard.servicekit.print.Artwork;
import org.sscard.servicekit.print.Sheet;
import org.sscard.servicekit.print.SheetPdf;
import org.sscard.wire.error.CodedException;
import org.sscard.wire.error.ErrorCode;

/** Proof pictures (样张) of the card's faces, as PNG, SVG or a sheet to print. Safe for several threads. */
public final class FaceProof implements AutoCloseable {

    public static final int DEFAULT_DPI = 300;
    private static final int LEAST_DPI = 72;
    private static final int MOST_DPI = 1200;

    private final CardFace face = CardFace.table();
    private final Path fontFolder;
    private @Nullable FaceFonts opened;

    private FaceProof(Path fontFolder) {
        this.fontFolder = fontFolder;
    }

    /**
     * Fonts are looked for at the first drawing: a machine without them does everything else.
     *
     * @param fontFolder where the bureau keeps the fonts that it has a licence for; it need not be there
     */
    public static FaceProof open(Path fontFolder) {
        return new FaceProof(fontFolder);
    }

    private synchronized FaceFonts fonts() {
        FaceFonts fonts = opened;
        if (fonts == null) {
            fonts = FaceFonts.open(face, fontFolder);
            opened = fonts;
        }
        return fonts;
    }

    /** @throws CodedException FONT_NOT_FOUND, FONT_GLYPH_MISSING for a character of the holder's name that no font has */
    public Artwork artwork(FaceSide side, FaceHolder holder) {
        return FaceDrawing.of(face, fonts(), side, holder);
    }

    /** @throws CodedException FONT_GLYPH_MISSING, REQUEST_INVALID for a resolution out of 72 to 1200 dots an inch */
    public byte[] png(FaceSide side, FaceHolder holder, int dpi) {
        if (dpi < LEAST_DPI || dpi > MOST_DPI) {
            throw new CodedException(ErrorCode.REQUEST_INVALID, "dpi", LEAST_DPI + ".." + MOST_DPI);
        }
        return FacePng.of(artwork(side, holder), dpi, substitutes());
    }

    public byte[] svg(FaceSide side, FaceHolder holder) {
        return FaceSvg.of(artwork(side, holder), "社会保障卡" + side.zh() + "样张", substitutes())
                .getBytes(StandardCharsets.UTF_8);
    }

    /** Both faces at their true size on A4, with what stands for which typeface, and where everything has to be. */
    public byte[] pdf(FaceHolder holder) {
        List<Sheet.Block> blocks = new ArrayList<>();
        for (FaceSide side : FaceSide.values()) {
            blocks.add(new Sheet.Heading(side.zh()));
            blocks.add(new Sheet.Figure(
                    artwork(side, holder),
                    String.format(
                            Locale.ROOT,
                            "1:1，%.2f×%.2f mm，位置允差 ±%.2f mm",
                            face.widthMm(),
                            face.heightMm(),
                            face.toleranceMm(side))));
        }
        blocks.add(new Sheet.Heading("字体"));
        choices().forEach(choice -> blocks.add(new Sheet.Paragraph(choice.zh())));
        blocks.add(new Sheet.Heading("位置与依据"));
        blocks.add(new Sheet.Table(
                List.of(
                        new Sheet.Column("面", 1, false),
                        new Sheet.Column("项目", 2, false),
                        new Sheet.Column("依据", 6, false)),
                rows()));
        blocks.add(new Sheet.Paragraph("打印时选“实际大小”，量卡面外框核对比例。国徽、芯片、印章处为占位，由有资质的卡厂按标准印制。"));
        return SheetPdf.render(new Sheet("社会保障卡卡面样张", blocks, List.of("制作", "审核", "批准"), "卡面版本 " + shortDigest()));
    }

    private List<List<String>> rows() {
        List<List<String>> rows = new ArrayList<>();
        for (FaceSide side : FaceSide.values()) {
            face.items(side).forEach(item -> rows.add(List.of(side.zh(), item.zh(), item.paragraph())));
        }
        return rows;
    }

    /** Which fonts stand for the typefaces that the source asks for. */
    public List<FaceFonts.Choice> choices() {
        return fonts().choices(face);
    }

    private String substitutes() {
        return choices().stream().map(FaceFonts.Choice::zh).collect(Collectors.joining("；"));
    }

    public CardFace face() {
        return face;
    }

    private String shortDigest() {
        return face.digest().substring(0, 16);
    }

    @Override
    public synchronized void close() {
        if (opened != null) {
            opened.close();
            opened = null;
        }
    }
}
