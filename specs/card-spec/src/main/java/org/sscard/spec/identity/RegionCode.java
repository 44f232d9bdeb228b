package org.sscard.spec.identity;

import java.util.HexFormat;
import java.util.regex.Pattern;

/**
 * Administrative division of GB/T 2260, six digits, 3 bytes as BCD on the card. Only the form is checked here; which
 * divisions exist is a matter of registers and time.
 */
public record RegionCode(String digits) {

    private static final Pattern FORM = Pattern.compile("[1-9][0-9]{5}");

    /** @throws IllegalArgumentException when it is not six digits, the first from 1 to 9 */
    public RegionCode {
        if (!FORM.matcher(digits).matches()) {
            throw new IllegalArgumentException("a region code has six digits, the first not 0");
        }
    }

    /** @param bytes 3 bytes BCD */
    public static RegionCode ofBytes(byte[] bytes) {
        return new RegionCode(HexFormat.of().formatHex(bytes));
    }

    public byte[] bytes() {
        return HexFormat.of().parseHex(digits);
    }

    /** The province as a region code, 211002 → 210000. */
    public RegionCode province() {
        return new RegionCode(digits.substring(0, 2) + "0000");
    }

    /** The city as a region code, 211002 → 211000. */
    public RegionCode city() {
        return new RegionCode(digits.substring(0, 4) + "00");
    }

    @Override
    public String toString() {
        return digits;
    }
}
