package org.sscard.servicekit.pages.chart;

import java.util.List;
import org.sscard.servicekit.pages.DataTable;
import org.sscard.servicekit.pages.Label;

/**
 * A picture in units of its own; the page scales it.
 *
 * @param id unique on the page
 * @param legend what the colours mean; empty for one series
 * @param figures what the picture says, for those who do not see it
 */
public record Drawing(
        String id, Label title, int width, int height, List<Mark> marks, List<Key> legend, DataTable figures) {

    public Drawing {
        marks = List.copyOf(marks);
        legend = List.copyOf(legend);
    }

    /** One colour of the legend; {@code css} is its class. */
    public record Key(String css, Label label) {}

    /** A part of a picture; {@code css} is a class of the style sheet. */
    public sealed interface Mark {}

    /** @param says shown when one points at it */
    public record Box(int x, int y, int width, int height, String css, String says) implements Mark {}

    public record Stroke(int x1, int y1, int x2, int y2, String css) implements Mark {}

    /** @param points "x,y x,y …" */
    public record Polyline(String points, String css) implements Mark {}

    /** @param anchor start, middle or end */
    public record Words(int x, int y, String text, String anchor, String css) implements Mark {}
}
