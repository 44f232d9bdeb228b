package org.sscard.servicekit.print;

import java.awt.Color;
import java.awt.Shape;
import java.awt.geom.PathIterator;
import java.awt.geom.Rectangle2D;
import java.io.IOException;
import org.apache.pdfbox.pdmodel.PDDocument;
import org.apache.pdfbox.pdmodel.PDPageContentStream;
import org.apache.pdfbox.pdmodel.graphics.image.LosslessFactory;
import org.apache.pdfbox.util.Matrix;

/** Puts an {@link Artwork} on a page of a PDF, a millimetre for a millimetre. */
final class ArtworkPdf {

    static final double POINTS_PER_MM = 72 / 25.4;

    private ArtworkPdf() {}

    /** @param x of the lower left corner, in points */
    static void draw(PDDocument document, PDPageContentStream page, Artwork artwork, float x, float y)
            throws IOException {
        page.saveGraphicsState();
        page.transform(new Matrix((float) POINTS_PER_MM, 0, 0, (float) POINTS_PER_MM, x, y));
        for (Artwork.Mark mark : artwork.marks()) {
            if (mark instanceof Artwork.Fill fill) {
                page.setNonStrokingColor(new Color(fill.rgb()));
                if (trace(page, fill.shape()) == PathIterator.WIND_EVEN_ODD) {
                    page.fillEvenOdd();
                } else {
                    page.fill();
                }
            } else if (mark instanceof Artwork.Picture picture) {
                Rectangle2D box = picture.box();
                page.drawImage(
                        LosslessFactory.createFromImage(document, picture.image()),
                        (float) box.getX(),
                        (float) box.getY(),
                        (float) box.getWidth(),
                        (float) box.getHeight());
            }
        }
        page.restoreGraphicsState();
    }

    /** A PDF knows no quadratic curves: they become cubic ones. */
    private static int trace(PDPageContentStream page, Shape shape) throws IOException {
        float[] at = new float[6];
        float fromX = 0;
        float fromY = 0;
        PathIterator path = shape.getPathIterator(null);
        for (; !path.isDone(); path.next()) {
            switch (path.currentSegment(at)) {
                case PathIterator.SEG_MOVETO -> page.moveTo(at[0], at[1]);
                case PathIterator.SEG_LINETO -> page.lineTo(at[0], at[1]);
                case PathIterator.SEG_QUADTO -> {
                    page.curveTo(
                            fromX + (at[0] - fromX) * 2 / 3,
                            fromY + (at[1] - fromY) * 2 / 3,
                            at[2] + (at[0] - at[2]) * 2 / 3,
                            at[3] + (at[1] - at[3]) * 2 / 3,
                            at[2],
                            at[3]);
                    at[0] = at[2];
                    at[1] = at[3];
                }
                case PathIterator.SEG_CUBICTO -> {
                    page.curveTo(at[0], at[1], at[2], at[3], at[4], at[5]);
                    at[0] = at[4];
                    at[1] = at[5];
                }
                default -> page.closePath();
            }
            fromX = at[0];
            fromY = at[1];
        }
        return path.getWindingRule();
    }
}
