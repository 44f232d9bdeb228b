package org.sscard.terminal.kiosk;

import java.util.List;
import org.sscard.servicekit.print.Receipt;

/**
 * What an enquiry found: shown, and printed if the holder wishes.
 *
 * @param rows a table whose first row holds the heads; may be empty
 */
record Result(Words words, List<Screen.Fact> facts, List<List<String>> rows) {

    static final int ROWS_ON_A_SCREEN = 5;

    Result {
        facts = List.copyOf(facts);
        rows = rows.stream().map(List::copyOf).toList();
    }

    static Result of(String words, List<Screen.Fact> facts) {
        return new Result(Words.of(words), facts, List.of());
    }

    int pages() {
        return Math.max(1, (rows.size() - 1 + ROWS_ON_A_SCREEN - 1) / ROWS_ON_A_SCREEN);
    }

    /** The heads and the rows of one page, counted from 0. */
    List<List<String>> page(int number) {
        if (rows.isEmpty()) {
            return List.of();
        }
        int from = 1 + number * ROWS_ON_A_SCREEN;
        List<List<String>> page = new java.util.ArrayList<>(rows.subList(0, 1));
        page.addAll(rows.subList(from, Math.min(rows.size(), from + ROWS_ON_A_SCREEN)));
        return page;
    }

    /** @param terminal number of the kiosk */
    Receipt receipt(String terminal, String time, boolean demonstration) {
        Receipt receipt = new Receipt()
                .centred(Words.of("receipt-title").zh())
                .centred(words.zh())
                .rule();
        facts.forEach(fact -> receipt.pair(fact.zh(), printable(fact.value())));
        if (!rows.isEmpty()) {
            receipt.rule();
            for (List<String> row : rows) {
                receipt.line(printable(String.join("  ", row.subList(0, row.size() - 1))));
                receipt.pair("", printable(row.get(row.size() - 1)));
            }
        }
        receipt.rule()
                .pair(Words.of("fact-terminal").zh(), terminal)
                .pair(Words.of("fact-time").zh(), time);
        if (demonstration) {
            receipt.centred(Words.of("receipt-demo").zh());
        }
        return receipt.centred(Words.of("receipt-foot").zh());
    }

    /** The yuan sign of GB2312: the narrow one takes four bytes in GB18030, which receipt printers do not know. */
    private static String printable(String text) {
        return text.replace('¥', '￥');
    }

    @Override
    public String toString() {
        return "result";
    }
}
