package org.sscard.sdk.journal;

/** Which money message an entry is about; the number stands in the file. */
public enum EntryKind {
    SETTLE(1),
    CANCEL(2),
    REVERSE(3),
    /** Cancels a settlement under the entry's id and settles what is left of it under {@link RefundIds#resettlement}. */
    REFUND(4);

    final int number;

    EntryKind(int number) {
        this.number = number;
    }

    static EntryKind ofNumber(int number) {
        for (EntryKind kind : values()) {
            if (kind.number == number) {
                return kind;
            }
        }
        throw new IllegalArgumentException("no kind " + number);
    }
}
