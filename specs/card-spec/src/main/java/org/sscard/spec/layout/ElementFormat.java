package org.sscard.spec.layout;

/** How the bytes of a value are written (§2, "Padding"). */
public enum ElementFormat {
    /** Compressed numeric: two digits a byte, filled with nibble F. */
    CN("cn", 0xFF),
    /** ASCII characters, filled with 00. */
    AN("an", 0x00),
    /** GBK text, filled with 00. */
    GBK("gbk", 0x00),
    /** Bytes, filled with 00. */
    B("b", 0x00),
    /** TLV elements one after the other, each with its header even when it is empty. */
    NESTED("nested", 0x00);

    private final String dataName;
    private final int padding;

    ElementFormat(String dataName, int padding) {
        this.dataName = dataName;
        this.padding = padding;
    }

    public String dataName() {
        return dataName;
    }

    /** The byte that fills an empty value. */
    public byte padding() {
        return (byte) padding;
    }
}
