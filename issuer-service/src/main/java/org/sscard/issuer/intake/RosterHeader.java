package org.sscard.issuer.intake;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.sscard.wire.error.CodedException;
import org.sscard.wire.error.ErrorCode;

/**
 * Which position of a row holds which column. The columns that the file of faulty rows brings beside the data are known:
 * the row that is mended, and notes for who mends it.
 */
final class RosterHeader {

    /** The row of the file that was brought first. */
    static final String ORIGIN = "原行号";

    static final String ERROR = "错误";
    static final String PROPOSAL = "建议";

    private static final Set<String> ORIGINS = Set.of(ORIGIN, "row");
    private static final Set<String> NOTES = Set.of(ERROR, "error", PROPOSAL, "proposal");
    private static final Pattern NUMBER = Pattern.compile("[1-9][0-9]{0,6}");

    private final List<@Nullable RosterColumn> positions;
    private final int origin;
    private final Set<Integer> notes;

    private RosterHeader(List<@Nullable RosterColumn> positions, int origin, Set<Integer> notes) {
        this.positions = positions;
        this.origin = origin;
        this.notes = notes;
    }

    /** @throws CodedException when a needed column is missing, or a header is unknown or stands twice */
    static RosterHeader of(List<String> headers) {
        List<@Nullable RosterColumn> positions = new ArrayList<>();
        Map<RosterColumn, Integer> seen = new EnumMap<>(RosterColumn.class);
        int origin = -1;
        Set<Integer> notes = new HashSet<>();
        for (String header : headers) {
            if (header.isBlank()) {
                positions.add(null);
                continue;
            }
            if (NOTES.contains(header.strip()) || (origin < 0 && ORIGINS.contains(header.strip()))) {
                origin = ORIGINS.contains(header.strip()) ? positions.size() : origin;
                notes.add(positions.size());
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
        return new RosterHeader(positions, origin, notes);
    }

    RosterRow row(int number, List<RosterCell> values) {
        Map<RosterColumn, RosterCell> cells = new EnumMap<>(RosterColumn.class);
        int surplus = 0;
        for (int i = 0; i < values.size(); i++) {
            RosterCell value = values.get(i);
            RosterColumn column = i < positions.size() ? positions.get(i) : null;
            if (column != null) {
                cells.put(column, value);
            } else if (!value.text().isEmpty() && !notes.contains(i)) {
                surplus++;
            }
        }
        return new RosterRow(number, cells, surplus, origin(values));
    }

    private int origin(List<RosterCell> values) {
        String text =
                origin < 0 || origin >= values.size() ? "" : values.get(origin).text();
        return NUMBER.matcher(text).matches() ? Integer.parseInt(text) : 0;
    }
}
