package org.sscard.keys.model;

/** Whether the holder of a key may give it on (ANSI X9.143 §5). */
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

    public boolean permitsKeyBlock() {
        return this != NOT_EXPORTABLE;
    }
}
