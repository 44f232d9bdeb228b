package org.sscard.issuer.perso;

import java.util.Set;
import org.sscard.spec.layout.Application;
import org.sscard.spec.layout.CardAlgorithm;
import org.sscard.spec.layout.CardFile;
import org.sscard.spec.layout.CardLayout;
import org.sscard.spec.layout.SpecificationVersion;

/**
 * What all cards of an issue have in common.
 *
 * @param category element 02, '1' to '4'
 * @param initialisingRegion region of the organisation that initialises the cards, element 04
 * @param organisationSequence last byte of element 04, 0 to 99
 * @param validYears from issue date to expiry date
 * @param startingDay of the medical year, MMDD
 * @param optional applications ({@code DF07}) and files ({@code SSSE/EF0D}) that are not on every card
 */
public record CardProfile(
        SpecificationVersion version,
        CardAlgorithm algorithm,
        String category,
        String initialisingRegion,
        int organisationSequence,
        int validYears,
        String startingDay,
        Set<String> optional) {

    public CardProfile {
        optional = Set.copyOf(optional);
        if (!algorithm.isSupported()) {
            throw new IllegalArgumentException("no cards can be made with " + algorithm);
        }
    }

    public CardLayout layout() {
        return CardLayout.of(version);
    }

    boolean carries(Application application) {
        return !application.optional() || optional.contains(application.name());
    }

    boolean carries(CardFile file) {
        return !file.optional() || optional.contains(file.ref().toString());
    }
}
