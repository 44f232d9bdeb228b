package org.sscard.insurance.imports;

import java.util.Map;

/** A row's cells by English header, stripped; a missing cell is empty. Rows count from 1, the headers. */
public record SheetRow(int number, Map<String, String> cells) {

    public SheetRow {
        cells = Map.copyOf(cells);
    }

    public String cell(String column) {
        return cells.getOrDefault(column, "");
    }

    @Override
    public String toString() {
        return "SheetRow[" + number + "]";
    }
}
