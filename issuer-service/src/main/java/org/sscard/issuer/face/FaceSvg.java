package org.sscard.issuer.face;

import java.awt.Shape;
import java.awt.geom.PathIterator;
import java.awt.geom.Rectangle2D;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Base64;
import java.util.Locale;
import javax.imageio.ImageIO;
import org.sscard.servicekit.print.Artwork;

/** A drawing as SVG, in millimetres. */
final class FaceSvg {

    private static final int[] COORDINATES = {2, 2, 4, 6, 0};
    private static final char[] COMMANDS = {'M', 'L', 'Q', 'C', 'Z'};

    private FaceSvg() {}

    /** @param description what people should know who look at the file: which fonts are substitutes */
    static String of(Artwork artwork, String title, String description) {
        StringBuilder svg = new StringBuilder(64 * 1024);
        svg.append(String.format(
                Locale.ROOT,
                "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"%.2fmm\" height=\"%.2fmm\" viewBox=\"0 0 %.2f %.2f\">%n"
                        + "<title>%s</title>%n<desc>%s</desc>%n<g transform=\"translate(0 %.2f) scale(1 -1)\">%n",
                artwork.widthMm(),
                artwork.heightMm(),
                artwork.widthMm(),
                artwork.heightMm(),
                title,
                description,
                artwork.heightMm()));
        artwork.marks().forEach(mark -> append(svg, mark));
        return svg.append("</g>\n</svg>\n").toString();
    }

    private static void append(StringBuilder svg, Artwork.Mark mark) {
        if (mark instanceof Artwork.Fill fill) {
            svg.append(String.format(
                    Locale.ROOT,
                    "<path fill=\"#%06X\" fill-rule=\"%s\" d=\"%s\"/>%n",
                    fill.rgb(),
                    fill.shape().getPathIterator(null).getWindingRule() == PathIterator.WIND_EVEN_ODD
                            ? "evenodd"
                            : "nonzero",
                    path(fill.shape())));
        } else if (mark instanceof Artwork.Picture picture) {
            Rectangle2D box = picture.box();
            svg.append(String.format(
                    Locale.ROOT,
                    "<image transform=\"translate(%.3f %.3f) scale(1 -1)\" width=\"%.3f\" height=\"%.3f\""
                            + " preserveAspectRatio=\"none\" href=\"data:image/png;base64,%s\"/>%n",
                    box.getX(),
                    box.getMaxY(),
                    box.getWidth(),
                    box.getHeight(),
                    base64(picture)));
        }
    }

    private static String base64(Artwork.Picture picture) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try {
            ImageIO.write(picture.image(), "png", bytes);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return Base64.getEncoder().encodeToString(bytes.toByteArray());
    }

    private static String path(Shape shape) {
        StringBuilder data = new StringBuilder();
        double[] at = new double[6];
        for (PathIterator path = shape.getPathIterator(null); !path.isDone(); path.next()) {
            int segment = path.currentSegment(at);
            data.append(COMMANDS[segment]);
            for (int i = 0; i < COORDINATES[segment]; i++) {
                data.append(i == 0 ? "" : " ").append(String.format(Locale.ROOT, "%.4f", at[i]));
            }
        }
        return data.toString();
    }
}
