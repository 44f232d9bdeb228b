package org.sscard.servicekit.pages;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A list with order, filters and pages.
 *
 * @param total rows that the filters let through, over all pages
 * @param query null: everything is shown, in the order given
 * @param empty what an empty list says, and what to do about it
 */
public record DataTable(
        Label caption,
        List<Column> columns,
        List<Row> rows,
        long total,
        @Nullable ListQuery query,
        Label empty) {

    public DataTable {
        columns = List.copyOf(columns);
        rows = List.copyOf(rows);
        for (Row row : rows) {
            if (row.cells().size() != columns.size()) {
                throw new IllegalArgumentException(columns.size() + " cells a row");
            }
        }
    }

    /** @param key name of the order in the address; empty: the column does not sort */
    public record Column(String key, Label label, boolean figure) {

        public static Column of(String zh, String en) {
            return new Column("", Label.of(zh, en), false);
        }

        public static Column figure(String zh, String en) {
            return new Column("", Label.of(zh, en), true);
        }

        public Column sortable(String by) {
            return new Column(by, label, figure);
        }
    }

    /** A row whose first cell names it. */
    public record Row(List<Cell> cells) {
        public Row {
            cells = List.copyOf(cells);
        }

        public static Row of(Cell... cells) {
            return new Row(List.of(cells));
        }
    }

    /** A list that is shown whole. */
    public static DataTable whole(Label caption, List<Column> columns, List<Row> rows, Label empty) {
        return new DataTable(caption, columns, rows, rows.size(), null, empty);
    }

    public int pages() {
        return query == null ? 1 : query.pages(total);
    }
}
