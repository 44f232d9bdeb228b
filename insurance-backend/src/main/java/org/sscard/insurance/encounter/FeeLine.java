package org.sscard.insurance.encounter;

import java.time.LocalDateTime;
import org.jspecify.annotations.Nullable;

/**
 * A fee line of a visit.
 *
 * @param lineId 0 before it is stored
 * @param number unique in the visit (feedetl_sn)
 * @param batch of charges (chrg_bchno), or empty
 * @param item national item code
 * @param price1e4 yuan × 10,000
 * @param quantity1e4 quantity × 10,000, negative for a returned line
 * @param approved the institution approved a restricted use
 * @param returns the line that this one returns
 */
public record FeeLine(
        long lineId,
        String number,
        String batch,
        String item,
        long price1e4,
        long quantity1e4,
        String doctor,
        @Nullable LocalDateTime occurred,
        @Nullable Long returns,
        boolean approved,
        State state) {

    public enum State {
        ACTIVE,
        /** Returned, or returning another: both have left the bill. */
        RETURNED,
        VOID
    }
}
