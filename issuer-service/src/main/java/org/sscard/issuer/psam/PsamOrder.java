package org.sscard.issuer.psam;

import org.sscard.spec.layout.CardAlgorithm;
import org.sscard.wire.error.CodedException;
import org.sscard.wire.error.ErrorCode;

/** Which PSAM is to get which keys. */
public record PsamOrder(String serial, int level, String region, CardAlgorithm algorithm, String purpose) {

    public PsamOrder {
        require(serial.matches("[0-9]{20}"), "serial", "20 digits");
        require(level >= 1 && level <= 3, "level", "1, 2, 3");
        require(region.matches("[0-9]{6}"), "region", "6 digits");
        require(!purpose.isBlank(), "purpose", "1-100");
    }

    private static void require(boolean holds, String field, String expected) {
        if (!holds) {
            throw new CodedException(ErrorCode.REQUEST_INVALID, field, expected);
        }
    }
}
