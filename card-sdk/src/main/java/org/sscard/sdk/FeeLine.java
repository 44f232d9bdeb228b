package org.sscard.sdk;

import java.time.LocalDate;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * One line of a bill (费用明细).
 *
 * @param line unique in the bill
 * @param item national item code (med_list_codg)
 * @param price1e4 unit price, yuan × 10,000
 * @param quantity1e4 quantity × 10,000
 * @param servedOn day of the service, whose catalogue version counts; empty: the day of admission
 * @param approved the institution approved a restricted use; without it such a line is the person's own
 */
public record FeeLine(
        String line, String item, long price1e4, long quantity1e4, Optional<LocalDate> servedOn, boolean approved) {
    private static final Pattern FOUR_DECIMALS = Pattern.compile("(0|[1-9][0-9]*)(\\.[0-9]{1,4})?");

    /** A line of the day of admission, of no restricted use. */
    public FeeLine(String line, String item, long price1e4, long quantity1e4) {
        this(line, item, price1e4, quantity1e4, Optional.empty(), false);
    }

    /**
     * @param price yuan with at most four decimals, such as {@code 12.5}
     * @param quantity with at most four decimals, such as {@code 2}
     * @throws NumberFormatException for any other form
     */
    public static FeeLine of(String line, String item, String price, String quantity) {
        return new FeeLine(line, item, tenThousandths(price), tenThousandths(quantity));
    }

    /** The same line of a service on this day. */
    public FeeLine servedOn(LocalDate day) {
        return new FeeLine(line, item, price1e4, quantity1e4, Optional.of(day), approved);
    }

    /** The same line with the approval of its restricted use (hosp_appr_flag). */
    public FeeLine asApproved() {
        return new FeeLine(line, item, price1e4, quantity1e4, servedOn, true);
    }

    private static long tenThousandths(String decimal) {
        if (!FOUR_DECIMALS.matcher(decimal).matches()) {
            throw new NumberFormatException("a price or quantity has digits and at most four decimals");
        }
        int point = decimal.indexOf('.');
        String whole = point < 0 ? decimal : decimal.substring(0, point);
        String fraction = point < 0 ? "" : decimal.substring(point + 1);
        return Long.parseLong(whole + fraction + "0".repeat(4 - fraction.length()));
    }
}
