package org.sscard.issuer.photo;

import org.sscard.wire.error.CodedException;
import org.sscard.wire.error.ErrorCode;

/**
 * What of a picture goes onto the card, in its pixels; the height follows from 26:32.
 *
 * @param x of the left edge
 * @param y of the upper edge
 */
public record Crop(int x, int y, int width) {

    /** 26 × 32 mm at 300 dpi (Issuing §4; card specification §2, EF08). */
    public static final int LEAST_WIDTH = 307;

    public static final int LEAST_HEIGHT = 378;

    private static final int RATIO_WIDTH = 26;
    private static final int RATIO_HEIGHT = 32;
    /** A picture that is within a hundredth of the ratio was cut for the card. */
    private static final int TOLERANCE = 100;

    public int height() {
        return (width * RATIO_HEIGHT + RATIO_WIDTH / 2) / RATIO_WIDTH;
    }

    /** The largest one, in the middle of the width, a tenth of what is left over above it. */
    public static Crop middle(int width, int height) {
        int fitting = Math.min(width, height * RATIO_WIDTH / RATIO_HEIGHT);
        Crop crop = new Crop((width - fitting) / 2, 0, fitting);
        return new Crop(crop.x(), (height - crop.height()) / 10, fitting).within(width, height);
    }

    /** Whether a picture of this size was cut as 26:32 already. */
    public static boolean isCut(int width, int height) {
        long difference = Math.abs((long) width * RATIO_HEIGHT - (long) height * RATIO_WIDTH);
        return difference * TOLERANCE <= (long) width * RATIO_HEIGHT;
    }

    /** The same, moved and made smaller until it lies inside. */
    public Crop within(int pictureWidth, int pictureHeight) {
        int fitting = Math.max(1, Math.min(width, Math.min(pictureWidth, pictureHeight * RATIO_WIDTH / RATIO_HEIGHT)));
        Crop smaller = new Crop(0, 0, fitting);
        return new Crop(
                Math.max(0, Math.min(x, pictureWidth - fitting)),
                Math.max(0, Math.min(y, pictureHeight - smaller.height())),
                fitting);
    }

    /** @throws CodedException PHOTO_CROP, PHOTO_TOO_SMALL */
    public void require(int pictureWidth, int pictureHeight) {
        if (x < 0 || y < 0 || width < 1 || (long) x + width > pictureWidth || (long) y + height() > pictureHeight) {
            throw new CodedException(ErrorCode.PHOTO_CROP);
        }
        if (width < LEAST_WIDTH || height() < LEAST_HEIGHT) {
            throw new CodedException(ErrorCode.PHOTO_TOO_SMALL, width, height());
        }
    }
}
