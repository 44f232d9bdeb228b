package org.sscard.sdk;

import java.util.List;

/**
 * Fee lines that the insurer refused; none of them is with it, and the queue has let them go.
 *
 * @param code stable code of the error catalogue, such as BILL_ITEM_UNKNOWN; {@code zh} and {@code en} say the same
 */
public record RefusedLines(String visit, List<String> lines, String code, String zh, String en) {
    public RefusedLines {
        lines = List.copyOf(lines);
    }
}
