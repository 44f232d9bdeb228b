package org.sscard.insurance.enrolment;

import org.jspecify.annotations.Nullable;
import org.sscard.insurance.policy.CatalogueClass;

/** What the catalogue says of an item: class, the person's advance in basis points, price limit in yuan × 10,000. */
public record CatalogueItem(
        String code,
        CatalogueClass cls,
        int advanceBp,
        @Nullable Long limit1e4) {}
