package org.sscard.keys.model;

import java.util.regex.Pattern;
import org.sscard.keys.KeyException;
import org.sscard.keys.KeyFault;

/**
 * Where a key belongs in the hierarchy ministry–province–city (issuing and keys §2). A key of a province serves that
 * province's regions only, a city's key that one region: city A never gets a key of city B.
 *
 * @param region empty for the ministry, 2 digits for a province, the 6 digits of the level-2 factor for a city
 */
public record Scope(Tier tier, String region) {

    /** The number of diversifications that lead from the ministry's root to this tier. */
    public enum Tier {
        MINISTRY(0),
        PROVINCE(2),
        CITY(6);

        private final int digits;

        Tier(int digits) {
            this.digits = digits;
        }
    }

    // First, because the constants below are checked with it.
    private static final Pattern DIGITS = Pattern.compile("[0-9]*");

    public static final Scope MINISTRY = new Scope(Tier.MINISTRY, "");

    public Scope {
        if (region.length() != tier.digits || !DIGITS.matcher(region).matches()) {
            throw new KeyException(KeyFault.KEY_INPUT_INVALID, tier + " scope needs " + tier.digits + " digits");
        }
    }

    public static Scope province(String firstTwoDigits) {
        return new Scope(Tier.PROVINCE, firstTwoDigits);
    }

    public static Scope city(String sixDigits) {
        return new Scope(Tier.CITY, sixDigits);
    }

    public boolean covers(String sixDigitRegion) {
        return sixDigitRegion.startsWith(region);
    }

    @Override
    public String toString() {
        return region.isEmpty() ? tier.name() : tier + " " + region;
    }
}
