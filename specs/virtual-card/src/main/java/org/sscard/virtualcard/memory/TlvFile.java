package org.sscard.virtualcard.memory;

import java.util.ArrayList;
import java.util.List;

/**
 * Records of tag ‖ length ‖ value; record id = tag (§2). The room of an element is what its record had when it was
 * appended: a shorter value may be written later, a longer one may not.
 */
public final class TlvFile extends RecordFile {

    private static final int HEADER = 2;

    private record Slot(Bytes record, int room) {}

    private final boolean fixed;
    private final int sizeLimit;
    private final int recordLimit;
    private final List<Slot> slots = new ArrayList<>();

    /**
     * @param fixed values keep the length of their element
     * @param sizeLimit bytes of all records with their headers; 0 = not limited
     * @param recordLimit number of records; 0 = not limited
     */
    public TlvFile(
            int fid, boolean fixed, int sizeLimit, int recordLimit, AccessCondition read, AccessCondition update) {
        super(fid, read, update);
        this.fixed = fixed;
        this.sizeLimit = sizeLimit;
        this.recordLimit = recordLimit;
    }

    public boolean isFixed() {
        return fixed;
    }

    public int sizeLimit() {
        return sizeLimit;
    }

    public int recordLimit() {
        return recordLimit;
    }

    @Override
    public int recordCount() {
        return slots.size();
    }

    @Override
    public byte[] record(int number) {
        return slots.get(number - 1).record().copy();
    }

    @Override
    public boolean hasId(int number, int id) {
        return tag(number) == id;
    }

    public int tag(int number) {
        return slots.get(number - 1).record().at(0);
    }

    /** The longest value that the element takes, in bytes. */
    public int room(int number) {
        return slots.get(number - 1).room();
    }

    /** Whether records are still missing. */
    public boolean expectsRecords() {
        return recordLimit == 0 || slots.size() < recordLimit;
    }

    /** Whether a further record of this length, header included, fits into the file. */
    public boolean hasSpaceFor(int recordLength) {
        int used = slots.stream().mapToInt(slot -> slot.room() + HEADER).sum();
        return sizeLimit == 0 || used + recordLength <= sizeLimit;
    }

    public void append(byte[] record) {
        append(record, record.length - HEADER);
    }

    /** @param room the longest value that the element will take */
    public void append(byte[] record, int room) {
        slots.add(new Slot(Bytes.of(record), room));
    }

    @Override
    public void overwrite(int number, byte[] record) {
        slots.set(number - 1, new Slot(Bytes.of(record), room(number)));
    }

    @Override
    TlvFile copy() {
        TlvFile copy = new TlvFile(fid(), fixed, sizeLimit, recordLimit, read(), update());
        copy.slots.addAll(slots);
        return copy;
    }
}
