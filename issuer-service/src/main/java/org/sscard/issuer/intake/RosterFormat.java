package org.sscard.issuer.intake;

import java.nio.file.Path;
import java.util.Locale;
import java.util.function.Consumer;
import org.sscard.wire.error.CodedException;
import org.sscard.wire.error.ErrorCode;

/** How rows lie in a file. Rows are handed on one by one, the file is never held in memory. */
interface RosterFormat {

    /**
     * Hands every row below the header to {@code rows}; rows without any content are left out.
     *
     * @throws CodedException ROSTER_FILE_CUT, ROSTER_FILE_UNREADABLE, ROSTER_COLUMN_MISSING, ROSTER_COLUMN_UNKNOWN
     */
    void read(Path file, Consumer<RosterRow> rows);

    /** Looks at the header and no further. @throws CodedException as {@link #read} */
    void requireHeader(Path file);

    /** By the ending of the file's name: {@code .csv} or {@code .xlsx}. */
    static RosterFormat of(String fileName) {
        String name = fileName.toLowerCase(Locale.ROOT);
        if (name.endsWith(".csv")) {
            return new CsvRoster();
        }
        if (name.endsWith(".xlsx")) {
            return new XlsxRoster();
        }
        throw new CodedException(ErrorCode.ROSTER_FILE_UNREADABLE, "*.csv, *.xlsx");
    }
}
