package org.sscard.servicekit.print;

import java.awt.Shape;
import java.awt.geom.Rectangle2D;
import java.awt.image.BufferedImage;
import java.util.List;

/**
 * A drawing at its true size, in millimetres from its lower left corner, y upwards. Texts are outlines of their glyphs, so that
 * screen, picture and paper show the same.
 *
 * @param marks painted one over the other
 */
public record Artwork(double widthMm, double heightMm, List<Mark> marks) {

    /** Something that is painted. */
    public sealed interface Mark {}

    /** @param rgb 0xRRGGBB */
    public record Fill(Shape shape, int rgb) implements Mark {}

    /** A picture that fills the box. */
    public record Picture(BufferedImage image, Rectangle2D box) implements Mark {}

    public Artwork {
        marks = List.copyOf(marks);
    }
}
