package org.sscard.terminal.card;

import java.util.List;

/**
 * Values of one file, as texts: cn as hex without trailing F, an and GBK trimmed, b and nested elements in hex.
 *
 * @param rows a TLV file has one row with a value per item, a cyclic file a row per record with a value per field, a
 *     transparent file one row with its content
 */
public record FileContent(FileSelection selection, List<List<String>> rows) {

    public FileContent {
        rows = rows.stream().map(List::copyOf).toList();
    }

    /** Says nothing of the holder. */
    @Override
    public String toString() {
        return rows.size() + " rows of " + selection.file();
    }
}
