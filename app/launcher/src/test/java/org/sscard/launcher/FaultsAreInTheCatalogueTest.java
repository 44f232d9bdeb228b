package org.sscard.launcher;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.sscard.audit.AuditFault;
import org.sscard.keys.KeyFault;
import org.sscard.wire.error.ErrorCatalogue;

/** Modules that stand below the catalogue name their faults themselves; the catalogue has a text for each. */
class FaultsAreInTheCatalogueTest {

    static Stream<String> faults() {
        return Stream.of(KeyFault.values(), AuditFault.values())
                .flatMap(Arrays::stream)
                .map(Enum::name);
    }

    @ParameterizedTest
    @MethodSource("faults")
    void everyFaultHasItsRow(String fault) {
        assertThat(ErrorCatalogue.find(fault)).isPresent();
    }
}
