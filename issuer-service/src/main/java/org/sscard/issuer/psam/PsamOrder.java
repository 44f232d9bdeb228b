package org.sscard.issuer.psam;

import org.sscard.spec.layout.CardAlgorithm;
import org.sscard.wire.error.CodedException;
import org.sscard.wire.error.ErrorCode;

/**
 * Which PSAM is to get which keys.
 *
 * @param own which of the vendors' own keys it has: the version of PSAMOWN
 */
public record PsamOrder(String serial, int level, String region, CardAlgorithm algorithm, String purpose, int own) {

    private static final int MOST_OWN_KEYS = 255;

    public PsamOrder {
        require(serial.matches("[0-9]{20}"), "serial", "20 digits");
        require(level >= 1 && level <= 3, "level", "1, 2, 3");
        require(region.matches("[0-9]{6}"), "region", "6 digits");
        require(!purpose.isBlank(), "purpose", "1-100");
        require(own >= 1 && own <= MOST_OWN_KEYS, "own", "1-255");
    }

    private static void require(boolean holds, String field, String expected) {
        if (!holds) {
            throw new CodedException(ErrorCode.REQUEST_INVALID, field, expected);
        }
    }
}
