package org.sscard.keys.block;

/** Whether the receiver may give the wrapped key on (ANSI X9.143 §5). */
public enum Exportability {
    /** In a key block again. */
    EXPORTABLE('E'),
    NOT_EXPORTABLE('N'),
    /** In another form too. */
    SENSITIVE('S');

    private final char code;

    Exportability(char code) {
        this.code = code;
    }

    public char code() {
        return code;
    }

    static Exportability of(char code) {
        for (Exportability exportability : values()) {
            if (exportability.code == code) {
                return exportability;
            }
        }
        throw KeyBlockHeader.refused("its exportability is not known");
    }
}
