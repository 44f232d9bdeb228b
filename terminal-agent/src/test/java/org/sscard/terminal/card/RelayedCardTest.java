package org.sscard.terminal.card;

import static org.assertj.core.api.Assertions.assertThat;
import static org.sscard.terminal.card.Window.PURCHASE;
import static org.sscard.terminal.card.Window.assertRefused;

import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.sscard.spec.identity.CardIdentificationCode;
import org.sscard.terminal.reader.CardPlace;
import org.sscard.wire.error.ErrorCode;

/** Attack A15: the card lies elsewhere and its answers come through a network; and a blacklisted card offline. */
class RelayedCardTest {

    private static final int INTERNAL_AUTHENTICATE = 0x88;
    private static final int VERIFY = 0x20;
    private static final int DEBIT = 0x54;
    private static final Duration THROUGH_A_NETWORK = Duration.ofMillis(700);

    @TempDir
    Path directory;

    private BlacklistReplica blacklist;
    private Window window;

    @BeforeEach
    void open() {
        blacklist = BlacklistReplica.open(directory.resolve("blacklist"));
        window = new Window(blacklist, new DebitJournal(directory));
    }

    @AfterEach
    void close() {
        window.close();
    }

    @Test
    void lateEachTime_isFlagged_andNeitherPinNorDebitIsSent() {
        ExpectedCard card = window.insert("2.00", "SM4");
        window.userCards.answerLate(INTERNAL_AUTHENTICATE, THROUGH_A_NETWORK, Integer.MAX_VALUE);
        assertRefused(ErrorCode.CARD_RELAY_SUSPECTED, () -> window.cards.readBasic(CardPlace.named("")));
        assertRefused(ErrorCode.CARD_RELAY_SUSPECTED, () -> window.cards.debit(CardPlace.named(""), card, PURCHASE));
        assertRefused(
                ErrorCode.CARD_RELAY_SUSPECTED,
                () -> window.cards.authenticate(
                        CardPlace.named(""), card, new byte[CardAuthentication.CHALLENGE_LENGTH]));
        assertThat(window.userCards.count(VERIFY)).isZero();
        assertThat(window.userCards.count(DEBIT)).isZero();
    }

    @Test
    void lateOnce_isAskedAgainWithFreshChallenges() {
        window.insert("2.00", "DES");
        window.userCards.answerLate(INTERNAL_AUTHENTICATE, THROUGH_A_NETWORK, 1);
        long before = window.userCards.count(INTERNAL_AUTHENTICATE);
        assertThat(window.cards.readBasic(CardPlace.named("")).authenticated()).isTrue();
        assertThat(window.userCards.count(INTERNAL_AUTHENTICATE) - before).isEqualTo(2);
    }

    @Test
    void blacklistedCard_changesNoPin_withoutAnyLine() {
        window.insert("2.00", "SM4");
        CardIdentificationCode code = window.cardInside();
        blacklist.apply(1, code, true);
        assertRefused(ErrorCode.CARD_BLACKLISTED, () -> window.cards.changePin(CardPlace.named("")));
        assertThat(window.userCards.count(VERIFY)).isZero();
    }
}
