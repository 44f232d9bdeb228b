package org.sscard.issuer.face;

import java.awt.BasicStroke;
import java.awt.Shape;
import java.awt.geom.AffineTransform;
import java.awt.geom.Area;
import java.awt.geom.Path2D;
import java.awt.geom.Rectangle2D;
import java.util.ArrayList;
import java.util.List;
import org.sscard.servicekit.print.GlyphOutlines;

/** Lines of text as shapes, in millimetres. */
final class FaceText {

    private static final double MM_PER_POINT = 25.4 / 72;
    /** Stroke around the outlines of a bold text, in type sizes: fonts without a bold cut are thickened. */
    private static final double BOLD = 0.03;

    private final FaceFonts fonts;
    private final String typeface;
    private final double size;
    private final boolean bold;

    FaceText(FaceFonts fonts, String typeface, double points, boolean bold) {
        this.fonts = fonts;
        this.typeface = typeface;
        this.size = points * MM_PER_POINT;
        this.bold = bold;
    }

    double sizeMm() {
        return size;
    }

    /** One line, its origin at 0, 0. */
    Shape line(String text) {
        Path2D line = new Path2D.Double();
        double x = 0;
        for (int codePoint : text.codePoints().toArray()) {
            GlyphOutlines font = fonts.with(typeface, codePoint);
            AffineTransform to = AffineTransform.getTranslateInstance(x, 0);
            to.scale(size, size);
            line.append(to.createTransformedShape(font.glyph(codePoint).orElseThrow()), false);
            x += font.advance(codePoint) * size;
        }
        return bold ? thickened(line) : line;
    }

    private Shape thickened(Shape line) {
        Area thick = new Area(line);
        thick.add(new Area(new BasicStroke((float) (BOLD * size), BasicStroke.CAP_ROUND, BasicStroke.JOIN_ROUND)
                .createStrokedShape(line)));
        return thick;
    }

    double width(String text) {
        return text.codePoints()
                .mapToDouble(codePoint -> fonts.with(typeface, codePoint).advance(codePoint) * size)
                .sum();
    }

    /** As many lines as it takes; no line is wider, but for a single character. */
    List<String> broken(String text, double widest) {
        List<String> lines = new ArrayList<>();
        StringBuilder line = new StringBuilder();
        for (int codePoint : text.codePoints().toArray()) {
            String character = Character.toString(codePoint);
            if (line.length() > 0 && width(line + character) > widest) {
                lines.add(line.toString());
                line.setLength(0);
            }
            line.append(character);
        }
        lines.add(line.toString());
        return lines;
    }

    /** The line with its ink beginning at this left edge and standing on this lower edge. */
    static Shape inkAt(Shape line, double left, double bottom) {
        Rectangle2D ink = line.getBounds2D();
        return AffineTransform.getTranslateInstance(left - ink.getMinX(), bottom - ink.getMinY())
                .createTransformedShape(line);
    }

    /** The line with its ink in the middle of this point. */
    static Shape inkAround(Shape line, double x, double y) {
        Rectangle2D ink = line.getBounds2D();
        return AffineTransform.getTranslateInstance(x - ink.getCenterX(), y - ink.getCenterY())
                .createTransformedShape(line);
    }
}
