package org.sscard.issuer.face;

import java.awt.BasicStroke;
import java.awt.Shape;
import java.awt.geom.Area;
import java.awt.geom.Ellipse2D;
import java.awt.geom.Rectangle2D;
import java.awt.geom.RoundRectangle2D;
import java.awt.image.BufferedImage;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.sscard.servicekit.print.Artwork;

/** Draws one face from the table: what is printed in its colour, what is only a place as an outline with its name. */
final class FaceDrawing {

    private static final int PAPER = 0xFFFFFF;
    private static final int EDGE = 0xBBBBBB;
    private static final float LINE = 0.2f;
    private static final float DASH = 0.8f;
    private static final double LABEL_POINTS = 5;
    private static final String LABEL_TYPEFACE = "HEI";
    private static final double LEADING = 1.3;
    private static final String GAP = "  ";

    private final CardFace face;
    private final FaceFonts fonts;
    private final FaceHolder holder;
    private final List<Artwork.Mark> marks = new ArrayList<>();

    private FaceDrawing(CardFace face, FaceFonts fonts, FaceHolder holder) {
        this.face = face;
        this.fonts = fonts;
        this.holder = holder;
    }

    static Artwork of(CardFace face, FaceFonts fonts, FaceSide side, FaceHolder holder) {
        FaceDrawing drawing = new FaceDrawing(face, fonts, holder);
        drawing.card();
        face.items(side).forEach(drawing::draw);
        return new Artwork(face.widthMm(), face.heightMm(), drawing.marks);
    }

    private void card() {
        double round = 2 * face.cornerMm();
        Shape card = new RoundRectangle2D.Double(0, 0, face.widthMm(), face.heightMm(), round, round);
        fill(card, PAPER);
        fill(outline(card, false), EDGE);
    }

    private void draw(FaceItem item) {
        switch (item.kind()) {
            case TEXT ->
                fill(
                        FaceText.inkAt(
                                text(item).line(item.zh()),
                                item.place().leftMm(face),
                                item.place().bottomMm(face)),
                        item.rgb());
            case FIELD -> field(item);
            case BAND -> band(item);
            case PHOTO -> photo(item);
            case SEAL -> place(item, false);
            case PLACEHOLDER -> place(item, true);
        }
    }

    /** The label, then the value; what does not fit goes on below the value. */
    private void field(FaceItem item) {
        FaceText text = text(item);
        String label = item.zh() + GAP;
        double left = item.place().leftMm(face);
        double from = left + text.width(label);
        List<String> lines = text.broken(
                holder.value(item.code()), Objects.requireNonNull(item.place().until()) - from);
        Shape first = text.line(label + lines.get(0));
        double top = item.place().topMm(face);
        double lower = top - first.getBounds2D().getHeight();
        fill(FaceText.inkAt(first, left, lower), item.rgb());
        for (int line = 1; line < lines.size(); line++) {
            lower -= LEADING * text.sizeMm();
            fill(FaceText.inkAt(text.line(lines.get(line)), from, lower), item.rgb());
        }
    }

    private void photo(FaceItem item) {
        if (holder.photo().isPresent()) {
            Rectangle2D box = box(item);
            marks.add(new Artwork.Picture(cropped(holder.photo().get(), box.getWidth() / box.getHeight()), box));
        } else {
            place(item, true);
        }
    }

    /** The middle of it, in the shape of its place: photos come as 26:32, the place is 20:25. */
    private static BufferedImage cropped(BufferedImage image, double shape) {
        int width = Math.min(image.getWidth(), (int) Math.round(image.getHeight() * shape));
        int height = Math.min(image.getHeight(), (int) Math.round(image.getWidth() / shape));
        return image.getSubimage((image.getWidth() - width) / 2, (image.getHeight() - height) / 2, width, height);
    }

    private void band(FaceItem item) {
        Rectangle2D box = box(item);
        fill(box, item.rgb());
        Shape name = label().line(item.zh());
        fill(FaceText.inkAt(name, box.getMaxX() - name.getBounds2D().getWidth() - 1, box.getMinY() + 1), EDGE);
    }

    /** Outer edge exactly at the place. */
    private void place(FaceItem item, boolean dashed) {
        Rectangle2D box = box(item);
        Shape shape = item.shape() == FaceItem.Form.ROUND
                ? new Ellipse2D.Double(box.getX(), box.getY(), box.getWidth(), box.getHeight())
                : box;
        fill(outline(shape, dashed), item.rgb());
        fill(FaceText.inkAround(label().line(item.zh()), box.getCenterX(), box.getCenterY()), item.rgb());
    }

    /** A line of {@link #LINE} along the inner side of a shape. */
    private static Shape outline(Shape shape, boolean dashed) {
        BasicStroke line = dashed
                ? new BasicStroke(
                        2 * LINE, BasicStroke.CAP_BUTT, BasicStroke.JOIN_MITER, 10, new float[] {DASH, DASH}, DASH / 2)
                : new BasicStroke(2 * LINE);
        Area inner = new Area(line.createStrokedShape(shape));
        inner.intersect(new Area(shape));
        return inner;
    }

    private Rectangle2D box(FaceItem item) {
        return item.box(face).orElseThrow(() -> new IllegalStateException(item.code() + " has no box"));
    }

    private FaceText text(FaceItem item) {
        return new FaceText(fonts, Objects.requireNonNull(item.typeface(), item.code()), item.points(), item.bold());
    }

    private FaceText label() {
        return new FaceText(fonts, LABEL_TYPEFACE, LABEL_POINTS, false);
    }

    private void fill(Shape shape, int rgb) {
        marks.add(new Artwork.Fill(shape, rgb));
    }
}
