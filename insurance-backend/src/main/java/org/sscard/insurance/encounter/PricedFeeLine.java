package org.sscard.insurance.encounter;

import org.sscard.insurance.enrolment.CatalogueItem;
import org.sscard.insurance.policy.BillSums;

/** A line with its item; a returned line's amounts are the negation of the original's. */
public record PricedFeeLine(NewLine line, CatalogueItem item) {

    public BillSums sums() {
        return item.priced(line.price1e4(), Math.abs(line.quantity1e4()), line.approved())
                .split();
    }

    public int sign() {
        return line.quantity1e4() < 0 ? -1 : 1;
    }
}
