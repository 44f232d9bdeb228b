package org.sscard.issuer.stock;

import java.time.LocalDate;

/**
 * The books of one day: opening + received + variance = good + spoiled + samples + returned + closing (Issuing §4).
 *
 * @param variance counted beyond (or, negative, short of) what the books say
 * @param closing what is counted
 */
public record StockDay(
        LocalDate day,
        int opening,
        int received,
        int good,
        int spoiled,
        int samples,
        int returned,
        int variance,
        int closing) {

    /** What must be there by the books. */
    public int expected() {
        return opening + received - good - spoiled - samples - returned;
    }

    public StockDay counted(int count) {
        return new StockDay(day, opening, received, good, spoiled, samples, returned, count - expected(), count);
    }
}
