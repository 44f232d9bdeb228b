package org.sscard.virtualcard.memory;

/** Records numbered from 1. */
public abstract sealed class RecordFile extends ElementaryFile permits TlvFile, CyclicFile {

    protected RecordFile(int fid, AccessCondition read, AccessCondition update) {
        super(fid, read, update);
    }

    public abstract int recordCount();

    /** The record as stored and returned: TLV files with tag and length, cyclic files bare (§2). */
    public abstract byte[] record(int number);

    /** Whether the record answers to this record id. */
    public abstract boolean hasId(int number, int id);

    /** Puts bytes in place of a record without any check: commands go through the rules of the file's kind. */
    public abstract void overwrite(int number, byte[] record);
}
