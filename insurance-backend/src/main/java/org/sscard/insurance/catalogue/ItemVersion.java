package org.sscard.insurance.catalogue;

import java.time.LocalDate;
import org.jspecify.annotations.Nullable;
import org.sscard.insurance.policy.CatalogueClass;

/**
 * A version of a catalogue item as staff see it.
 *
 * @param listType DRUG, ITEM or MATERIAL
 * @param limit1e4 price limit, yuan × 10,000
 * @param restriction restricted use in words, or empty
 * @param validTo last day before the next version; null: open
 */
public record ItemVersion(
        String code,
        String name,
        String listType,
        CatalogueClass cls,
        int advanceBp,
        @Nullable Long limit1e4,
        String restriction,
        LocalDate validFrom,
        @Nullable LocalDate validTo) {}
