package org.sscard.issuer.photo;

import java.awt.Color;
import java.awt.Graphics2D;
import java.awt.RenderingHints;
import java.awt.geom.AffineTransform;
import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.Iterator;
import javax.imageio.ImageIO;
import javax.imageio.ImageReader;
import javax.imageio.stream.ImageInputStream;
import javax.imageio.stream.MemoryCacheImageInputStream;
import org.sscard.wire.error.CodedException;
import org.sscard.wire.error.ErrorCode;

/**
 * A picture as it was brought: JPEG, or PNG, which cameras' programs and screens save; what it is, its content says. Its
 * size is read from its header and refused there, before a pixel is decoded.
 */
final class PictureFile {

    static final int MOST_BYTES = 8 << 20;
    private static final long MOST_PIXELS = 24_000_000;
    private static final int MOST_SIDE = 12_000;

    private PictureFile() {}

    /**
     * The picture upright, in RGB, without anything beside its pixels.
     *
     * @throws CodedException PHOTO_TYPE, PHOTO_NESTED_ARCHIVE, PHOTO_FILE_TOO_LARGE, PHOTO_TOO_MANY_PIXELS, PHOTO_TOO_SMALL,
     *     PHOTO_UNREADABLE
     */
    static BufferedImage decoded(byte[] content) {
        if (content.length > MOST_BYTES) {
            throw new CodedException(ErrorCode.PHOTO_FILE_TOO_LARGE, MOST_BYTES >> 20);
        }
        String format = format(content);
        ImageReader reader = reader(format);
        try (ImageInputStream in = new MemoryCacheImageInputStream(new ByteArrayInputStream(content))) {
            // Metadata are not looked at: text chunks of a PNG may unpack to any size.
            reader.setInput(in, true, true);
            requireSize(reader.getWidth(0), reader.getHeight(0));
            return upright(reader.read(0), format.equals("jpeg") ? ExifOrientation.of(content) : 1);
        } catch (IOException
                | IllegalArgumentException
                | ArrayIndexOutOfBoundsException
                | NegativeArraySizeException e) {
            // What the decoders throw on damaged files; a CMYK JPEG is refused here too.
            throw new CodedException(e, ErrorCode.PHOTO_UNREADABLE);
        } finally {
            reader.dispose();
        }
    }

    private static String format(byte[] content) {
        if (begins(content, 0xFF, 0xD8, 0xFF)) {
            return "jpeg";
        }
        if (begins(content, 0x89, 'P', 'N', 'G', 0x0D, 0x0A, 0x1A, 0x0A)) {
            return "png";
        }
        boolean archive = begins(content, 'P', 'K', 3, 4)
                || begins(content, 0x1F, 0x8B)
                || begins(content, 'R', 'a', 'r', '!')
                || begins(content, '7', 'z', 0xBC, 0xAF);
        throw new CodedException(archive ? ErrorCode.PHOTO_NESTED_ARCHIVE : ErrorCode.PHOTO_TYPE);
    }

    private static boolean begins(byte[] content, int... magic) {
        if (content.length < magic.length) {
            return false;
        }
        for (int i = 0; i < magic.length; i++) {
            if ((content[i] & 0xFF) != magic[i]) {
                return false;
            }
        }
        return true;
    }

    private static ImageReader reader(String format) {
        Iterator<ImageReader> readers = ImageIO.getImageReadersByFormatName(format);
        return readers.next();
    }

    private static void requireSize(int width, int height) {
        if (width > MOST_SIDE || height > MOST_SIDE || (long) width * height > MOST_PIXELS) {
            throw new CodedException(ErrorCode.PHOTO_TOO_MANY_PIXELS, width, height);
        }
        if (Math.min(width, height) < Crop.LEAST_WIDTH || Math.max(width, height) < Crop.LEAST_HEIGHT) {
            throw new CodedException(ErrorCode.PHOTO_TOO_SMALL, width, height);
        }
    }

    /** @param orientation as EXIF counts them, 1 to 8 */
    private static BufferedImage upright(BufferedImage picture, int orientation) {
        int width = picture.getWidth();
        int height = picture.getHeight();
        boolean turned = orientation >= 5;
        AffineTransform transform = switch (orientation) {
            case 2 -> new AffineTransform(-1, 0, 0, 1, width, 0);
            case 3 -> new AffineTransform(-1, 0, 0, -1, width, height);
            case 4 -> new AffineTransform(1, 0, 0, -1, 0, height);
            case 5 -> new AffineTransform(0, 1, 1, 0, 0, 0);
            case 6 -> new AffineTransform(0, 1, -1, 0, height, 0);
            case 7 -> new AffineTransform(0, -1, -1, 0, height, width);
            case 8 -> new AffineTransform(0, -1, 1, 0, 0, width);
            default -> new AffineTransform();
        };
        BufferedImage rgb =
                new BufferedImage(turned ? height : width, turned ? width : height, BufferedImage.TYPE_INT_RGB);
        Graphics2D graphics = rgb.createGraphics();
        // Where a PNG is transparent, the card is white.
        graphics.setColor(Color.WHITE);
        graphics.fillRect(0, 0, rgb.getWidth(), rgb.getHeight());
        graphics.drawImage(picture, transform, null);
        graphics.dispose();
        return rgb;
    }

    /** A part of a picture, or all of it, in another size; halved until it is near, so that nothing between is skipped. */
    static BufferedImage scaled(BufferedImage picture, int width, int height) {
        BufferedImage now = picture;
        while (now.getWidth() >= 2 * width && now.getHeight() >= 2 * height) {
            now = drawn(now, now.getWidth() / 2, now.getHeight() / 2);
        }
        return drawn(now, width, height);
    }

    private static BufferedImage drawn(BufferedImage picture, int width, int height) {
        BufferedImage drawn = new BufferedImage(width, height, BufferedImage.TYPE_INT_RGB);
        Graphics2D graphics = drawn.createGraphics();
        graphics.setRenderingHint(RenderingHints.KEY_INTERPOLATION, RenderingHints.VALUE_INTERPOLATION_BILINEAR);
        graphics.drawImage(picture, 0, 0, width, height, null);
        graphics.dispose();
        return drawn;
    }
}
