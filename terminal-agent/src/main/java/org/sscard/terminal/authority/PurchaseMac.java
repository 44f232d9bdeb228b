package org.sscard.terminal.authority;

import java.nio.ByteBuffer;

/**
 * The terminal's side of one purchase.
 *
 * @param terminalSequence the PSAM's running number of this transaction, 4 bytes unsigned
 * @param mac1 4 bytes as a number
 */
public record PurchaseMac(int terminalSequence, int mac1) {

    static final int LENGTH = 8;

    /** Answer to INIT SAM FOR PURCHASE: sequence ‖ MAC1. */
    static PurchaseMac parse(byte[] answer) {
        ByteBuffer data = ByteBuffer.wrap(answer);
        return new PurchaseMac(data.getInt(), data.getInt());
    }

    public byte[] terminalSequenceBytes() {
        return ByteBuffer.allocate(Integer.BYTES).putInt(terminalSequence).array();
    }

    public byte[] mac1Bytes() {
        return ByteBuffer.allocate(Integer.BYTES).putInt(mac1).array();
    }
}
