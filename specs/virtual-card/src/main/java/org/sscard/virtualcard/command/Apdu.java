package org.sscard.virtualcard.command;

import java.util.Arrays;
import org.apache.commons.codec.binary.Hex;

/**
 * A command as it reaches a card: any bytes that have a header. Whether the lengths fit is a fact to be checked in its
 * turn (§6, order of checks), not a reason to refuse early.
 */
public final class Apdu {

    public static final int HEADER_LENGTH = 4;
    private static final int NO_LE = -1;

    private final byte[] bytes;
    private final boolean wellFormed;
    private final byte[] data;
    private final int le;

    private Apdu(byte[] bytes, boolean wellFormed, byte[] data, int le) {
        this.bytes = bytes;
        this.wellFormed = wellFormed;
        this.data = data;
        this.le = le;
    }

    /** @throws Refusal 6700 when there is not even a header */
    public static Apdu parse(byte[] command) {
        if (command.length < HEADER_LENGTH) {
            throw new Refusal(Sw.WRONG_LENGTH);
        }
        byte[] bytes = command.clone();
        int body = bytes.length - HEADER_LENGTH;
        if (body == 0) {
            return new Apdu(bytes, true, new byte[0], NO_LE);
        }
        int third = bytes[HEADER_LENGTH] & 0xFF;
        if (body == 1) {
            return new Apdu(bytes, true, new byte[0], third);
        }
        int dataFrom = HEADER_LENGTH + 1;
        if (third > 0 && body == 1 + third) {
            return new Apdu(bytes, true, Arrays.copyOfRange(bytes, dataFrom, bytes.length), NO_LE);
        }
        if (third > 0 && body == 2 + third) {
            byte[] data = Arrays.copyOfRange(bytes, dataFrom, bytes.length - 1);
            return new Apdu(bytes, true, data, bytes[bytes.length - 1] & 0xFF);
        }
        return new Apdu(bytes, false, new byte[0], NO_LE);
    }

    public int cla() {
        return bytes[0] & 0xFF;
    }

    public int ins() {
        return bytes[1] & 0xFF;
    }

    public int p1() {
        return bytes[2] & 0xFF;
    }

    public int p2() {
        return bytes[3] & 0xFF;
    }

    /** CLA INS P1 P2. */
    public byte[] header() {
        return Arrays.copyOf(bytes, HEADER_LENGTH);
    }

    /** False for extended lengths and lengths that lie. */
    boolean isWellFormed() {
        return wellFormed;
    }

    /** The data, without Lc; empty when there is none. */
    public byte[] data() {
        return data.clone();
    }

    /** Lc. */
    public int dataLength() {
        return data.length;
    }

    /** True for Le absent or 00: the sender leaves the length to the card. */
    public boolean leavesLengthOpen() {
        return le <= 0;
    }

    /** The Le byte, 0 when absent. */
    public int le() {
        return Math.max(le, 0);
    }

    /** True when nothing follows the header but, perhaps, an Le byte other than 00. */
    public boolean asksForLengthOnly() {
        return le > 0 && data.length == 0;
    }

    /** Header and length only: the data may hold a PIN or a key. */
    @Override
    public String toString() {
        return Hex.encodeHexString(header(), false) + " Lc=" + data.length;
    }
}
