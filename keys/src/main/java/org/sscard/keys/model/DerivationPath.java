package org.sscard.keys.model;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import org.sscard.keys.KeyException;
import org.sscard.keys.KeyFault;

/**
 * The way from a key of the hierarchy down to one card (card-specification §5.1): level 1 province, level 2 city,
 * level 3 card. Whoever derives names the region and the card, never a factor, so that a key cannot be derived with
 * the factor of a region that its scope does not cover.
 */
public final class DerivationPath {

    private static final int HISTORICAL_BYTES = 13;
    private static final int FACTOR = 8;

    private final RegionProfile profile;
    private final byte[] cardFactor;

    private DerivationPath(RegionProfile profile, byte[] cardFactor) {
        this.profile = profile;
        this.cardFactor = cardFactor;
    }

    /** @param historicalBytes the 13 historical bytes of the card's ATR; T6..T13 are the level-3 factor (§1) */
    public static DerivationPath toCard(RegionProfile profile, byte[] historicalBytes) {
        if (historicalBytes.length != HISTORICAL_BYTES) {
            throw new KeyException(
                    KeyFault.KEY_INPUT_INVALID,
                    "historical bytes: " + historicalBytes.length + ", expected " + HISTORICAL_BYTES);
        }
        return new DerivationPath(
                profile, Arrays.copyOfRange(historicalBytes, HISTORICAL_BYTES - FACTOR, HISTORICAL_BYTES));
    }

    public String region() {
        return profile.region();
    }

    /** T6..T13, the level-3 factor; 8 bytes. */
    public byte[] cardFactor() {
        return cardFactor.clone();
    }

    /**
     * The factors that lead from a key of one scope to the key of a lower one, highest level first: province and city
     * only, never a card's.
     *
     * @param profile of a region within the lower scope; of any region of the province when that is the lower one
     * @throws KeyException KEY_SCOPE_REFUSED when {@code to} does not lie below {@code from}, or the profile's region
     *     not in it
     */
    public static List<byte[]> factorsBetween(Scope from, Scope to, RegionProfile profile) {
        boolean below = to.tier().compareTo(from.tier()) > 0 && to.region().startsWith(from.region());
        if (!below || !to.covers(profile.region())) {
            throw new KeyException(KeyFault.KEY_SCOPE_REFUSED, "from " + from + " to " + to);
        }
        byte[] province = profile.provinceFactor().getBytes(StandardCharsets.US_ASCII);
        byte[] city = profile.cityFactor().getBytes(StandardCharsets.US_ASCII);
        return switch (to.tier()) {
            case MINISTRY -> List.of();
            case PROVINCE -> List.of(province);
            case CITY -> from.tier() == Scope.Tier.MINISTRY ? List.of(province, city) : List.of(city);
        };
    }

    /**
     * The factors that are still to be applied to a key of this scope, highest level first.
     *
     * @throws KeyException KEY_SCOPE_REFUSED when the scope does not cover the region
     */
    public List<byte[]> factorsBelow(Scope scope) {
        if (!scope.covers(profile.region())) {
            throw new KeyException(
                    KeyFault.KEY_SCOPE_REFUSED, "a key of " + scope + " does not serve region " + profile.region());
        }
        byte[] province = profile.provinceFactor().getBytes(StandardCharsets.US_ASCII);
        byte[] city = profile.cityFactor().getBytes(StandardCharsets.US_ASCII);
        return switch (scope.tier()) {
            case MINISTRY -> List.of(province, city, cardFactor.clone());
            case PROVINCE -> List.of(city, cardFactor.clone());
            case CITY -> List.of(cardFactor.clone());
        };
    }
}
