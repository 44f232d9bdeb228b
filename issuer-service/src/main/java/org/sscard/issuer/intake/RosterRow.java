package org.sscard.issuer.intake;

import java.util.EnumMap;
import java.util.Map;

/**
 * A row below the header.
 *
 * @param number 1-based, the header is row 1
 * @param surplus cells beyond the header's last column that are not empty
 * @param origin the row of an earlier file that this one mends, 0 for none
 */
public record RosterRow(int number, Map<RosterColumn, RosterCell> cells, int surplus, int origin) {

    public RosterRow {
        cells = Map.copyOf(cells);
    }

    RosterRow numbered(int other) {
        return new RosterRow(other, cells, surplus, origin);
    }

    /** The row with other text in some of its cells. */
    RosterRow with(Map<RosterColumn, String> texts) {
        Map<RosterColumn, RosterCell> changed = new EnumMap<>(RosterColumn.class);
        changed.putAll(cells);
        texts.forEach((column, text) -> changed.put(column, RosterCell.text(text)));
        return new RosterRow(number, changed, 0, origin);
    }

    public RosterCell cell(RosterColumn column) {
        return cells.getOrDefault(column, RosterCell.EMPTY);
    }

    boolean blank() {
        return surplus == 0
                && cells.values().stream().allMatch(cell -> cell.text().isEmpty());
    }
}
