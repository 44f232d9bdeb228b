package org.sscard.insurance.imports;

import org.sscard.wire.error.CodedException;
import org.sscard.wire.error.ErrorCode;

/**
 * What is wrong with a row.
 *
 * @param row 1 is the first row of the file, the headers
 * @param column its header, or empty where the row as a whole is meant
 */
public record RowFault(int row, String column, CodedException cause) {

    public static RowFault cell(int row, String column, String expected) {
        return new RowFault(row, column, new CodedException(ErrorCode.IMPORT_CELL_INVALID, column, expected));
    }
}
