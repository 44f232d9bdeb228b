package org.sscard.insurance.encounter;

import java.time.LocalDateTime;
import org.jspecify.annotations.Nullable;

/**
 * A fee line as it is uploaded; fields as in {@link FeeLine}.
 *
 * @param amountFen as the institution computed it
 * @param approved the institution approved a restricted use (hosp_appr_flag 1)
 * @param returnsNumber number of the line that this one returns (init_feedetl_sn), or empty
 */
public record NewLine(
        String number,
        String batch,
        String item,
        long price1e4,
        long quantity1e4,
        long amountFen,
        String doctor,
        @Nullable LocalDateTime occurred,
        String returnsNumber,
        boolean approved) {

    /** A number for messages: what is not plain is not repeated. */
    String shown() {
        return shown(number);
    }

    static String shown(String number) {
        return number.matches("[0-9A-Za-z._-]{1,30}") ? number : "?";
    }
}
