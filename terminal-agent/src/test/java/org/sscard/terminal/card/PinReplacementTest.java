package org.sscard.terminal.card;

import static org.assertj.core.api.Assertions.assertThat;
import static org.sscard.terminal.card.Window.assertRefused;

import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.sscard.terminal.pin.PinRequest;
import org.sscard.terminal.pin.PinRequest.Purpose;
import org.sscard.terminal.reader.CardPlace;
import org.sscard.wire.error.ErrorCode;

class PinReplacementTest {

    private static final CardPlace CONTACT = CardPlace.named("");

    @TempDir
    Path directory;

    private Window window;

    @BeforeEach
    void open() {
        window = new Window(BlacklistReplica.open(directory.resolve("blacklist")), new DebitJournal(directory));
    }

    @AfterEach
    void close() {
        window.close();
    }

    private void assertPinIs(String pin) {
        window.types(pin);
        window.cards.verifyPin(CONTACT);
    }

    @ParameterizedTest
    @CsvSource({"1.00,DES,654321", "2.00,DES,1234", "2.00,SM4,1234567890123456", "3.00,SM4,12345"})
    void changedPin_isTheOnlyOneThatServes(String version, String algorithm, String replacement) {
        window.insert(version, algorithm);
        window.types("123456", replacement, replacement);
        window.cards.changePin(CONTACT);
        assertPinIs(replacement);
        window.types("123456");
        assertRefused(ErrorCode.PIN_WRONG, () -> window.cards.verifyPin(CONTACT));
    }

    @Test
    void wrongPresentPin_costsATryAndChangesNothing() {
        window.insert("2.00", "DES");
        window.types("000000", "654321", "654321");
        assertRefused(ErrorCode.PIN_WRONG, () -> window.cards.changePin(CONTACT));
        assertThat(window.triesLeft()).isEqualTo(5);
        assertPinIs("123456");
    }

    @Test
    void newPinsThatDiffer_neverReachTheCard() {
        window.insert("2.00", "DES");
        window.types("123456", "654321", "654322");
        assertRefused(ErrorCode.PIN_DIFFERS, () -> window.cards.changePin(CONTACT));
        assertThat(window.triesLeft()).isEqualTo(6);
        assertPinIs("123456");
    }

    @ParameterizedTest
    @CsvSource({
        "1.00,DES,654321",
        "2.00,DES,1234",
        "2.00,DES,12345678901234",
        "2.00,SM4,12345",
        "3.00,SM4,1234567890123456"
    })
    void reloadedPin_servesAndTheTriesAreBack(String version, String algorithm, String replacement) {
        ExpectedCard card = window.insert(version, algorithm);
        window.types("000000");
        assertRefused(ErrorCode.PIN_WRONG, () -> window.cards.verifyPin(CONTACT));
        window.types(replacement, replacement);
        window.cards.reloadPin(CONTACT, card);
        assertThat(window.triesLeft()).isEqualTo(6);
        assertPinIs(replacement);
    }

    @ParameterizedTest
    @CsvSource({"2.00,DES,1", "2.00,SM4,2", "3.00,SM4,3"})
    void blockedPin_isUnblockedAndStaysTheSame(String version, String algorithm, int level) {
        window.user.insert(Images.card(version, algorithm));
        window.psam.insert(Images.psam(algorithm, level));
        ExpectedCard card = ExpectedCard.of(window.cardInside());
        for (int left = window.triesLeft(); left > 1; left--) {
            window.types("000000");
            assertRefused(ErrorCode.PIN_WRONG, () -> window.cards.verifyPin(CONTACT));
        }
        window.types("000000");
        assertRefused(ErrorCode.PIN_BLOCKED, () -> window.cards.verifyPin(CONTACT));
        assertRefused(ErrorCode.PIN_BLOCKED, () -> window.cards.changePin(CONTACT));
        window.cards.unblockPin(CONTACT, card);
        assertThat(window.triesLeft()).isEqualTo(6);
        assertPinIs("123456");
    }

    @Test
    void withoutPsam_nothingIsReloaded() {
        window.user.insert(Images.card("2.00", "DES"));
        ExpectedCard card = ExpectedCard.of(window.cardInside());
        assertRefused(ErrorCode.PSAM_ABSENT, () -> window.cards.reloadPin(CONTACT, card));
        assertRefused(ErrorCode.PSAM_ABSENT, () -> window.cards.unblockPin(CONTACT, card));
    }

    @Test
    void blacklistedCard_getsNoPin() {
        ExpectedCard card = window.insert("2.00", "DES");
        assertThat(window.blacklist.apply(1, card.code(), true)).isTrue();
        assertRefused(ErrorCode.CARD_BLACKLISTED, () -> window.cards.reloadPin(CONTACT, card));
    }

    @Test
    void atAKiosk_aDifferingRepetitionGoesBackToTheSecondStep_andTheFirstSaysTheTriesLeft() {
        window.insert("2.00", "DES");
        List<PinRequest> asked = new CopyOnWriteArrayList<>();
        window.types(asked, "123456", "739104", "739105", "240816", "240816");
        window.cards.changePin(CONTACT, Mismatch.ASK_AGAIN);
        assertThat(asked)
                .extracting(PinRequest::purpose)
                .containsExactly(
                        Purpose.CURRENT,
                        Purpose.REPLACEMENT,
                        Purpose.REPEATED,
                        Purpose.REPLACEMENT_AGAIN,
                        Purpose.REPEATED);
        assertThat(asked.get(0).triesLeft()).hasValue(6);
        window.types("240816");
        window.cards.verifyPin(CONTACT);
    }
}
