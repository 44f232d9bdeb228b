package org.sscard.issuer.cardtest;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.time.Clock;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.sscard.issuer.cardtest.PointResult.Outcome;
import org.sscard.spec.apdu.CommandApdu;
import org.sscard.spec.apdu.ResponseApdu;
import org.sscard.spec.layout.SpecificationVersion;
import org.sscard.spec.transport.CardTransport;
import org.sscard.spec.transport.CardTransportException;
import org.sscard.virtualcard.command.TransmissionMode;

class CardTestTest {

    @ParameterizedTest
    @CsvSource({"V1_0,DES,T1", "V2_0,DES,T1", "V2_0,DES,T0", "V2_0,SM4,T1", "V3_0,SM4,T1", "V3_0,SM4,T0", "V3_0,DES,T1"
    })
    void aFlawlessCardPassesEveryPoint(SpecificationVersion version, String algorithm, TransmissionMode mode) {
        ObjectNode image = TestCards.image(version, algorithm);
        CardTestReport report = TestCards.test(TestCards.insert(image, mode), image, TestCards.psam(algorithm));
        assertThat(notPassed(report)).isEmpty();
        assertThat(report.results()).hasSize(27);
        assertThat(report.passed()).isTrue();
    }

    @Test
    void withoutPermissionTheCardIsAsBefore() {
        ObjectNode image = TestCards.image(SpecificationVersion.V2_0, "DES");
        fillCyclicFile(image);
        CardTransport card = TestCards.insert(image, TransmissionMode.T1);
        CardTestReport first = TestCards.test(card, image, null, CardTest.Permission.HARMLESS);
        CardTestReport second = TestCards.test(card, image, null, CardTest.Permission.HARMLESS);
        for (CardTestReport report : List.of(first, second)) {
            assertThat(report.passed()).isTrue();
            assertThat(outcome(report, Outcome.SKIPPED)).containsExactly(18, 24, 25);
        }
    }

    private static void fillCyclicFile(ObjectNode image) {
        ArrayNode records = image.putObject("records").putArray("DF04/EF15");
        for (int i = 8; i >= 1; i--) {
            records.add("000" + i + "31");
        }
    }

    @Test
    void aSerialThatIsNotAllowed_isNotBlocked() {
        ObjectNode image = TestCards.image(SpecificationVersion.V2_0, "DES");
        CardTestReport report = TestCards.test(
                TestCards.insert(image, TransmissionMode.T1),
                image,
                null,
                new CardTest.Permission(true, "00000000"::equals));
        assertThat(outcome(report, Outcome.SKIPPED)).contains(24, 25);
    }

    @Test
    void withAPsamAlone_whatAPsamCannotTellIsSkipped() {
        ObjectNode image = TestCards.image(SpecificationVersion.V2_0, "DES");
        try (TestAuthority psam = new PsamAuthority(TestCards.insert(TestCards.psam("DES"), TransmissionMode.T1))) {
            CardTestReport report = new CardTest(
                            TestCards.insert(image, TransmissionMode.T1),
                            TestSubject.UNKNOWN,
                            psam,
                            psam,
                            "123456".getBytes(StandardCharsets.US_ASCII),
                            Clock.systemUTC(),
                            new SecureRandom())
                    .run(new CardTest.Permission(true, serial -> true));
            assertThat(outcome(report, Outcome.FAILED)).isEmpty();
            assertThat(outcome(report, Outcome.SKIPPED)).containsExactly(9, 17);
        }
    }

    /** Some readers call a card mute that was just pulled out. */
    @ParameterizedTest
    @EnumSource(
            value = CardTransportException.Kind.class,
            names = {"READER_LOST", "CARD_REMOVED", "CARD_MUTE"})
    void aReaderThatGoesAway_leavesAReportWithTheRestSkipped(CardTransportException.Kind first) {
        ObjectNode image = TestCards.image(SpecificationVersion.V2_0, "DES");
        CardTransport card = new VanishingCard(TestCards.insert(image, TransmissionMode.T1), 200, first);
        CardTestReport report = TestCards.test(card, image, null);
        assertThat(report.complete()).isFalse();
        assertThat(report.passed()).isFalse();
        assertThat(report.results()).hasSize(27);
        assertThat(outcome(report, Outcome.FAILED)).isEmpty();
        assertThat(report.count(Outcome.PASSED)).isPositive();
    }

    @Test
    void aCardThatIsMuteToOneCommand_failsThatPointAndGoesOn() {
        ObjectNode image = TestCards.image(SpecificationVersion.V2_0, "DES");
        CardTransport card = BrokenCard.with(TestCards.insert(image, TransmissionMode.T1), (session, command) -> {
            if (command.ins() == 0x5E) {
                throw new CardTransportException(CardTransportException.Kind.CARD_MUTE, "no answer");
            }
            return session.inner.transmit(command);
        });
        CardTestReport report = TestCards.test(card, image, null);
        assertThat(outcome(report, Outcome.FAILED)).containsExactly(12);
        assertThat(report.complete()).isTrue();
    }

    @Test
    void everyPointRunsAlone() {
        ObjectNode image = TestCards.image(SpecificationVersion.V2_0, "DES");
        TestCardFile file = TestCardFile.parse(image.toString(), "image", Clock.systemUTC());
        for (TestPoint point : TestPoints.all()) {
            try (TestAuthority authority = file.authority();
                    TestAuthority psam =
                            new PsamAuthority(TestCards.insert(TestCards.psam("DES"), TransmissionMode.T1))) {
                CardTestReport report = new CardTest(
                                TestCards.insert(image, TransmissionMode.T1),
                                file.subject(),
                                authority,
                                psam,
                                file.pin(),
                                Clock.systemUTC(),
                                new SecureRandom())
                        .run(new CardTest.Permission(true, serial -> true), List.of(point));
                assertThat(notPassed(report)).isEmpty();
            }
        }
    }

    static List<String> notPassed(CardTestReport report) {
        return report.results().stream()
                .filter(result -> result.outcome() != Outcome.PASSED)
                .map(result -> result.point().number() + " " + result.outcome() + " "
                        + result.reason().map(reason -> reason.en()).orElse("") + ": " + result.expected() + " | "
                        + result.got())
                .toList();
    }

    static List<Integer> outcome(CardTestReport report, Outcome outcome) {
        return report.results().stream()
                .filter(result -> result.outcome() == outcome)
                .map(result -> result.point().number())
                .toList();
    }

    /** A reader that is pulled out after so many commands. */
    private static final class VanishingCard implements CardTransport {

        private final CardTransport inner;
        private final CardTransportException.Kind first;
        private int left;

        VanishingCard(CardTransport inner, int commands, CardTransportException.Kind first) {
            this.first = first;
            this.inner = inner;
            this.left = commands;
        }

        @Override
        public ResponseApdu transmit(CommandApdu command) {
            count();
            return inner.transmit(command);
        }

        private void count() {
            if (--left < 0) {
                throw new CardTransportException(
                        left == -1 ? first : CardTransportException.Kind.READER_LOST, "pulled out");
            }
        }

        @Override
        public byte[] atr() {
            return inner.atr();
        }

        @Override
        public byte[] reset() {
            count();
            return inner.reset();
        }

        @Override
        public void close() {
            inner.close();
        }
    }
}
