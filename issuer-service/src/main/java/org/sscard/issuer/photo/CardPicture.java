package org.sscard.issuer.photo;

import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Locale;
import javax.imageio.IIOImage;
import javax.imageio.ImageIO;
import javax.imageio.ImageTypeSpecifier;
import javax.imageio.ImageWriteParam;
import javax.imageio.ImageWriter;
import javax.imageio.metadata.IIOMetadata;
import javax.imageio.metadata.IIOMetadataNode;
import javax.imageio.plugins.jpeg.JPEGImageWriteParam;
import javax.imageio.stream.ImageOutputStream;
import javax.imageio.stream.MemoryCacheImageOutputStream;
import org.sscard.wire.error.CodedException;
import org.sscard.wire.error.ErrorCode;
import org.w3c.dom.Element;

/**
 * The picture that a card holds (EF08): 26 × 32 mm at 300 dpi, a JPEG of at most 4,096 bytes, as good as fits. What falls
 * below the floor is refused: a face that nobody knows again proves nothing.
 */
public final class CardPicture {

    /** Card specification §2, EF08. */
    public static final int MOST_BYTES = 4_096;

    /** Least likeness of result and crop: peak signal to noise of luma, hundredths of a decibel. */
    public static final int FLOOR_CENTIBELS = 2_600;

    private static final int DPI = 300;
    private static final int LOWEST = 2;
    private static final int HIGHEST = 95;
    private static final String METADATA = "javax_imageio_jpeg_image_1.0";

    private final byte[] jpeg;
    private final int centibels;

    private CardPicture(byte[] jpeg, int centibels) {
        this.jpeg = jpeg;
        this.centibels = centibels;
    }

    public byte[] jpeg() {
        return jpeg.clone();
    }

    public int centibels() {
        return centibels;
    }

    /** @throws CodedException PHOTO_CROP, PHOTO_TOO_SMALL, PHOTO_QUALITY */
    static CardPicture of(BufferedImage picture, Crop crop) {
        crop.require(picture.getWidth(), picture.getHeight());
        BufferedImage cut = PictureFile.scaled(
                picture.getSubimage(crop.x(), crop.y(), crop.width(), crop.height()),
                Crop.LEAST_WIDTH,
                Crop.LEAST_HEIGHT);
        byte[] best = new byte[0];
        int low = LOWEST;
        int high = HIGHEST;
        while (low <= high) {
            int quality = (low + high) / 2;
            byte[] tried = encoded(cut, quality / 100f);
            if (tried.length <= MOST_BYTES) {
                best = tried;
                low = quality + 1;
            } else {
                high = quality - 1;
            }
        }
        int centibels = best.length == 0 ? 0 : likeness(cut, best);
        if (centibels < FLOOR_CENTIBELS) {
            throw new CodedException(ErrorCode.PHOTO_QUALITY, decibels(centibels), decibels(FLOOR_CENTIBELS));
        }
        return new CardPicture(best, centibels);
    }

    static String decibels(int centibels) {
        return String.format(Locale.ROOT, "%d.%02d", centibels / 100, centibels % 100);
    }

    /** A smaller copy to be looked at and cut; nothing of the file's own data is in it. */
    static byte[] workingCopy(BufferedImage picture) {
        return encoded(picture, 0.9f);
    }

    private static byte[] encoded(BufferedImage picture, float quality) {
        ImageWriter writer = ImageIO.getImageWritersByFormatName("jpeg").next();
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (ImageOutputStream out = new MemoryCacheImageOutputStream(bytes)) {
            JPEGImageWriteParam parameters = (JPEGImageWriteParam) writer.getDefaultWriteParam();
            parameters.setCompressionMode(ImageWriteParam.MODE_EXPLICIT);
            parameters.setCompressionQuality(quality);
            parameters.setOptimizeHuffmanTables(true);
            writer.setOutput(out);
            writer.write(null, new IIOImage(picture, null, density(writer, picture, parameters)), parameters);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } finally {
            writer.dispose();
        }
        return bytes.toByteArray();
    }

    /** The picture's size on paper stands in its JFIF header. */
    private static IIOMetadata density(ImageWriter writer, BufferedImage picture, ImageWriteParam parameters)
            throws IOException {
        IIOMetadata metadata =
                writer.getDefaultImageMetadata(ImageTypeSpecifier.createFromRenderedImage(picture), parameters);
        IIOMetadataNode root = (IIOMetadataNode) metadata.getAsTree(METADATA);
        Element jfif = (Element) root.getElementsByTagName("app0JFIF").item(0);
        jfif.setAttribute("resUnits", "1");
        jfif.setAttribute("Xdensity", Integer.toString(DPI));
        jfif.setAttribute("Ydensity", Integer.toString(DPI));
        metadata.setFromTree(METADATA, root);
        return metadata;
    }

    private static int likeness(BufferedImage cut, byte[] jpeg) {
        try {
            BufferedImage result = ImageIO.read(new ByteArrayInputStream(jpeg));
            long squares = 0;
            for (int y = 0; y < cut.getHeight(); y++) {
                for (int x = 0; x < cut.getWidth(); x++) {
                    long difference = (long) luma(cut.getRGB(x, y)) - luma(result.getRGB(x, y));
                    squares += difference * difference;
                }
            }
            double mean = (double) squares / ((long) cut.getWidth() * cut.getHeight());
            return mean == 0 ? 9_999 : (int) Math.round(1_000 * Math.log10(255.0 * 255.0 / mean));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** ITU-R BT.601. */
    private static int luma(int rgb) {
        return (299 * ((rgb >> 16) & 0xFF) + 587 * ((rgb >> 8) & 0xFF) + 114 * (rgb & 0xFF)) / 1_000;
    }

    @Override
    public String toString() {
        return "CardPicture[" + jpeg.length + " bytes]";
    }
}
