package org.sscard.issuer.intake;

import java.util.List;
import org.sscard.wire.error.CodedException;
import org.sscard.wire.error.ErrorCode;

/**
 * Why a row was not taken in.
 *
 * @param row 1-based, the header is row 1
 * @param column header of the column, Chinese; empty when the whole row is meant
 * @param arguments of the code's text; no holder data
 * @param proposal what the cell should hold, empty when nothing can be proposed
 */
public record RosterFault(int row, String column, ErrorCode code, List<String> arguments, String proposal) {

    public RosterFault {
        arguments = List.copyOf(arguments);
    }

    static RosterFault of(int row, RosterColumn column, ErrorCode code, String proposal, String... arguments) {
        return new RosterFault(row, column.headerZh(), code, List.of(arguments), proposal);
    }

    /** The fault's text, from the catalogue. */
    public CodedException text() {
        return new CodedException(code, arguments.toArray());
    }

    /** A proposal may be holder data. */
    @Override
    public String toString() {
        return "RosterFault[" + row + " " + column + " " + code + "]";
    }
}
