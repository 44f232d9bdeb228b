package org.sscard.keys.block;

/** What may be done with the wrapped key (ANSI X9.143 §5). */
public enum ModeOfUse {
    ENCRYPT_AND_DECRYPT('B'),
    GENERATE_AND_VERIFY('C'),
    DECRYPT('D'),
    ENCRYPT('E'),
    GENERATE('G'),
    UNRESTRICTED('N'),
    SIGN('S'),
    SIGN_AND_DECRYPT('T'),
    VERIFY('V'),
    DERIVE('X'),
    VARIANTS('Y');

    private final char code;

    ModeOfUse(char code) {
        this.code = code;
    }

    public char code() {
        return code;
    }

    static ModeOfUse of(char code) {
        for (ModeOfUse mode : values()) {
            if (mode.code == code) {
                return mode;
            }
        }
        throw KeyBlockHeader.refused("its mode of use is not known");
    }
}
