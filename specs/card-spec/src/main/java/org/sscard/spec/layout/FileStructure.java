package org.sscard.spec.layout;

/** Structure of an elementary file, with its type byte in CREATE FILE (§7.1, convention). */
public enum FileStructure {
    TRANSPARENT("transparent", 0x01),
    FIXED_TLV("fixedTlv", 0x02),
    VARIABLE_TLV("variableTlv", 0x04),
    CYCLIC("cyclic", 0x06),
    /** Kept by the card OS; no command selects, reads or writes it. */
    INTERNAL("internal", 0x0F);

    private final String dataName;
    private final int typeCode;

    FileStructure(String dataName, int typeCode) {
        this.dataName = dataName;
        this.typeCode = typeCode;
    }

    public String dataName() {
        return dataName;
    }

    public int typeCode() {
        return typeCode;
    }

    public boolean isTlv() {
        return this == FIXED_TLV || this == VARIABLE_TLV;
    }

    /** @throws IllegalArgumentException for an unknown type byte */
    public static FileStructure ofTypeCode(int code) {
        for (FileStructure structure : values()) {
            if (structure.typeCode == code) {
                return structure;
            }
        }
        throw new IllegalArgumentException(String.format("no file structure has type %02X", code));
    }
}
