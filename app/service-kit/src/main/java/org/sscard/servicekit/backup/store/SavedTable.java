package org.sscard.servicekit.backup.store;

import java.util.List;

/**
 * A table of a backup.
 *
 * @param columns in the order of the copy
 * @param sha256 over the table in COPY text format, ordered by primary key; 64 hexadecimal digits
 */
public record SavedTable(String name, List<String> columns, long rows, long bytes, String sha256) {

    public SavedTable {
        columns = List.copyOf(columns);
    }
}
