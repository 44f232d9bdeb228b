package org.sscard.issuer.registry;

import java.util.Arrays;
import java.util.HexFormat;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * The 13 historical bytes of a card's ATR (card specification §1): T1-T2 chip vendor, T3-T5 free, T6-T7 card maker, T8-T9
 * first 4 digits of the region, T10-T13 unique serial.
 *
 * @param hex 26 upper-case hex digits
 */
public record HistoricalBytes(String hex) {

    public static final int LENGTH = 13;

    private static final HexFormat HEX = HexFormat.of().withUpperCase();
    private static final Pattern FORM = Pattern.compile("[0-9A-F]{26}");
    private static final int REGION_AT = 7;
    private static final int SERIAL_AT = 9;
    private static final int SERIAL_LENGTH = 4;

    public HistoricalBytes {
        if (!FORM.matcher(hex).matches()) {
            throw new IllegalArgumentException("historical bytes are 13 bytes");
        }
    }

    public static HistoricalBytes ofBytes(byte[] bytes) {
        return new HistoricalBytes(HEX.formatHex(bytes));
    }

    /** From an answer to reset (ISO/IEC 7816-3); empty when it has another number of historical bytes. */
    public static Optional<HistoricalBytes> ofAtr(byte[] atr) {
        if (atr.length < 2 || (atr[1] & 0x0F) != LENGTH) {
            return Optional.empty();
        }
        int at = 2;
        int indicator = atr[1] & 0xF0;
        while (indicator != 0) {
            at += Integer.bitCount(indicator);
            boolean more = (indicator & 0x80) != 0 && at <= atr.length;
            indicator = more ? atr[at - 1] & 0xF0 : 0;
        }
        return at + LENGTH <= atr.length
                ? Optional.of(ofBytes(Arrays.copyOfRange(atr, at, at + LENGTH)))
                : Optional.empty();
    }

    /**
     * What a blank with these bytes is given: the vendor's T1-T7 stay, T8-T9 name the region, T10-T13 are the serial.
     *
     * @param serial 4 bytes
     */
    public HistoricalBytes personalised(String region, byte[] serial) {
        byte[] bytes = bytes();
        System.arraycopy(HEX.parseHex(region, 0, 4), 0, bytes, REGION_AT, 2);
        System.arraycopy(serial, 0, bytes, SERIAL_AT, SERIAL_LENGTH);
        return ofBytes(bytes);
    }

    public byte[] bytes() {
        return HEX.parseHex(hex);
    }

    /** T10-T13, 4 bytes. */
    public byte[] serial() {
        return Arrays.copyOfRange(bytes(), SERIAL_AT, LENGTH);
    }

    @Override
    public String toString() {
        return hex;
    }
}
