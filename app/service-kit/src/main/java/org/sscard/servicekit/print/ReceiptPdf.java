package org.sscard.servicekit.print;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import org.apache.pdfbox.pdmodel.PDDocument;
import org.apache.pdfbox.pdmodel.PDPage;
import org.apache.pdfbox.pdmodel.PDPageContentStream;
import org.apache.pdfbox.pdmodel.common.PDRectangle;

/** Sets a {@link Receipt} on one strip, 80 mm wide and as long as it needs. Lengths in points (1/72 inch). */
public final class ReceiptPdf {

    private static final float WIDTH = 80 / 25.4f * 72;
    private static final float MARGIN = 12;
    private static final float INNER = WIDTH - 2 * MARGIN;
    private static final float SIZE = 9.5f;
    private static final float LEADING = 14;

    private final PrintFonts fonts;
    private final LineBreaker breaker;

    private ReceiptPdf(PrintFonts fonts) {
        this.fonts = fonts;
        this.breaker = new LineBreaker(fonts);
    }

    /** The PDF's bytes. A machine without a Chinese font, or a character that no font has, is a coded error. */
    public static byte[] render(Receipt receipt) {
        try (PDDocument document = new PDDocument();
                PrintFonts fonts = PrintFonts.open(document)) {
            document.getDocumentCatalog().setLanguage("zh-CN");
            new ReceiptPdf(fonts).set(document, receipt.lines());
            ByteArrayOutputStream bytes = new ByteArrayOutputStream();
            document.save(bytes);
            return bytes.toByteArray();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void set(PDDocument document, List<Receipt.Line> lines) throws IOException {
        float height = 2 * MARGIN;
        for (Receipt.Line line : lines) {
            height += LEADING * rows(line).size();
        }
        PDPage page = new PDPage(new PDRectangle(WIDTH, height));
        document.addPage(page);
        try (PDPageContentStream content = new PDPageContentStream(document, page)) {
            float y = height - MARGIN;
            for (Receipt.Line line : lines) {
                for (String row : rows(line)) {
                    y -= LEADING;
                    set(content, line, row, y);
                }
            }
        }
    }

    /** A pair that does not fit on one line takes two. */
    private List<String> rows(Receipt.Line line) throws IOException {
        if (line instanceof Receipt.Centred centred) {
            return breaker.lines(centred.text(), SIZE, INNER);
        } else if (line instanceof Receipt.Text text) {
            return breaker.lines(text.text(), SIZE, INNER);
        } else if (line instanceof Receipt.Pair pair && !fits(pair)) {
            return List.of(pair.label(), "");
        }
        return List.of("");
    }

    private boolean fits(Receipt.Pair pair) throws IOException {
        return fonts.width(pair.label() + "  " + pair.value(), SIZE) <= INNER;
    }

    private void set(PDPageContentStream content, Receipt.Line line, String row, float y) throws IOException {
        if (line instanceof Receipt.Rule) {
            content.setLineWidth(0.5f);
            content.moveTo(MARGIN, y + SIZE / 3);
            content.lineTo(MARGIN + INNER, y + SIZE / 3);
            content.stroke();
        } else if (line instanceof Receipt.Pair pair) {
            if (!row.isEmpty() || fits(pair)) {
                show(content, pair.label(), MARGIN, y);
            }
            if (row.isEmpty()) {
                show(content, pair.value(), MARGIN + INNER - fonts.width(pair.value(), SIZE), y);
            }
        } else if (line instanceof Receipt.Centred) {
            show(content, row, MARGIN + (INNER - fonts.width(row, SIZE)) / 2, y);
        } else {
            show(content, row, MARGIN, y);
        }
    }

    private void show(PDPageContentStream content, String text, float x, float baseline) throws IOException {
        if (text.isEmpty()) {
            return;
        }
        content.beginText();
        content.newLineAtOffset(x, baseline);
        for (PrintFonts.Run run : fonts.runs(text)) {
            content.setFont(run.font(), SIZE);
            content.showText(run.text());
        }
        content.endText();
    }
}
