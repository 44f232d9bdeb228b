package org.sscard.virtualcard.os;

import java.util.OptionalInt;
import org.sscard.virtualcard.command.Refusal;
import org.sscard.virtualcard.command.Sw;
import org.sscard.virtualcard.memory.CyclicFile;
import org.sscard.virtualcard.memory.TlvFile;

/** The data checks of UPDATE RECORD (§6, conventions): what comes back writes, and cannot fail any more. */
final class RecordUpdate {

    private static final int HEADER = 2;

    private RecordUpdate() {}

    /** Mode 3 (previous) appends; every other mode overwrites a record that exists. */
    static Runnable ofCyclic(CyclicFile file, RecordSearch search, byte[] data) {
        if (data.length != file.recordLength()) {
            throw new Refusal(Sw.WRONG_LENGTH);
        }
        if (search.mode() == RecordSearch.PREVIOUS) {
            return () -> file.push(data);
        }
        int number = search.find().orElseThrow(() -> new Refusal(Sw.RECORD_NOT_FOUND));
        return () -> file.overwrite(number, data);
    }

    /**
     * A foreign tag is 6A80, an inner length that contradicts Lc 6A85, a value longer than the element 6A80. A record
     * that is still missing is appended.
     *
     * @param filling the master key is authenticated: every record written by tag is appended until the file has all
     *     its records (§7.1)
     */
    static Runnable ofTlv(TlvFile file, RecordSearch search, byte[] data, boolean filling) {
        int tag = data[0] & 0xFF;
        if (search.isById() && tag != search.reference()) {
            throw new Refusal(Sw.BAD_DATA);
        }
        OptionalInt target = target(file, search, filling);
        if (target.isPresent() && file.tag(target.getAsInt()) != tag) {
            throw new Refusal(Sw.BAD_DATA);
        }
        if (data.length < HEADER || (data[1] & 0xFF) != data.length - HEADER) {
            throw new Refusal(Sw.LENGTH_CONTRADICTS_TLV);
        }
        if (target.isEmpty()) {
            return append(file, data);
        }
        int number = target.getAsInt();
        int valueLength = data.length - HEADER;
        if (valueLength > file.room(number) || (file.isFixed() && valueLength != file.room(number))) {
            throw new Refusal(Sw.BAD_DATA);
        }
        return () -> file.overwrite(number, data);
    }

    /** The record to overwrite, or empty to append one. */
    private static OptionalInt target(TlvFile file, RecordSearch search, boolean filling) {
        boolean firstOfTag = search.mode() == RecordSearch.FIRST;
        if (filling && firstOfTag && file.recordLimit() > 0 && file.expectsRecords()) {
            return OptionalInt.empty();
        }
        OptionalInt found = search.find();
        if (found.isPresent()) {
            return found;
        }
        if (search.isById()) {
            return appendOrRefuse(file, search.idExists() ? Sw.RECORD_NOT_FOUND : Sw.BAD_DATA, !search.idExists());
        }
        boolean behindLast = search.reference() == file.recordCount() + 1;
        return appendOrRefuse(file, Sw.RECORD_NOT_FOUND, behindLast);
    }

    private static OptionalInt appendOrRefuse(TlvFile file, int refusal, boolean wanted) {
        if (!wanted || !file.expectsRecords()) {
            throw new Refusal(refusal);
        }
        return OptionalInt.empty();
    }

    private static Runnable append(TlvFile file, byte[] record) {
        if (!file.hasSpaceFor(record.length)) {
            throw new Refusal(Sw.NO_SPACE);
        }
        return () -> file.append(record);
    }
}
