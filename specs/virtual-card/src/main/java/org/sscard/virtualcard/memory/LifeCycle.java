package org.sscard.virtualcard.memory;

/** Life cycle of a card (§7.1); a blocked application is a state of its directory. */
public enum LifeCycle {
    /** No MF yet. */
    BLANK(0x00),
    /** The MF exists. */
    INITIALISED(0x01),
    /** Every DDF below the MF is closed, the MF is not. */
    PERSONALISED(0x02),
    /** Every directory is closed: master keys have no power any more. */
    ACTIVE(0x03),
    CARD_BLOCKED(0x04);

    private final int code;

    LifeCycle(int code) {
        this.code = code;
    }

    public int code() {
        return code;
    }
}
