package org.sscard.issuer.cardtest;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.sscard.issuer.cardtest.Mutants.Mutant;
import org.sscard.issuer.cardtest.PointResult.Outcome;
import org.sscard.spec.transport.CardTransport;

class MutantTest {

    static List<Mutant> mutants() {
        return Mutants.all();
    }

    @ParameterizedTest
    @MethodSource("mutants")
    void eachBrokenCardFailsExactlyItsPoint(Mutant mutant) {
        ObjectNode expected = TestCards.image(mutant.version(), mutant.algorithm());
        ObjectNode image = TestCards.image(mutant.version(), mutant.algorithm());
        ObjectNode psam = TestCards.psam(mutant.algorithm());
        CardTransport card = mutant.mutation().of(image, psam);
        CardTestReport report = TestCards.test(card, expected, psam);
        assertThat(CardTestTest.outcome(report, Outcome.FAILED))
                .as("%s", CardTestTest.notPassed(report))
                .containsExactly(mutant.point());
        assertThat(report.passed()).isFalse();
    }

    @Test
    void everyPointHasItsMutant() {
        Set<Integer> points = Mutants.all().stream().map(Mutant::point).collect(Collectors.toSet());
        assertThat(points).hasSize(TestPoints.all().size());
        assertThat(Mutants.all()).hasSizeGreaterThanOrEqualTo(40);
    }
}
