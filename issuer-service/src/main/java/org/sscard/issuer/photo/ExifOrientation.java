package org.sscard.issuer.photo;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/** How a camera was held (EXIF 2.3, tag 0112 of IFD0), the one thing of EXIF that the pixels need. */
final class ExifOrientation {

    private static final int UPRIGHT = 1;
    private static final int APP1 = 0xE1;
    private static final int START_OF_SCAN = 0xDA;
    private static final int TAG = 0x0112;
    private static final int HEADER = 6;
    private static final int ENTRY = 12;

    private ExifOrientation() {}

    /** 1 to 8; 1 where a JPEG says nothing or nothing sensible. */
    static int of(byte[] jpeg) {
        int at = 2;
        while (at + 4 <= jpeg.length && (jpeg[at] & 0xFF) == 0xFF) {
            int marker = jpeg[at + 1] & 0xFF;
            int length = ((jpeg[at + 2] & 0xFF) << 8) | (jpeg[at + 3] & 0xFF);
            if (marker == START_OF_SCAN || length < 2 || at + 2 + length > jpeg.length) {
                return UPRIGHT;
            }
            if (marker == APP1 && length > 2 + HEADER + 8 && jpeg[at + 4] == 'E' && jpeg[at + 5] == 'x') {
                return ofTiff(ByteBuffer.wrap(jpeg, at + 4 + HEADER, length - 2 - HEADER)
                        .slice());
            }
            at += 2 + length;
        }
        return UPRIGHT;
    }

    private static int ofTiff(ByteBuffer tiff) {
        tiff.order(tiff.get(0) == 'I' ? ByteOrder.LITTLE_ENDIAN : ByteOrder.BIG_ENDIAN);
        int directory = tiff.getInt(4);
        if (directory < 8 || directory > tiff.limit() - 2) {
            return UPRIGHT;
        }
        int entries = tiff.getShort(directory) & 0xFFFF;
        for (int i = 0; i < entries; i++) {
            int entry = directory + 2 + i * ENTRY;
            if (entry + ENTRY > tiff.limit()) {
                return UPRIGHT;
            }
            if ((tiff.getShort(entry) & 0xFFFF) == TAG) {
                int orientation = tiff.getShort(entry + 8);
                return orientation >= 1 && orientation <= 8 ? orientation : UPRIGHT;
            }
        }
        return UPRIGHT;
    }
}
