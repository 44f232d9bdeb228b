package org.sscard.issuer.perso;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.LocalDate;
import java.util.HexFormat;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.sscard.issuer.lifecycle.CardState;
import org.sscard.issuer.perso.Verdict.Ending;
import org.sscard.issuer.registry.CardKind;
import org.sscard.issuer.registry.CardRecord;
import org.sscard.issuer.registry.CardRecord.Chip;
import org.sscard.issuer.registry.HistoricalBytes;
import org.sscard.keys.hierarchy.CardKeys;
import org.sscard.keys.hierarchy.Hierarchy;
import org.sscard.keys.vault.SoftwareVault;
import org.sscard.spec.identity.CardIdentificationCode;
import org.sscard.spec.identity.RegionCode;
import org.sscard.spec.layout.CardAlgorithm;
import org.sscard.spec.layout.SpecificationVersion;
import org.sscard.spec.transport.CardSimulator.SimulatedCard;
import org.sscard.spec.transport.CardTransport;
import org.sscard.spec.transport.CardTransportException;
import org.sscard.virtualcard.SimulatorPlugin;
import org.sscard.wire.error.CodedException;
import org.sscard.wire.error.ErrorCode;

/** At the counter: a pre-personalised blank becomes a holder's card in at most 60 APDUs. */
class InstantIssuingTest {

    private static final int MOST_APDUS = 60;

    @TempDir
    private static Path directory;

    private static SoftwareVault vault;
    private static Hierarchy hierarchy;

    @BeforeAll
    static void makeVault() {
        vault = Bench.vault(directory);
        hierarchy = Bench.hierarchy(vault);
    }

    @AfterAll
    static void closeVault() {
        vault.close();
    }

    @ParameterizedTest
    @EnumSource(
            value = SpecificationVersion.class,
            names = {"V2_0", "V3_0"})
    void preparedBlank_becomesAHoldersCardInSixtyApdus(SpecificationVersion version) {
        Counter counter = new Counter(version);
        SimulatedCard card = counter.prepared();
        Verdict verdict = counter.issue(card);
        assertThat(verdict.reason()).isEmpty();
        assertThat(verdict.ending()).isEqualTo(Ending.QC_PASSED);
        assertThat(verdict.apdus()).isLessThanOrEqualTo(MOST_APDUS);
        counter.readBack(card);
    }

    /** A tear at every APDU of the counter: the card is put in again and becomes the same card. */
    @Test
    void tornAtAnyApdu_isIssuedAgain() {
        Counter counter = new Counter(SpecificationVersion.V2_0);
        SimulatedCard made = counter.prepared();
        String prepared = made.image();
        int apdus = counter.issue(made).apdus();
        for (int apdu = 1; apdu <= apdus; apdu++) {
            SimulatedCard card = new SimulatorPlugin().insert(prepared);
            Verdict torn = tornAt(counter, card, apdu);
            card.reset();
            if (torn.ending() != Ending.QC_PASSED) {
                assertThat(torn.ending()).as("torn at %d", apdu).isEqualTo(Ending.UNKNOWN);
                assertThat(counter.issue(card).reason()).as("torn at %d", apdu).isEmpty();
            }
            counter.readBack(card);
        }
    }

    private static Verdict tornAt(Counter counter, SimulatedCard card, int apdu) {
        try {
            return counter.issue(new TearingTransport(card, apdu, apdu % 2 == 0));
        } catch (CardTransportException e) {
            // The very first question: nothing was asked of the card yet.
            return new Verdict(Ending.UNKNOWN, "", 1);
        }
    }

    @Test
    void blankThatIsNotPrepared_andOtherCards_areRefusedUntouched() {
        Counter counter = new Counter(SpecificationVersion.V2_0);
        SimulatedCard other = Bench.activeCard();
        String before = other.image();
        assertThatThrownBy(() -> counter.issue(other))
                .isInstanceOfSatisfying(
                        CodedException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.PERSO_CARD_DIFFERS));
        assertThat(other.image()).isEqualTo(before);
    }

    private static final class Counter {

        private final CardProfile profile;
        private final CardWork work;
        private final Chip chip;
        private final CardRecord card;
        private final SimulatedCard blank = Bench.blank();

        private Counter(SpecificationVersion version) {
            profile = new CardProfile(version, CardAlgorithm.DES, "3", "211000", 1, 10, "0101", Set.of());
            work = new CardWork(profile, new SecureRandom());
            HistoricalBytes delivered = HistoricalBytes.ofAtr(blank.atr()).orElseThrow();
            byte[] serial = HexFormat.of().parseHex("71000001");
            HistoricalBytes chosen = delivered.personalised(Bench.REGION, serial);
            RegionCode region = new RegionCode(Bench.REGION);
            try (CardKeys keys = keys(chosen)) {
                byte[] part = CardIdentificationCode.authenticatedPart(region, serial);
                chip = new Chip(
                        delivered,
                        chosen,
                        CardIdentificationCode.compose(region, serial, keys.authenticationCode(part)),
                        LocalDate.of(2026, 11, 22),
                        LocalDate.of(2036, 11, 22));
            }
            card = new CardRecord(
                    1,
                    "A00000019",
                    CardKind.SOCIAL_SECURITY_CARD,
                    Bench.REGION,
                    CardState.PERSONALISING,
                    false,
                    Bench.person(7),
                    Optional.empty(),
                    Optional.of(chip),
                    0,
                    "");
        }

        private CardKeys keys(HistoricalBytes bytes) {
            return hierarchy.cardKeys(Bench.REGION, bytes.bytes(), CardAlgorithm.DES);
        }

        private SimulatedCard prepared() {
            InitialPin nobodys = new InitialPin("908172".getBytes(StandardCharsets.US_ASCII));
            try (CardKeys keys = keys(chip.historicalBytes())) {
                Verdict verdict = work.prepare(Bench.REGION, chip, keys, nobodys, (result, next) -> {}, blank);
                assertThat(verdict.reason()).isEmpty();
            }
            return blank;
        }

        private Verdict issue(CardTransport transport) {
            try (CardKeys keys = keys(chip.historicalBytes())) {
                return work.issue(new CardWork.Job(card, chip, keys, Bench.pin()), (result, next) -> {}, transport);
            }
        }

        /** Every field and every key, as of a card that was made whole. */
        private void readBack(SimulatedCard made) {
            JournalledTransport transport = new JournalledTransport(made, (result, next) -> {});
            try (CardKeys keys = keys(chip.historicalBytes())) {
                StepRunner runner = new StepRunner(transport, keys, Bench.pin(), new SecureRandom());
                ReadBack.of(profile, card, chip).forEach(runner::run);
            }
        }
    }
}
