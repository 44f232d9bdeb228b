package org.sscard.terminal.card;

import java.util.List;
import java.util.OptionalInt;
import org.sscard.spec.layout.FileRef;

/**
 * What is meant of one file (terminal interface §5).
 *
 * @param record one record of a cyclic file, from 1, the newest; empty: all of them, and for other files
 * @param items elements of a TLV file; empty for cyclic and transparent files
 */
public record FileSelection(FileRef file, OptionalInt record, List<Item> items) {

    public FileSelection {
        items = List.copyOf(items);
    }

    /** @param occurrence which of the records with this tag, from 1 */
    public record Item(int tag, int occurrence) {}
}
