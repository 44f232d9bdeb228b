package org.sscard.terminal.authority;

import java.nio.ByteBuffer;

/**
 * What the card answered to INITIALIZE FOR PURCHASE (card specification §6).
 *
 * @param sequence the card's own purchase number
 * @param keyVersion of the DPK the card took
 * @param algorithm the card's algorithm byte
 * @param random 4 bytes as a number
 */
public record PurchaseInitialisation(int sequence, int keyVersion, int algorithm, int random) {

    public static final int LENGTH = 22;

    private static final int AMOUNTS_AND_YEAR = 14;

    /** @throws IllegalArgumentException when the answer is not 22 bytes */
    public static PurchaseInitialisation parse(byte[] answer) {
        if (answer.length != LENGTH) {
            throw new IllegalArgumentException("INITIALIZE FOR PURCHASE answers 22 bytes, not " + answer.length);
        }
        ByteBuffer buffer = ByteBuffer.wrap(answer, AMOUNTS_AND_YEAR, LENGTH - AMOUNTS_AND_YEAR);
        int sequence = buffer.getShort() & 0xFFFF;
        int version = buffer.get() & 0xFF;
        int algorithm = buffer.get() & 0xFF;
        return new PurchaseInitialisation(sequence, version, algorithm, buffer.getInt());
    }
}
