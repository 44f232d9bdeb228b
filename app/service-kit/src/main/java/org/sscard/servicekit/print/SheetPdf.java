package org.sscard.servicekit.print;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import org.apache.pdfbox.pdmodel.PDDocument;
import org.apache.pdfbox.pdmodel.PDPage;
import org.apache.pdfbox.pdmodel.PDPageContentStream;
import org.apache.pdfbox.pdmodel.common.PDRectangle;
import org.jspecify.annotations.Nullable;

/** Sets a {@link Sheet} on A4: 20 mm margins, black on white, 第 x 页 共 y 页 at the foot. Lengths in points (1/72 inch). */
public final class SheetPdf {

    private static final float MARGIN = 57;
    private static final float FOOT = 40;
    private static final float BODY = 10.5f;
    private static final float HEADING = 13;
    private static final float TITLE = 18;
    private static final float LEADING = 1.6f;
    private static final float CELL_PADDING = 4;
    private static final float LABEL_WIDTH = 110;
    private static final float WIDTH = PDRectangle.A4.getWidth() - 2 * MARGIN;

    private final PDDocument document;
    private final PrintFonts fonts;
    private final LineBreaker breaker;
    private @Nullable PDPageContentStream page;
    private float y;

    private SheetPdf(PDDocument document, PrintFonts fonts) {
        this.document = document;
        this.fonts = fonts;
        this.breaker = new LineBreaker(fonts);
    }

    /** The PDF's bytes. A machine without a Chinese font, or a character that no font has, is a coded error. */
    public static byte[] render(Sheet sheet) {
        try (PDDocument document = new PDDocument();
                PrintFonts fonts = PrintFonts.open(document)) {
            SheetPdf pdf = new SheetPdf(document, fonts);
            pdf.set(sheet);
            ByteArrayOutputStream bytes = new ByteArrayOutputStream();
            document.save(bytes);
            return bytes.toByteArray();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void set(Sheet sheet) throws IOException {
        document.getDocumentInformation().setTitle(sheet.title());
        document.getDocumentCatalog().setLanguage("zh-CN");
        newPage();
        centred(sheet.title(), TITLE);
        for (Sheet.Block block : sheet.blocks()) {
            set(block);
        }
        signatures(sheet.signatures());
        endPage();
        number(sheet.footer());
    }

    private void set(Sheet.Block block) throws IOException {
        if (block instanceof Sheet.Heading heading) {
            y -= HEADING * 0.6f;
            lines(breaker.lines(heading.text(), HEADING, WIDTH), HEADING, MARGIN);
        } else if (block instanceof Sheet.Paragraph paragraph) {
            lines(breaker.lines(paragraph.text(), BODY, WIDTH), BODY, MARGIN);
            y -= BODY * 0.5f;
        } else if (block instanceof Sheet.Facts facts) {
            for (Sheet.Fact fact : facts.facts()) {
                set(fact);
            }
            y -= BODY * 0.5f;
        } else if (block instanceof Sheet.Table table) {
            set(table);
        } else if (block instanceof Sheet.Figure figure) {
            set(figure);
        } else if (block instanceof Sheet.PageBreak) {
            endPage();
            newPage();
        }
    }

    private void set(Sheet.Figure figure) throws IOException {
        float height = (float) (figure.artwork().heightMm() * ArtworkPdf.POINTS_PER_MM);
        room(height + BODY * LEADING);
        ArtworkPdf.draw(document, content(), figure.artwork(), MARGIN, y - height);
        y -= height + BODY * 0.5f;
        lines(breaker.lines(figure.caption(), BODY, WIDTH), BODY, MARGIN);
        y -= BODY * 0.5f;
    }

    private void set(Sheet.Fact fact) throws IOException {
        List<String> value = breaker.lines(fact.value(), BODY, WIDTH - LABEL_WIDTH);
        room(BODY * LEADING);
        show(fact.label(), BODY, MARGIN, y - BODY);
        lines(value, BODY, MARGIN + LABEL_WIDTH);
    }

    private void set(Sheet.Table table) throws IOException {
        float[] widths = widths(table.columns());
        List<String> head = table.columns().stream().map(Sheet.Column::head).toList();
        row(table.columns(), widths, head);
        for (List<String> cells : table.rows()) {
            if (y - height(widths, cells) < MARGIN + FOOT) {
                endPage();
                newPage();
                row(table.columns(), widths, head);
            }
            row(table.columns(), widths, cells);
        }
        y -= BODY;
    }

    private void row(List<Sheet.Column> columns, float[] widths, List<String> cells) throws IOException {
        float height = height(widths, cells);
        room(height);
        rule(y);
        float x = MARGIN;
        for (int i = 0; i < widths.length; i++) {
            float lineY = y - CELL_PADDING - BODY;
            for (String line : breaker.lines(cells.get(i), BODY, widths[i] - 2 * CELL_PADDING)) {
                float indent =
                        columns.get(i).right() ? widths[i] - CELL_PADDING - fonts.width(line, BODY) : CELL_PADDING;
                show(line, BODY, x + indent, lineY);
                lineY -= BODY * LEADING;
            }
            x += widths[i];
        }
        y -= height;
        rule(y);
    }

    private float height(float[] widths, List<String> cells) throws IOException {
        int most = 1;
        for (int i = 0; i < widths.length; i++) {
            most = Math.max(
                    most,
                    breaker.lines(cells.get(i), BODY, widths[i] - 2 * CELL_PADDING)
                            .size());
        }
        return most * BODY * LEADING + CELL_PADDING;
    }

    private static float[] widths(List<Sheet.Column> columns) {
        int total = columns.stream().mapToInt(Sheet.Column::weight).sum();
        float[] widths = new float[columns.size()];
        for (int i = 0; i < widths.length; i++) {
            widths[i] = WIDTH * columns.get(i).weight() / total;
        }
        return widths;
    }

    private void signatures(List<String> labels) throws IOException {
        if (labels.isEmpty()) {
            return;
        }
        room(BODY * 6);
        y -= BODY * 4;
        float each = WIDTH / labels.size();
        for (int i = 0; i < labels.size(); i++) {
            float x = MARGIN + i * each;
            show(labels.get(i), BODY, x, y);
            float from = x + fonts.width(labels.get(i), BODY) + CELL_PADDING;
            stroke(from, x + each - 2 * CELL_PADDING, y - 2);
        }
        y -= BODY * 2;
    }

    /** Only now is it known how many pages there are. */
    private void number(String footer) throws IOException {
        int pages = document.getNumberOfPages();
        for (int i = 0; i < pages; i++) {
            try (PDPageContentStream foot = new PDPageContentStream(
                    document, document.getPage(i), PDPageContentStream.AppendMode.APPEND, true, true)) {
                page = foot;
                String number = "第 " + (i + 1) + " 页 共 " + pages + " 页";
                show(footer, BODY - 2, MARGIN, FOOT);
                show(number, BODY - 2, MARGIN + WIDTH - fonts.width(number, BODY - 2), FOOT);
            }
        }
        page = null;
    }

    private void centred(String text, float size) throws IOException {
        for (String line : breaker.lines(text, size, WIDTH)) {
            room(size * LEADING);
            show(line, size, MARGIN + (WIDTH - fonts.width(line, size)) / 2, y - size);
            y -= size * LEADING;
        }
        y -= size * 0.5f;
    }

    private void lines(List<String> lines, float size, float x) throws IOException {
        for (String line : lines) {
            room(size * LEADING);
            show(line, size, x, y - size);
            y -= size * LEADING;
        }
    }

    private void room(float height) throws IOException {
        if (y - height < MARGIN + FOOT / 2) {
            endPage();
            newPage();
        }
    }

    private void newPage() throws IOException {
        PDPage next = new PDPage(PDRectangle.A4);
        document.addPage(next);
        page = new PDPageContentStream(document, next);
        y = PDRectangle.A4.getHeight() - MARGIN;
    }

    private void endPage() throws IOException {
        content().close();
        page = null;
    }

    private void rule(float at) throws IOException {
        stroke(MARGIN, MARGIN + WIDTH, at);
    }

    private void stroke(float fromX, float toX, float at) throws IOException {
        PDPageContentStream content = content();
        content.setLineWidth(0.5f);
        content.moveTo(fromX, at);
        content.lineTo(toX, at);
        content.stroke();
    }

    private void show(String text, float size, float x, float baseline) throws IOException {
        if (text.isEmpty()) {
            return;
        }
        PDPageContentStream content = content();
        content.beginText();
        content.newLineAtOffset(x, baseline);
        for (PrintFonts.Run run : new ArrayList<>(fonts.runs(text))) {
            content.setFont(run.font(), size);
            content.showText(run.text());
        }
        content.endText();
    }

    private PDPageContentStream content() {
        PDPageContentStream open = page;
        if (open == null) {
            throw new IllegalStateException("no page is open");
        }
        return open;
    }
}
