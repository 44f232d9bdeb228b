package org.sscard.servicekit.pages.chart;

import java.util.ArrayList;
import java.util.List;
import org.sscard.servicekit.pages.Cell;
import org.sscard.servicekit.pages.DataTable;
import org.sscard.servicekit.pages.Display;
import org.sscard.servicekit.pages.Label;

/**
 * How a total becomes its parts, step by step from top to bottom: a bar for what is left, and between two such bars the
 * parts that are taken off. Amounts are fen; a negative waterfall (a cancellation) is drawn with the same bars.
 *
 * @param id unique on the page
 */
public record Waterfall(String id, Label title, List<Step> steps) {

    private static final int WIDTH = 880;
    private static final int ROW = 48;
    private static final int BAR = 28;
    private static final int BAR_LEFT = 250;
    private static final int BAR_LENGTH = 470;

    public Waterfall {
        steps = List.copyOf(steps);
    }

    /**
     * @param note by which article, or empty
     * @param amountFen of the step; a part that is taken off is given as it is, not negated
     */
    public record Step(Kind kind, Label label, String note, long amountFen) {}

    public enum Kind {
        /** What is left, drawn from zero. */
        TOTAL("total", ""),
        /** A part that the person bears. */
        TAKEN_OFF("off", "−"),
        /** What the fund pays, drawn from zero. */
        FUND("fund", "="),
        /** What a personal account or the person pays in the end, drawn beside what is left. */
        PART("part", "");

        private final String css;
        private final String sign;

        Kind(String css, String sign) {
            this.css = css;
            this.sign = sign;
        }
    }

    public Drawing drawing() {
        List<Drawing.Mark> marks = new ArrayList<>();
        long whole = Math.max(
                1,
                steps.stream()
                        .mapToLong(step -> Math.abs(step.amountFen()))
                        .max()
                        .orElse(1));
        long left = 0;
        for (int i = 0; i < steps.size(); i++) {
            Step step = steps.get(i);
            long amount = Math.abs(step.amountFen());
            long begins = 0;
            if (step.kind() == Kind.TAKEN_OFF || step.kind() == Kind.PART) {
                begins = Math.max(0, left - amount);
                left = begins;
            } else {
                left = amount;
            }
            int top = i * ROW + (ROW - BAR) / 2;
            int x = BAR_LEFT + length(begins, whole);
            int width = length(begins + amount, whole) - length(begins, whole);
            marks.add(new Drawing.Words(0, i * ROW + 21, step.label().zh(), "start", "name"));
            marks.add(new Drawing.Words(0, i * ROW + 38, note(step), "start", "note"));
            marks.add(new Drawing.Box(
                    x,
                    top,
                    Math.max(amount == 0 ? 1 : 2, width),
                    BAR,
                    step.kind().css,
                    step.label().zh() + " " + Display.money(step.amountFen())));
            marks.add(new Drawing.Words(
                    WIDTH,
                    top + BAR / 2 + 6,
                    step.kind().sign + Display.money(step.amountFen()),
                    "end",
                    step.kind() == Kind.TAKEN_OFF ? "amount" : "amount sum"));
            if (i + 1 < steps.size()) {
                int edge = BAR_LEFT + length(left, whole);
                marks.add(new Drawing.Stroke(edge, top + BAR, edge, top + ROW, "grid"));
            }
        }
        return new Drawing(id, title, WIDTH, Math.max(1, steps.size()) * ROW, marks, legend(), figures());
    }

    private List<Drawing.Key> legend() {
        return List.of(
                new Drawing.Key("total", Label.of("余下的费用", "what is left")),
                new Drawing.Key("off", Label.of("个人负担", "the person bears")),
                new Drawing.Key("fund", Label.of("统筹基金支付", "the fund pays")));
    }

    private DataTable figures() {
        return DataTable.whole(
                title,
                List.of(
                        DataTable.Column.of("项目", "step"),
                        DataTable.Column.of("依据", "article"),
                        DataTable.Column.figure("金额", "amount")),
                steps.stream()
                        .map(step -> DataTable.Row.of(
                                new Cell.Text(step.kind().sign + step.label().zh()),
                                new Cell.Text(step.note()),
                                new Cell.Money(step.amountFen())))
                        .toList(),
                Label.of("没有步骤", "no steps"));
    }

    private static String note(Step step) {
        return step.label().en().isEmpty() || step.note().isEmpty()
                ? step.label().en() + step.note()
                : step.label().en() + " · " + step.note();
    }

    private static int length(long amount, long whole) {
        return (int) (Math.multiplyExact(amount, (long) BAR_LENGTH) / whole);
    }
}
