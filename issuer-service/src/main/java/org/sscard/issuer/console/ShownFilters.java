package org.sscard.issuer.console;

import java.util.List;
import org.sscard.issuer.console.store.SavedFilterStore;

/**
 * A person's filters of a section, for {@code bureau/filters.jte}.
 *
 * @param removed the name of the one that was just removed, or empty
 */
public record ShownFilters(
        String section, String here, boolean filtered, List<SavedFilterStore.Saved> saved, String removed) {}
