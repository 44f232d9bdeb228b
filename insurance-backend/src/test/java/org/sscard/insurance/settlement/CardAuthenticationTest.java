package org.sscard.insurance.settlement;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.sscard.insurance.enrolment.SandboxData.SandboxPerson;
import org.sscard.insurance.enrolment.SchemeBook;
import org.sscard.insurance.rpc.SettlementRpc;
import org.sscard.insurance.store.Digest;
import org.sscard.wire.error.CodedException;
import org.sscard.wire.error.ErrorCode;

/** A card that proves itself without a debit: the challenge is for one settlement of one quote, once, for five minutes. */
class CardAuthenticationTest {

    private static final AtomicReference<TacVerifier.Verdict> KEY_SERVICE = new AtomicReference<>();
    private static Insurer insurer;
    private static Challenges challenges;
    private static Settling settling;

    @BeforeAll
    static void open() {
        insurer = new Insurer();
        challenges = new Challenges(insurer.sessions, Insurer.CLOCK, new SecureRandom());
        settling = settling(Insurer.CLOCK);
    }

    @BeforeEach
    void theKeyServiceFindsAnswersGenuine() {
        KEY_SERVICE.set(TacVerifier.Verdict.GENUINE);
    }

    @AfterAll
    static void close() {
        insurer.close();
    }

    private static Settling settling(Clock clock) {
        TacVerifier keys = new TacVerifier() {
            @Override
            public Verdict verify(CardProof proof) {
                return Verdict.FALSE;
            }

            @Override
            public Verdict verify(CardAuthentication authentication) {
                return KEY_SERVICE.get();
            }
        };
        return new Settling(
                insurer.sessions,
                SchemeBook.liaoyang(),
                new ProofCheck(insurer.sessions, keys, Set.of()),
                SettlementRpc.replies(),
                Insurer.POOL,
                new RecentQuotes(),
                insurer.numbers,
                clock);
    }

    @Test
    void anAnsweredChallenge_settlesOnce() {
        SandboxPerson person = insurer.person(1);
        Quoting.Offer offer = insurer.quoting.quote(insurer.stay(Insurer.LEVEL3, person, 100_000));
        Challenge challenge = draw("once", offer);
        SettleCommand command = command("once", offer, person, challenge.value());

        Reply first = settling.settle(command);

        assertThat(settling.settle(command)).isEqualTo(first);
        assertThat(challenge.value()).hasSize(32);
        Quoting.Offer other = insurer.quoting.quote(insurer.stay(Insurer.LEVEL3, person, 100_000));
        assertRefused("twice", other, person, challenge.value(), ErrorCode.CHALLENGE_NOT_VALID);
    }

    @Test
    void aChallengeOfAnotherIdOrQuote_orNone_isRefused() {
        SandboxPerson person = insurer.person(2);
        Quoting.Offer offer = insurer.quoting.quote(insurer.stay(Insurer.LEVEL3, person, 100_000));
        Quoting.Offer dearer = insurer.quoting.quote(insurer.stay(Insurer.LEVEL3, person, 200_000));
        Challenge challenge = draw("mine", offer);

        assertRefused("yours", offer, person, challenge.value(), ErrorCode.CHALLENGE_NOT_VALID);
        assertRefused("mine", dearer, person, challenge.value(), ErrorCode.CHALLENGE_NOT_VALID);
        assertRefused("mine", offer, person, "00".repeat(16), ErrorCode.CHALLENGE_NOT_VALID);
        assertRefused("mine", offer, person, "00", ErrorCode.CHALLENGE_NOT_VALID);
        assertRefused("mine", offer, insurer.person(3), challenge.value(), ErrorCode.TAC_CONTENT_DIFFERS);
        settling.settle(command("mine", offer, person, challenge.value()));
    }

    @Test
    void afterFiveMinutes_itIsTooLate() {
        SandboxPerson person = insurer.person(3);
        Quoting.Offer offer = insurer.quoting.quote(insurer.stay(Insurer.LEVEL3, person, 100_000));
        Challenge challenge = draw("late", offer);
        SettleCommand command = command("late", offer, person, challenge.value());

        assertThatThrownBy(() -> settling(Clock.offset(Insurer.CLOCK, Duration.ofMinutes(5)))
                        .settle(command))
                .isInstanceOfSatisfying(
                        CodedException.class,
                        failure -> assertThat(failure.code()).isEqualTo(ErrorCode.CHALLENGE_NOT_VALID));
        settling(Clock.offset(Insurer.CLOCK, Duration.ofSeconds(299))).settle(command);
    }

    @Test
    void aFalseAnswer_isRefused_andTheChallengeStaysOpen() {
        SandboxPerson person = insurer.person(4);
        Quoting.Offer offer = insurer.quoting.quote(insurer.stay(Insurer.LEVEL3, person, 100_000));
        Challenge challenge = draw("false", offer);

        KEY_SERVICE.set(TacVerifier.Verdict.FALSE);
        assertRefused("false", offer, person, challenge.value(), ErrorCode.CARD_AUTHENTICATION_FALSE);
        assertThat(insurer.inquiry.query(Insurer.LEVEL3, "false")).isEmpty();

        KEY_SERVICE.set(TacVerifier.Verdict.GENUINE);
        settling.settle(command("false", offer, person, challenge.value()));
    }

    @Test
    void aChallengeForAChangedQuote_isNotDrawn() {
        Quoting.Offer offer = insurer.quoting.quote(insurer.stay(Insurer.LEVEL3, insurer.person(5), 100_000));

        assertThatThrownBy(
                        () -> challenges.draw(Insurer.LEVEL3, "x", offer.quote().quoteId(), Digest.over("other")))
                .isInstanceOfSatisfying(
                        CodedException.class,
                        failure -> assertThat(failure.code()).isEqualTo(ErrorCode.QUOTE_DIGEST_DIFFERS));
    }

    private static Challenge draw(String transactionId, Quoting.Offer offer) {
        return challenges.draw(
                Insurer.LEVEL3,
                transactionId,
                offer.quote().quoteId(),
                offer.quote().digest());
    }

    private static SettleCommand command(
            String transactionId, Quoting.Offer offer, SandboxPerson person, String challenge) {
        return new SettleCommand(
                Insurer.LEVEL3,
                transactionId,
                offer.quote().quoteId(),
                offer.quote().digest(),
                null,
                new CardAuthentication(
                        person.cardSn(),
                        "0081544C968684510100A1B2C3",
                        "211002",
                        CardProof.Algorithm.DES,
                        challenge,
                        "0102030405060708"));
    }

    private static void assertRefused(
            String transactionId, Quoting.Offer offer, SandboxPerson person, String challenge, ErrorCode code) {
        assertThatThrownBy(() -> settling.settle(command(transactionId, offer, person, challenge)))
                .isInstanceOfSatisfying(
                        CodedException.class,
                        failure -> assertThat(failure.code()).isEqualTo(code));
    }
}
