package org.sscard.virtualcard.memory;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;

/** Bare records of one length; the newest is number 1 and pushes out the oldest. It starts empty (§2). */
public final class CyclicFile extends RecordFile {

    /** The record id that any bare record answers to. */
    private static final int ANY_ID = 0x00;

    private final int recordLength;
    private final int capacity;
    private final Deque<byte[]> records = new ArrayDeque<>();

    public CyclicFile(int fid, int recordLength, int capacity, AccessCondition read, AccessCondition update) {
        super(fid, read, update);
        this.recordLength = recordLength;
        this.capacity = capacity;
    }

    public int recordLength() {
        return recordLength;
    }

    public int capacity() {
        return capacity;
    }

    @Override
    public int recordCount() {
        return records.size();
    }

    @Override
    public byte[] record(int number) {
        return records.stream().skip(number - 1L).findFirst().orElseThrow().clone();
    }

    @Override
    public boolean hasId(int number, int id) {
        return id == ANY_ID;
    }

    public void push(byte[] record) {
        if (records.size() == capacity) {
            records.removeLast();
        }
        records.addFirst(record.clone());
    }

    @Override
    public void overwrite(int number, byte[] record) {
        List<byte[]> all = new ArrayList<>(records);
        all.set(number - 1, record.clone());
        records.clear();
        records.addAll(all);
    }

    @Override
    CyclicFile copy() {
        CyclicFile copy = new CyclicFile(fid(), recordLength, capacity, read(), update());
        copy.records.addAll(records);
        return copy;
    }
}
