package org.sscard.issuer.intake;

import java.util.Map;

/**
 * A row below the header.
 *
 * @param number 1-based, the header is row 1
 * @param surplus cells beyond the header's last column that are not empty
 */
record RosterRow(int number, Map<RosterColumn, RosterCell> cells, int surplus) {

    RosterCell cell(RosterColumn column) {
        return cells.getOrDefault(column, RosterCell.EMPTY);
    }

    boolean blank() {
        return surplus == 0
                && cells.values().stream().allMatch(cell -> cell.text().isEmpty());
    }
}
