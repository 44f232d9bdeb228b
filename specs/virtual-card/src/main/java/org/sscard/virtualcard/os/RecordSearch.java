package org.sscard.virtualcard.os;

import java.io.ByteArrayOutputStream;
import java.util.OptionalInt;
import java.util.stream.IntStream;
import org.sscard.virtualcard.command.Refusal;
import org.sscard.virtualcard.command.Sw;
import org.sscard.virtualcard.memory.RecordFile;

/**
 * The addressing modes of READ RECORD and UPDATE RECORD (§6).
 *
 * @param mode low three bits of P2
 * @param reference P1: record id in modes 0 to 3, record number in modes 4 to 6
 * @param pointer the record last found by id in this file, 0 = none
 */
record RecordSearch(RecordFile file, int mode, int reference, int pointer) {

    static final int FIRST = 0;
    static final int LAST = 1;
    static final int NEXT = 2;
    static final int PREVIOUS = 3;
    static final int BY_NUMBER = 4;
    static final int UP_TO_LAST = 5;
    static final int UP_TO_LAST_REVERSED = 6;

    private static final int MAX_ANSWER = 256;

    boolean isById() {
        return mode <= PREVIOUS;
    }

    boolean isRange() {
        return mode == UP_TO_LAST || mode == UP_TO_LAST_REVERSED;
    }

    /** The number of the one record; empty when there is none. */
    OptionalInt find() {
        int count = file.recordCount();
        return switch (mode) {
            case FIRST -> firstWithId(IntStream.rangeClosed(1, count));
            case LAST -> firstWithId(descending(count, 1));
            case NEXT -> firstWithId(IntStream.rangeClosed(pointer + 1, count));
            case PREVIOUS -> firstWithId(descending(pointer == 0 ? count : pointer - 1, 1));
            default -> reference >= 1 && reference <= count ? OptionalInt.of(reference) : OptionalInt.empty();
        };
    }

    /** Whether any record of the file has the id. */
    boolean idExists() {
        return firstWithId(IntStream.rangeClosed(1, file.recordCount())).isPresent();
    }

    private OptionalInt firstWithId(IntStream numbers) {
        return numbers.filter(number -> file.hasId(number, reference)).findFirst();
    }

    private static IntStream descending(int from, int to) {
        return IntStream.rangeClosed(to, from).map(number -> from + to - number);
    }

    /**
     * Mode 5 from P1 to the last, mode 6 from the last down to P1: as many whole records as fit into one answer.
     *
     * @throws Refusal 6A83 when P1 is no record
     */
    byte[] range() {
        int count = file.recordCount();
        if (reference < 1 || reference > count) {
            throw new Refusal(Sw.RECORD_NOT_FOUND);
        }
        IntStream numbers = mode == UP_TO_LAST ? IntStream.rangeClosed(reference, count) : descending(count, reference);
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        for (int number : numbers.toArray()) {
            byte[] record = file.record(number);
            if (all.size() + record.length > MAX_ANSWER) {
                break;
            }
            all.writeBytes(record);
        }
        return all.toByteArray();
    }
}
