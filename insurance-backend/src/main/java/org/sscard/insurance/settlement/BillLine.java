package org.sscard.insurance.settlement;

import java.time.LocalDate;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A fee line: its number in the bill, national item code, unit price in yuan × 10,000, quantity × 10,000.
 *
 * @param servedOn day of the service, whose catalogue version counts; null: the day of admission
 * @param approved the institution approved a restricted use
 */
public record BillLine(
        String line,
        String item,
        long price1e4,
        long quantity1e4,
        @Nullable LocalDate servedOn,
        boolean approved) {

    public BillLine(String line, String item, long price1e4, long quantity1e4) {
        this(line, item, price1e4, quantity1e4, null, false);
    }

    /** The same line of another item. */
    public BillLine of(String otherItem) {
        return new BillLine(line, otherItem, price1e4, quantity1e4, servedOn, approved);
    }

    /** What a digest of the bill covers of a line; as before where it says no more than it could before. */
    List<Object> facts() {
        return servedOn == null && !approved
                ? List.of(line, item, price1e4, quantity1e4)
                : List.of(line, item, price1e4, quantity1e4, String.valueOf(servedOn), approved);
    }
}
