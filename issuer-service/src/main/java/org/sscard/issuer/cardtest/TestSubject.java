package org.sscard.issuer.cardtest;

import java.util.Optional;
import java.util.Set;
import org.sscard.spec.layout.CardAlgorithm;
import org.sscard.spec.layout.SpecificationVersion;

/**
 * What the tester knows of the card before it is touched. What is empty is taken from the card.
 *
 * @param optional applications and files that must be there though the layout leaves them open
 */
public record TestSubject(
        Optional<String> region,
        Optional<SpecificationVersion> version,
        Optional<CardAlgorithm> algorithm,
        Set<String> optional) {

    public static final TestSubject UNKNOWN =
            new TestSubject(Optional.empty(), Optional.empty(), Optional.empty(), Set.of());

    public TestSubject {
        optional = Set.copyOf(optional);
    }
}
