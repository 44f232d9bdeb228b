package org.sscard.servicekit.print;

import java.util.List;

/**
 * A printable sheet: what it says, not how it is set.
 *
 * @param title Chinese
 * @param blocks from top to bottom
 * @param signatures labels of the signature lines at the end, e.g. 经办人
 * @param footer at the foot of every page beside the page number
 */
public record Sheet(String title, List<Block> blocks, List<String> signatures, String footer) {

    public Sheet {
        blocks = List.copyOf(blocks);
        signatures = List.copyOf(signatures);
    }

    /** A part of a sheet. */
    public sealed interface Block {}

    public record Paragraph(String text) implements Block {}

    /** What follows stands on a new page. */
    public record PageBreak() implements Block {}

    public record Heading(String text) implements Block {}

    /** Labels with their values, one a line. */
    public record Facts(List<Fact> facts) implements Block {
        public Facts {
            facts = List.copyOf(facts);
        }
    }

    public record Fact(String label, String value) {}

    /** Its head is repeated on each page. */
    public record Table(List<Column> columns, List<List<String>> rows) implements Block {
        public Table {
            columns = List.copyOf(columns);
            rows = rows.stream().map(List::copyOf).toList();
            for (List<String> row : rows) {
                if (row.size() != columns.size()) {
                    throw new IllegalArgumentException(columns.size() + " cells a row");
                }
            }
        }
    }

    /** A drawing at its true size, on one page; the caption stands below it. */
    public record Figure(Artwork artwork, String caption) implements Block {}

    /** @param weight share of the width; numbers and money stand to the right */
    public record Column(String head, int weight, boolean right) {}
}
