package org.sscard.issuer.face;

import java.awt.Color;
import java.awt.Graphics2D;
import java.awt.RenderingHints;
import java.awt.geom.AffineTransform;
import java.awt.geom.Rectangle2D;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import javax.imageio.IIOImage;
import javax.imageio.ImageIO;
import javax.imageio.ImageTypeSpecifier;
import javax.imageio.ImageWriter;
import javax.imageio.metadata.IIOMetadata;
import javax.imageio.metadata.IIOMetadataNode;
import javax.imageio.stream.ImageOutputStream;
import org.sscard.servicekit.print.Artwork;

/** A drawing as PNG; the file says how many dots a metre it has, so that it is printed at its true size. */
final class FacePng {

    private static final double MM_PER_INCH = 25.4;

    private FacePng() {}

    /** @param description kept in the file: which fonts are substitutes */
    static byte[] of(Artwork artwork, int dpi, String description) {
        double scale = dpi / MM_PER_INCH;
        BufferedImage image = new BufferedImage(
                (int) Math.round(artwork.widthMm() * scale),
                (int) Math.round(artwork.heightMm() * scale),
                BufferedImage.TYPE_INT_RGB);
        Graphics2D graphics = image.createGraphics();
        try {
            graphics.setRenderingHint(RenderingHints.KEY_ANTIALIASING, RenderingHints.VALUE_ANTIALIAS_ON);
            graphics.setRenderingHint(RenderingHints.KEY_STROKE_CONTROL, RenderingHints.VALUE_STROKE_PURE);
            graphics.setRenderingHint(RenderingHints.KEY_INTERPOLATION, RenderingHints.VALUE_INTERPOLATION_BICUBIC);
            graphics.setColor(Color.WHITE);
            graphics.fillRect(0, 0, image.getWidth(), image.getHeight());
            graphics.scale(scale, -scale);
            graphics.translate(0, -artwork.heightMm());
            artwork.marks().forEach(mark -> paint(graphics, mark));
        } finally {
            graphics.dispose();
        }
        return written(image, dpi, description);
    }

    private static void paint(Graphics2D graphics, Artwork.Mark mark) {
        if (mark instanceof Artwork.Fill fill) {
            graphics.setColor(new Color(fill.rgb()));
            graphics.fill(fill.shape());
        } else if (mark instanceof Artwork.Picture picture) {
            Rectangle2D box = picture.box();
            AffineTransform place = AffineTransform.getTranslateInstance(box.getX(), box.getMaxY());
            place.scale(
                    box.getWidth() / picture.image().getWidth(),
                    -box.getHeight() / picture.image().getHeight());
            graphics.drawImage(picture.image(), place, null);
        }
    }

    private static byte[] written(BufferedImage image, int dpi, String description) {
        ImageWriter writer = ImageIO.getImageWritersByFormatName("png").next();
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (ImageOutputStream out = ImageIO.createImageOutputStream(bytes)) {
            IIOMetadata metadata =
                    writer.getDefaultImageMetadata(ImageTypeSpecifier.createFromRenderedImage(image), null);
            IIOMetadataNode dots = new IIOMetadataNode("pHYs");
            String perMetre = Long.toString(Math.round(dpi * 1000 / MM_PER_INCH));
            dots.setAttribute("pixelsPerUnitXAxis", perMetre);
            dots.setAttribute("pixelsPerUnitYAxis", perMetre);
            dots.setAttribute("unitSpecifier", "meter");
            IIOMetadataNode root = new IIOMetadataNode("javax_imageio_png_1.0");
            root.appendChild(dots);
            IIOMetadataNode text = new IIOMetadataNode("iTXtEntry");
            text.setAttribute("keyword", "Description");
            text.setAttribute("compressionFlag", "FALSE");
            text.setAttribute("compressionMethod", "0");
            text.setAttribute("languageTag", "zh-CN");
            text.setAttribute("translatedKeyword", "");
            text.setAttribute("text", description);
            IIOMetadataNode texts = new IIOMetadataNode("iTXt");
            texts.appendChild(text);
            root.appendChild(texts);
            metadata.mergeTree("javax_imageio_png_1.0", root);
            writer.setOutput(out);
            writer.write(new IIOImage(image, null, metadata));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } finally {
            writer.dispose();
        }
        return bytes.toByteArray();
    }
}
