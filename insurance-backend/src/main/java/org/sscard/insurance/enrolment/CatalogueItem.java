package org.sscard.insurance.enrolment;

import java.time.LocalDate;
import org.jspecify.annotations.Nullable;
import org.sscard.insurance.policy.CatalogueClass;
import org.sscard.insurance.policy.PricedLine;

/**
 * What a version of the catalogue says of an item: class, the person's advance in basis points, price limit in yuan ×
 * 10,000.
 *
 * @param restricted use is restricted: without the institution's approval a line is the person's own
 * @param validFrom until the next version begins
 */
public record CatalogueItem(
        String code,
        CatalogueClass cls,
        int advanceBp,
        @Nullable Long limit1e4,
        boolean restricted,
        LocalDate validFrom) {

    /** @param approved the institution approved the restricted use */
    public PricedLine priced(long price1e4, long quantity1e4, boolean approved) {
        CatalogueClass counted = restricted && !approved ? CatalogueClass.C : cls;
        return new PricedLine(price1e4, quantity1e4, counted, advanceBp, limit1e4);
    }
}
