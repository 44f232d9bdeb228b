package org.sscard.spec.identity;

import java.util.HexFormat;

/**
 * Initialisation organisation id, element 04 (§3), 12 bytes: 91 56 00 00 02 ‖ issuing region 3 ‖ region of the
 * initialising organisation 3 ‖ sequence 1. For issuing only: real cards carry other content, which readers accept.
 *
 * @param sequence 0 to 99, two BCD digits
 */
public record InitialisationOrganisation(RegionCode issuing, RegionCode initialising, int sequence) {

    private static final String PREFIX = "9156000002";

    public InitialisationOrganisation {
        if (sequence < 0 || sequence > 99) {
            throw new IllegalArgumentException("sequence outside 0..99: " + sequence);
        }
    }

    /** The 24 digits of the element. */
    public String digits() {
        return PREFIX + issuing.digits() + initialising.digits() + (sequence < 10 ? "0" : "") + sequence;
    }

    public byte[] bytes() {
        return HexFormat.of().parseHex(digits());
    }
}
