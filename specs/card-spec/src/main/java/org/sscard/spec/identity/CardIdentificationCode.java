package org.sscard.spec.identity;

import java.util.Arrays;
import java.util.HexFormat;
import org.jspecify.annotations.Nullable;

/**
 * Card identification code, element 01 (§3), 16 bytes: region 3 ‖ D1 56 00 00 05 ‖ serial 4 ‖ authentication code 4.
 * The authentication code is computed from the first 12 bytes with the card's IRK; readers without keys do not check
 * it.
 */
public final class CardIdentificationCode {

    public static final int LENGTH = 16;

    private static final byte[] PROVIDER = HexFormat.of().parseHex("D156000005");
    private static final int AUTHENTICATED_LENGTH = 12;

    private final byte[] bytes;

    private CardIdentificationCode(byte[] bytes) {
        this.bytes = bytes;
    }

    /** The 12 bytes that the authentication code covers. */
    public static byte[] authenticatedPart(RegionCode region, byte[] serial) {
        requireLength("serial", serial, 4);
        byte[] bytes = new byte[AUTHENTICATED_LENGTH];
        System.arraycopy(region.bytes(), 0, bytes, 0, 3);
        System.arraycopy(PROVIDER, 0, bytes, 3, 5);
        System.arraycopy(serial, 0, bytes, 8, 4);
        return bytes;
    }

    public static CardIdentificationCode compose(RegionCode region, byte[] serial, byte[] authenticationCode) {
        requireLength("authentication code", authenticationCode, 4);
        byte[] bytes = Arrays.copyOf(authenticatedPart(region, serial), LENGTH);
        System.arraycopy(authenticationCode, 0, bytes, AUTHENTICATED_LENGTH, 4);
        return new CardIdentificationCode(bytes);
    }

    /**
     * Any 16 bytes: test cards in the field carry other content than the text says.
     *
     * @throws IllegalArgumentException when it is not 16 bytes
     */
    public static CardIdentificationCode ofBytes(byte[] bytes) {
        requireLength("card identification code", bytes, LENGTH);
        return new CardIdentificationCode(bytes.clone());
    }

    public byte[] bytes() {
        return bytes.clone();
    }

    /** Upper-case hex, 32 digits. */
    public String hex() {
        return HexFormat.of().withUpperCase().formatHex(bytes);
    }

    /** The first three bytes as digits; not necessarily a region on test cards. */
    public String regionDigits() {
        return hex().substring(0, 6);
    }

    /** Whether the bytes in the middle are D1 56 00 00 05 and the first three are digits, as the text wants. */
    public boolean hasStandardForm() {
        return Arrays.equals(Arrays.copyOfRange(bytes, 3, 8), PROVIDER)
                && regionDigits().chars().allMatch(c -> c >= '0' && c <= '9');
    }

    public byte[] serial() {
        return Arrays.copyOfRange(bytes, 8, AUTHENTICATED_LENGTH);
    }

    public byte[] authenticationCode() {
        return Arrays.copyOfRange(bytes, AUTHENTICATED_LENGTH, LENGTH);
    }

    private static void requireLength(String what, byte[] bytes, int length) {
        if (bytes.length != length) {
            throw new IllegalArgumentException(what + " has " + length + " bytes, not " + bytes.length);
        }
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof CardIdentificationCode that && Arrays.equals(bytes, that.bytes);
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(bytes);
    }

    @Override
    public String toString() {
        return hex();
    }
}
