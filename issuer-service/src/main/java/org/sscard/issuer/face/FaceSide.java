package org.sscard.issuer.face;

import java.util.Arrays;
import java.util.Locale;
import org.sscard.wire.error.CodedException;
import org.sscard.wire.error.ErrorCode;

/** A side of the card. */
public enum FaceSide {
    FRONT("正面"),
    BACK("背面");

    private final String zh;

    FaceSide(String zh) {
        this.zh = zh;
    }

    public String zh() {
        return zh;
    }

    /** @throws CodedException REQUEST_INVALID for any other word than front and back */
    public static FaceSide of(String word) {
        return Arrays.stream(values())
                .filter(side -> side.name().equals(word.toUpperCase(Locale.ROOT)))
                .findFirst()
                .orElseThrow(() -> new CodedException(ErrorCode.REQUEST_INVALID, "side", "FRONT, BACK"));
    }
}
