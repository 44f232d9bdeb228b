package org.sscard.virtualcard.crypto;

import java.util.Arrays;

/** The paddings of §5.2 and §5.3. */
public final class BlockPadding {

    private static final byte MARK = (byte) 0x80;

    private BlockPadding() {}

    /** 80 00…, also to data that is already aligned: the padding of MACs. */
    public static byte[] always(byte[] data, int blockLength) {
        byte[] padded = Arrays.copyOf(data, (data.length / blockLength + 1) * blockLength);
        padded[data.length] = MARK;
        return padded;
    }

    /** 80 00… only when the data is not aligned: the padding of encryption. */
    public static byte[] whenNeeded(byte[] data, int blockLength) {
        return data.length % blockLength == 0 ? data.clone() : always(data, blockLength);
    }

    /** 00 on the right up to one block; what is longer than a block is cut. */
    static byte[] zeroes(byte[] data, int blockLength) {
        return Arrays.copyOf(data, blockLength);
    }
}
