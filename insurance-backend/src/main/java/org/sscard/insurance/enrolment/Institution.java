package org.sscard.insurance.enrolment;

import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A hospital or pharmacy.
 *
 * @param code fixmedins_code, 12 characters
 * @param level null for a pharmacy or where it is not known
 * @param specialist diseases for which it is the designated specialist (Order 102 Art. 21)
 */
public record Institution(
        String code, boolean pharmacy, @Nullable String level, boolean designated, Set<String> specialist) {

    public Institution {
        specialist = Set.copyOf(specialist);
    }
}
