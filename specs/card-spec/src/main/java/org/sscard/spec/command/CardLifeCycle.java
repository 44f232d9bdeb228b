package org.sscard.spec.command;

import java.util.Locale;

/** Answer to {@code 80 CA 00 9F} (§7.1, convention). */
public enum CardLifeCycle {
    BLANK(0x00),
    INITIALISED(0x01),
    PERSONALISED(0x02),
    ACTIVE(0x03),
    CARD_BLOCKED(0x04);

    private final int code;

    CardLifeCycle(int code) {
        this.code = code;
    }

    public int code() {
        return code;
    }

    /** @throws IllegalArgumentException for an unknown state */
    public static CardLifeCycle ofCode(int code) {
        for (CardLifeCycle state : values()) {
            if (state.code == code) {
                return state;
            }
        }
        throw new IllegalArgumentException(String.format(Locale.ROOT, "no life-cycle state has code %02X", code));
    }
}
