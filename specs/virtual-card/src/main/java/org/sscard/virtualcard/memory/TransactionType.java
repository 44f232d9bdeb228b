package org.sscard.virtualcard.memory;

/** The transaction type id (§5.4), an ASCII digit on the card. */
public enum TransactionType {
    LOAD(0x31),
    PURCHASE(0x32);

    private final int id;

    TransactionType(int id) {
        this.id = id;
    }

    public byte id() {
        return (byte) id;
    }
}
