package org.sscard.servicekit.pages.chart;

import java.util.ArrayList;
import java.util.List;
import java.util.function.LongFunction;
import org.sscard.servicekit.pages.Cell;
import org.sscard.servicekit.pages.DataTable;
import org.sscard.servicekit.pages.Display;
import org.sscard.servicekit.pages.Label;

/**
 * Amounts over days or months, as bars side by side or as lines.
 *
 * @param id unique on the page
 * @param points names of the points, e.g. months
 * @param money amounts are fen; otherwise counts
 */
public record TimeChart(
        String id, Label title, Label pointName, List<String> points, List<Series> series, boolean money) {

    private static final int WIDTH = 880;
    private static final int HEIGHT = 320;
    private static final int LEFT = 120;
    private static final int RIGHT = 16;
    private static final int TOP = 16;
    private static final int BOTTOM = 36;
    private static final int MOST_LABELS = 12;

    public TimeChart {
        points = List.copyOf(points);
        series = List.copyOf(series);
        for (Series one : series) {
            if (one.amounts().size() != points.size()) {
                throw new IllegalArgumentException(points.size() + " amounts a series");
            }
        }
    }

    public Drawing bars() {
        Axis axis = axis();
        List<Drawing.Mark> marks = grid(axis);
        int slot = slot();
        int bar = Math.max(1, slot * 7 / 10 / Math.max(1, series.size()));
        int zero = y(axis, 0);
        for (int s = 0; s < series.size(); s++) {
            for (int p = 0; p < points.size(); p++) {
                long amount = series.get(s).amounts().get(p);
                int y = y(axis, amount);
                marks.add(new Drawing.Box(
                        LEFT + p * slot + slot * 15 / 100 + s * bar,
                        Math.min(y, zero),
                        bar,
                        Math.max(amount == 0 ? 0 : 1, Math.abs(zero - y)),
                        series.get(s).css(),
                        says(series.get(s), p)));
            }
        }
        return drawing(marks);
    }

    public Drawing lines() {
        Axis axis = axis();
        List<Drawing.Mark> marks = grid(axis);
        int slot = slot();
        for (Series one : series) {
            StringBuilder path = new StringBuilder();
            for (int p = 0; p < points.size(); p++) {
                path.append(LEFT + p * slot + slot / 2)
                        .append(',')
                        .append(y(axis, one.amounts().get(p)))
                        .append(' ');
            }
            marks.add(new Drawing.Polyline(path.toString().strip(), one.css()));
            for (int p = 0; p < points.size(); p++) {
                marks.add(new Drawing.Box(
                        LEFT + p * slot + slot / 2 - 3,
                        y(axis, one.amounts().get(p)) - 3,
                        6,
                        6,
                        one.css(),
                        says(one, p)));
            }
        }
        return drawing(marks);
    }

    private List<Drawing.Mark> grid(Axis axis) {
        List<Drawing.Mark> marks = new ArrayList<>();
        for (long mark : axis.marks()) {
            int y = y(axis, mark);
            marks.add(new Drawing.Stroke(LEFT, y, WIDTH - RIGHT, y, mark == 0 ? "axis" : "grid"));
            marks.add(new Drawing.Words(LEFT - 8, y + 5, shown().apply(mark), "end", "scale"));
        }
        int every = (points.size() + MOST_LABELS - 1) / MOST_LABELS;
        for (int p = 0; p < points.size(); p += Math.max(1, every)) {
            int x = LEFT + p * slot() + slot() / 2;
            marks.add(new Drawing.Words(x, HEIGHT - BOTTOM + 24, points.get(p), "middle", "scale"));
        }
        return marks;
    }

    private Drawing drawing(List<Drawing.Mark> marks) {
        List<Drawing.Key> legend = series.size() < 2
                ? List.of()
                : series.stream()
                        .map(one -> new Drawing.Key(one.css(), one.label()))
                        .toList();
        return new Drawing(id, title, WIDTH, HEIGHT, marks, legend, figures());
    }

    private DataTable figures() {
        List<DataTable.Column> columns = new ArrayList<>();
        columns.add(new DataTable.Column("", pointName, false));
        series.forEach(one -> columns.add(new DataTable.Column("", one.label(), true)));
        List<DataTable.Row> rows = new ArrayList<>();
        for (int p = 0; p < points.size(); p++) {
            List<Cell> cells = new ArrayList<>();
            cells.add(new Cell.Text(points.get(p)));
            for (Series one : series) {
                long amount = one.amounts().get(p);
                cells.add(money ? new Cell.Money(amount) : new Cell.Count(amount));
            }
            rows.add(new DataTable.Row(cells));
        }
        return DataTable.whole(title, columns, rows, Label.of("没有数据", "no data"));
    }

    private String says(Series one, int point) {
        return points.get(point) + " " + one.label().zh() + " "
                + (money
                        ? Display.money(one.amounts().get(point))
                        : Display.count(one.amounts().get(point)));
    }

    private LongFunction<String> shown() {
        return money ? fen -> Display.money(fen).replaceAll("\\.00$", "") : Display::count;
    }

    private Axis axis() {
        long least = 0;
        long most = 0;
        for (Series one : series) {
            for (long amount : one.amounts()) {
                least = Math.min(least, amount);
                most = Math.max(most, amount);
            }
        }
        // Money below one yuan would give ticks of odd fen.
        return Axis.of(least, money ? Math.max(most, 400) : Math.max(most, 4));
    }

    private int slot() {
        return (WIDTH - LEFT - RIGHT) / Math.max(1, points.size());
    }

    private static int y(Axis axis, long amount) {
        int length = HEIGHT - TOP - BOTTOM;
        return TOP + length - axis.at(amount, length);
    }
}
