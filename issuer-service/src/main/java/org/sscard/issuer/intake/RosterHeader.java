package org.sscard.issuer.intake;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.sscard.wire.error.CodedException;
import org.sscard.wire.error.ErrorCode;

/** Which position of a row holds which column. */
final class RosterHeader {

    private final List<@Nullable RosterColumn> positions;

    private RosterHeader(List<@Nullable RosterColumn> positions) {
        this.positions = positions;
    }

    /** @throws CodedException when a needed column is missing, or a header is unknown or stands twice */
    static RosterHeader of(List<String> headers) {
        List<@Nullable RosterColumn> positions = new ArrayList<>();
        Map<RosterColumn, Integer> seen = new EnumMap<>(RosterColumn.class);
        for (String header : headers) {
            if (header.isBlank()) {
                positions.add(null);
                continue;
            }
            Optional<RosterColumn> column = RosterColumn.ofHeader(header);
            if (column.isEmpty() || seen.put(column.get(), positions.size()) != null) {
                throw new CodedException(ErrorCode.ROSTER_COLUMN_UNKNOWN, header.strip());
            }
            positions.add(column.get());
        }
        for (RosterColumn column : RosterColumn.values()) {
            if (column.required() && !seen.containsKey(column)) {
                throw new CodedException(ErrorCode.ROSTER_COLUMN_MISSING, column.headerZh());
            }
        }
        return new RosterHeader(positions);
    }

    RosterRow row(int number, List<RosterCell> values) {
        Map<RosterColumn, RosterCell> cells = new EnumMap<>(RosterColumn.class);
        int surplus = 0;
        for (int i = 0; i < values.size(); i++) {
            RosterCell value = values.get(i);
            RosterColumn column = i < positions.size() ? positions.get(i) : null;
            if (column != null) {
                cells.put(column, value);
            } else if (!value.text().isEmpty()) {
                surplus++;
            }
        }
        return new RosterRow(number, cells, surplus);
    }
}
