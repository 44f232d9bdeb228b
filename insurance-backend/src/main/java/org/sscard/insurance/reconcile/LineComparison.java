package org.sscard.insurance.reconcile;

import java.time.LocalDate;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Finds exactly the rows of a day that are not the same on both sides, and proposes what to do about each. */
final class LineComparison {

    private final LocalDate day;
    private final boolean open;
    private final Map<String, BookedRow> known;

    /**
     * @param open whether the day is still OPEN, so that a row can be reversed
     * @param known what the insurer knows of every id of the day and of every id that the institution names
     */
    LineComparison(LocalDate day, boolean open, Map<String, BookedRow> known) {
        this.day = day;
        this.open = open;
        this.known = known;
    }

    List<Difference> differences(List<StatementLine> theirs) {
        Map<String, StatementLine> first = new LinkedHashMap<>();
        List<Difference> differences = new ArrayList<>();
        for (StatementLine line : theirs) {
            if (first.putIfAbsent(line.transactionId(), line) != null) {
                differences.add(difference(
                        line.transactionId(),
                        Difference.Kind.REPEATED,
                        Difference.Action.VOID_AT_INSTITUTION,
                        line,
                        known.get(line.transactionId())));
            }
        }
        first.values().forEach(line -> compare(line, differences));
        known.values().stream()
                .filter(row -> ofDay(row) && !first.containsKey(row.transactionId()))
                .forEach(row -> differences.add(
                        difference(row.transactionId(), Difference.Kind.ONLY_INSURER, takeBack(row), null, row)));
        return differences;
    }

    private void compare(StatementLine line, List<Difference> differences) {
        BookedRow row = known.get(line.transactionId());
        if (row == null || !ofDay(row)) {
            Difference.Action action = row != null && row.counts()
                    ? Difference.Action.MOVE_AT_INSTITUTION
                    : Difference.Action.VOID_AT_INSTITUTION;
            differences.add(difference(line.transactionId(), Difference.Kind.ONLY_INSTITUTION, action, line, row));
        } else if (!line.equals(row.line())) {
            differences.add(difference(
                    line.transactionId(),
                    Difference.Kind.FIGURES,
                    Difference.Action.CORRECT_AT_INSTITUTION,
                    line,
                    row));
        }
    }

    private boolean ofDay(BookedRow row) {
        return row.counts() && day.equals(row.day());
    }

    /** A cancellation, and what it cancelled, stay: the institution lacks rows that it has to book. */
    private Difference.Action takeBack(BookedRow row) {
        if (row.negative() || !row.state().equals(BookedRow.CONFIRMED)) {
            return Difference.Action.CORRECT_AT_INSTITUTION;
        }
        return open ? Difference.Action.REVERSE : Difference.Action.CANCEL;
    }

    private Difference difference(
            String id,
            Difference.Kind kind,
            Difference.Action action,
            @Nullable StatementLine theirs,
            @Nullable BookedRow row) {
        StatementLine ours = row != null && ofDay(row) ? row.line() : null;
        return new Difference(
                id,
                kind,
                action,
                ours,
                theirs,
                row == null || ours != null || !row.counts() ? null : row.day(),
                row == null ? "" : row.state(),
                null);
    }
}
