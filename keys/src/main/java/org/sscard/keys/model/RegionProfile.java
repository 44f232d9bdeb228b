package org.sscard.keys.model;

import java.nio.charset.StandardCharsets;
import java.util.regex.Pattern;
import org.sscard.keys.KeyException;
import org.sscard.keys.KeyFault;

/**
 * The factor texts of a region (card-specification §5.1). The standard ones follow from the region code; a region may
 * have agreed on others.
 *
 * @param region 6 digits (GB/T 2260)
 * @param provinceFactor 8 ASCII characters, level 1
 * @param cityFactor 8 ASCII characters, level 2
 */
public record RegionProfile(String region, String provinceFactor, String cityFactor) {

    private static final Pattern REGION = Pattern.compile("[0-9]{6}");

    public RegionProfile {
        if (!REGION.matcher(region).matches()) {
            throw new KeyException(KeyFault.KEY_INPUT_INVALID, "a region has 6 digits");
        }
        requireFactor(provinceFactor);
        requireFactor(cityFactor);
    }

    /** First two digits ‖ "0000sh", six digits ‖ "sx". */
    public static RegionProfile standard(String region) {
        String start = region.length() < 2 ? "" : region.substring(0, 2);
        return new RegionProfile(region, start + "0000sh", region + "sx");
    }

    private static void requireFactor(String factor) {
        if (factor.length() != 8 || !StandardCharsets.US_ASCII.newEncoder().canEncode(factor)) {
            throw new KeyException(KeyFault.KEY_INPUT_INVALID, "a factor text has 8 ASCII characters");
        }
    }
}
