package org.sscard.launcher.card;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Clock;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.sscard.issuer.cardtest.CardTestReport;
import org.sscard.issuer.cardtest.PointResult.Outcome;
import org.sscard.wire.error.CodedException;

class CardTestingTest {

    private static final String IMAGE = """
            {"kind":"card","version":"2.00","algorithm":"%s","atrHistoricalBytes":"0081544C968684510100A1B2C3",
             "region":"510100","pin":"123456",
             "keys":{"root16":"00112233445566778899AABBCCDDEEFF","root8":"0123456789ABCDEF"},
             "elements":{"SSSE/EF05/03":"322E3030","SSSE/EF05/04":"915600000251010051010001",
                         "SSSE/EF05/07":"%s"}}
            """;

    private static CardTestReport run(Path image, boolean destructive) {
        return new CardTesting(null, image, null, null, destructive, Set.of())
                .run(Clock.systemUTC(), new SecureRandom());
    }

    private static Path image(Path directory, String algorithm, String cardNumber) throws IOException {
        return Files.writeString(directory.resolve("card.json"), IMAGE.formatted(algorithm, cardNumber));
    }

    @Test
    void anImageIsTestedInProcess_blockingPointsOnlyWhenAsked(@TempDir Path directory) throws IOException {
        Path image = image(directory, "DES", "413030303031323333");
        CardTestReport careful = run(image, false);
        assertThat(careful.count(Outcome.FAILED)).isZero();
        assertThat(careful.count(Outcome.SKIPPED)).isEqualTo(2);
        CardTestReport whole = run(image, true);
        assertThat(whole.count(Outcome.PASSED)).isEqualTo(27);
    }

    @Test
    void aWrongCheckCharacterFailsPoint10(@TempDir Path directory) throws IOException {
        CardTestReport report = run(image(directory, "SM4", "413030303031323334"), false);
        assertThat(report.results().stream()
                        .filter(result -> result.outcome() == Outcome.FAILED)
                        .map(result -> result.point().number()))
                .containsExactly(10);
    }

    @Test
    void anImageThatIsNoImage_namesItsPath(@TempDir Path directory) throws IOException {
        Path file = Files.writeString(directory.resolve("card.json"), "{\"kind\":\"card\",\"keys\":{\"root17\":\"\"}}");
        assertThatThrownBy(() -> run(file, false))
                .isInstanceOf(CodedException.class)
                .hasMessageContaining("keys.root17");
    }
}
