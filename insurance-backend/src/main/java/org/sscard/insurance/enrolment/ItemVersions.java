package org.sscard.insurance.enrolment;

import java.time.LocalDate;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/** The versions of one item. */
public record ItemVersions(List<CatalogueItem> versions) {

    public ItemVersions {
        versions = List.copyOf(versions);
    }

    /** The version of a service's day; empty before the first. */
    public Optional<CatalogueItem> on(LocalDate day) {
        return versions.stream()
                .filter(version -> !version.validFrom().isAfter(day))
                .max(Comparator.comparing(CatalogueItem::validFrom));
    }
}
