package org.sscard.terminal.authority;

import java.nio.ByteBuffer;

/** How a command's data is laid out before it is encrypted and before its MAC (card specification §5.3). */
final class SecureMessagingPadding {

    private static final byte FIRST = (byte) 0x80;

    private SecureMessagingPadding() {}

    /** LD ‖ plain, filled with 80 00… only where it does not end with a block. */
    static byte[] toEncrypt(byte[] plain, int block) {
        int length = plain.length + 1;
        ByteBuffer data = ByteBuffer.allocate(roundedUp(length, block))
                .put((byte) plain.length)
                .put(plain);
        if (data.hasRemaining()) {
            data.put(FIRST);
        }
        return data.array();
    }

    /**
     * The IV of zeros as a PSAM takes it, then CLA INS P1 P2 Lc ‖ data with 80 00… always added; Lc counts the MAC.
     *
     * @param data as it stands in the command
     */
    static byte[] toMac(byte[] header, byte[] data, int macLength, int block) {
        int length = header.length + 1 + data.length + 1;
        ByteBuffer input = ByteBuffer.allocate(block + roundedUp(length, block));
        return input.position(block)
                .put(header)
                .put((byte) (data.length + macLength))
                .put(data)
                .put(FIRST)
                .array();
    }

    private static int roundedUp(int length, int block) {
        return (length + block - 1) / block * block;
    }
}
