package org.sscard.issuer.desk;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.sscard.issuer.desk.HolderDesk.Answer;
import org.sscard.issuer.desk.HolderDesk.Ask;
import org.sscard.issuer.lifecycle.ActionRule;
import org.sscard.issuer.lifecycle.BankState;
import org.sscard.issuer.lifecycle.CardAction;
import org.sscard.issuer.lifecycle.CardState;
import org.sscard.issuer.lifecycle.Channel;
import org.sscard.issuer.lifecycle.LifeCycle;
import org.sscard.issuer.lifecycle.Proof;
import org.sscard.issuer.lifecycle.Reason;
import org.sscard.issuer.perso.Bench;
import org.sscard.issuer.registry.CardRecord;
import org.sscard.issuer.registry.MadeCards;
import org.sscard.servicekit.security.Principal;
import org.sscard.servicekit.security.Role;
import org.sscard.wire.error.CodedException;
import org.sscard.wire.error.ErrorCode;

/** Counter, kiosk, telephone and web before one desk. */
class HolderDeskTest {

    private static final Principal COUNTER = caller("li", Role.COUNTER);
    private static final Principal KIOSK = caller("kiosk-1", Role.KIOSK);
    private static final Principal TELEPHONE = caller("12333", Role.HOTLINE);

    private Bench bench;
    private HolderDesk desk;
    private MadeCards made;

    @BeforeEach
    void open() {
        bench = Bench.registryOnly();
        desk = new HolderDesk(bench.registry, bench.holders);
        made = new MadeCards(bench);
    }

    @Test
    void lossAndItsLifting_goThroughTheTable() {
        CardRecord card = made.active();
        assertThat(counter(card, CardAction.REPORT_LOSS, Reason.CARD_LOST)
                        .card()
                        .card())
                .matches(CardRecord::blacklisted)
                .extracting(CardRecord::state)
                .isEqualTo(CardState.LOST);
        assertThat(counter(card, CardAction.LIFT_LOSS, Reason.CARD_FOUND).card().card())
                .matches(lifted -> !lifted.blacklisted())
                .extracting(CardRecord::state)
                .isEqualTo(CardState.ACTIVE);
    }

    @Test
    void replacedCard_isCancelledTheMomentTheNewOneIsActive() {
        CardRecord old = made.active();
        Answer ordered = counter(old, CardAction.REQUEST_REPLACEMENT, Reason.CARD_DAMAGED);
        assertThat(ordered.card().card().state()).isEqualTo(CardState.REPLACING);
        CardRecord fresh = ordered.replacement().orElseThrow().card();
        assertThat(fresh.state()).isEqualTo(CardState.REVIEWED);
        assertThat(fresh.cardNumber()).isNotEqualTo(old.cardNumber());
        assertThat(fresh.holder()).isEqualTo(old.holder());
        made.make(fresh, CardState.ISSUED);
        assertThat(state(old)).isEqualTo(CardState.REPLACING);
        counter(fresh, CardAction.ACTIVATE, Reason.HOLDER_REQUEST);
        assertThat(state(fresh)).isEqualTo(CardState.ACTIVE);
        assertThat(state(old)).isEqualTo(CardState.CANCELLED);
        // F16: refused online from this instant on.
        assertThat(bench.registry.find(old.cardNumber()).orElseThrow().blacklisted())
                .isTrue();
        assertThat(desk.timeline(old.cardNumber()).replacedBy()).isEqualTo(fresh.cardNumber());
    }

    @Test
    void replacementOfALostCard_cancelsItAtOrderTime() {
        CardRecord old = made.active();
        counter(old, CardAction.REPORT_LOSS, Reason.CARD_STOLEN);
        Answer ordered = counter(old, CardAction.REQUEST_REPLACEMENT, Reason.CARD_STOLEN);
        assertThat(ordered.card().card().state()).isEqualTo(CardState.CANCELLED);
        assertThat(ordered.replacement()).isPresent();
        refused(() -> counter(old, CardAction.LIFT_LOSS, Reason.CARD_FOUND), ErrorCode.CARD_MOVE_ILLEGAL);
    }

    /** F10: the answer was lost, the caller asks again. */
    @Test
    void repeatedRequest_answersTheSameAndOrdersNoSecondCard() {
        CardRecord old = made.active();
        Ask ask = ask(old, Channel.COUNTER, CardAction.REQUEST_REPLACEMENT, Proof.ID_DOCUMENT, Reason.CARD_DAMAGED);
        Answer first = desk.act(ask, COUNTER);
        Answer again = desk.act(ask, COUNTER);
        assertThat(again.repeated()).isTrue();
        assertThat(again.replacement().orElseThrow().card().cardNumber())
                .isEqualTo(first.replacement().orElseThrow().card().cardNumber());
        assertThat(bench.registry.findByIdNumber(old.holder().idNumber())).hasSize(2);
    }

    @Test
    void requestIdUsedForSomethingElse_isRefused() {
        CardRecord card = made.active();
        Ask ask = ask(card, Channel.COUNTER, CardAction.REPORT_LOSS, Proof.ID_DOCUMENT, Reason.CARD_LOST);
        desk.act(ask, COUNTER);
        Ask other = new Ask(
                ask.requestId(),
                "other",
                ask.card(),
                ask.channel(),
                CardAction.LIFT_LOSS,
                ask.proof(),
                Reason.CARD_FOUND,
                "",
                "li",
                "",
                Optional.empty(),
                false);
        refused(() -> desk.act(other, COUNTER), ErrorCode.CARD_REQUEST_DIFFERS);
    }

    /** F17: 解挂 and 补卡 at once, on two channels. */
    @Test
    void liftingRacesWithReplacing_exactlyOneSucceeds() throws Exception {
        ExecutorService hands = Executors.newFixedThreadPool(2);
        try {
            for (int round = 0; round < 15; round++) {
                CardRecord card = made.active();
                counter(card, CardAction.REPORT_LOSS, Reason.CARD_LOST);
                List<Callable<Boolean>> race = List.of(
                        () -> succeeds(() -> counter(card, CardAction.LIFT_LOSS, Reason.CARD_FOUND)),
                        () -> succeeds(() -> counter(card, CardAction.REQUEST_REPLACEMENT, Reason.CARD_LOST)));
                List<Boolean> won = new ArrayList<>();
                for (Future<Boolean> hand : hands.invokeAll(race)) {
                    won.add(hand.get());
                }
                assertThat(won).containsExactlyInAnyOrder(true, false);
                List<CardState> states = bench
                        .registry
                        .findByIdNumber(card.holder().idNumber())
                        .stream()
                        .map(CardRecord::state)
                        .toList();
                assertThat(states).isIn(List.of(CardState.ACTIVE), List.of(CardState.REVIEWED, CardState.CANCELLED));
            }
        } finally {
            hands.shutdownNow();
        }
    }

    /** F7: a double click with one request id is one order. */
    @Test
    void sameRequestManyTimesAtOnce_ordersOneCard() throws Exception {
        CardRecord old = made.active();
        Ask ask = ask(old, Channel.COUNTER, CardAction.REQUEST_REPLACEMENT, Proof.ID_DOCUMENT, Reason.CARD_DAMAGED);
        ExecutorService hands = Executors.newFixedThreadPool(6);
        try {
            List<Callable<String>> clicks = new ArrayList<>();
            for (int i = 0; i < 12; i++) {
                clicks.add(() -> desk.act(ask, COUNTER)
                        .replacement()
                        .orElseThrow()
                        .card()
                        .cardNumber());
            }
            List<String> numbers = new ArrayList<>();
            for (Future<String> click : hands.invokeAll(clicks)) {
                numbers.add(click.get());
            }
            assertThat(Set.copyOf(numbers)).hasSize(1);
        } finally {
            hands.shutdownNow();
        }
    }

    @Test
    void everyChannel_doesOnlyWhatTheTableGivesToIt() {
        CardRecord card = made.active();
        refused(
                () -> desk.act(
                        ask(card, Channel.TELEPHONE, CardAction.REPORT_LOSS, Proof.SERVICE_PASSWORD, Reason.CARD_LOST),
                        TELEPHONE),
                ErrorCode.CHANNEL_NOT_ALLOWED);
        refused(
                () -> desk.act(
                        ask(card, Channel.COUNTER, CardAction.REPORT_LOSS, Proof.ID_DOCUMENT, Reason.CARD_LOST), KIOSK),
                ErrorCode.CHANNEL_NOT_ALLOWED);
        refused(
                () -> desk.act(
                        ask(card, Channel.KIOSK, CardAction.REPORT_TEMPORARY_LOSS, null, Reason.CARD_LOST), KIOSK),
                ErrorCode.PROOF_OF_IDENTITY_REQUIRED);
        refused(
                () -> desk.act(
                        ask(card, Channel.COUNTER, CardAction.CANCEL, Proof.ID_DOCUMENT, Reason.CARD_FOUND), COUNTER),
                ErrorCode.CARD_REASON_INVALID);
        desk.act(
                ask(card, Channel.KIOSK, CardAction.REPORT_TEMPORARY_LOSS, Proof.IDENTITY_SERVICE, Reason.CARD_LOST),
                KIOSK);
        assertThat(state(card)).isEqualTo(CardState.TEMP_LOST);
        refused(
                () -> desk.act(
                        ask(
                                card,
                                Channel.KIOSK,
                                CardAction.LIFT_TEMPORARY_LOSS,
                                Proof.CARD_AND_PIN,
                                Reason.PERIOD_ENDED),
                        KIOSK),
                ErrorCode.CARD_REASON_INVALID);
    }

    @Test
    void whatIsOffered_isWhatSucceeds() {
        for (CardAction action : CardAction.values()) {
            ActionRule rule = LifeCycle.table().action(action);
            if (!rule.allowed(CardState.ACTIVE, Channel.COUNTER, Optional.of(Proof.ID_DOCUMENT))) {
                continue;
            }
            Reason reason = rule.reasons().keySet().stream()
                    .filter(because -> rule.allowed(CardState.ACTIVE, because))
                    .findFirst()
                    .orElseThrow();
            CardRecord card = made.active();
            assertThat(counter(card, action, reason).card().card().state()).isEqualTo(rule.to());
        }
    }

    @Test
    void blacklistedCardAtTheKiosk_reachesOnlyTheLiftingOfItsLoss() {
        for (CardState state : List.of(CardState.TEMP_LOST, CardState.LOST)) {
            assertThat(LifeCycle.table().offered(state, Channel.KIOSK, Optional.of(Proof.CARD_AND_PIN)))
                    .extracting(ActionRule::action)
                    .containsExactly(state == CardState.LOST ? CardAction.LIFT_LOSS : CardAction.LIFT_TEMPORARY_LOSS);
        }
    }

    @Test
    void telephone_hasItsLimitADay() {
        CardRecord card = made.active();
        int limit = LifeCycle.table().channel(Channel.TELEPHONE).perDay();
        for (int i = 0; i < limit; i++) {
            telephone(card, i % 2 == 0 ? CardAction.REPORT_TEMPORARY_LOSS : CardAction.LIFT_TEMPORARY_LOSS);
        }
        refused(() -> telephone(card, CardAction.LIFT_TEMPORARY_LOSS), ErrorCode.CHANNEL_LIMIT_REACHED);
        counter(card, CardAction.LIFT_TEMPORARY_LOSS, Reason.CARD_FOUND);
    }

    @Test
    void dryRun_changesNothing() {
        CardRecord card = made.active();
        Ask ask = ask(card, Channel.COUNTER, CardAction.REPORT_LOSS, Proof.ID_DOCUMENT, Reason.CARD_LOST);
        desk.act(
                new Ask(
                        ask.requestId(),
                        ask.digest(),
                        ask.card(),
                        ask.channel(),
                        ask.action(),
                        ask.proof(),
                        ask.reason(),
                        "",
                        "li",
                        "",
                        Optional.empty(),
                        true),
                COUNTER);
        assertThat(state(card)).isEqualTo(CardState.ACTIVE);
    }

    @Test
    void personIsLookedUpOnlyWithAProof() {
        CardRecord card = made.active();
        CardKey person = new CardKey.OfPerson(card.holder().idNumber());
        refused(
                () -> desk.lookUp(person, Channel.KIOSK, Optional.empty(), KIOSK),
                ErrorCode.PROOF_OF_IDENTITY_REQUIRED);
        assertThat(desk.lookUp(person, Channel.KIOSK, Optional.of(Proof.IDENTITY_SERVICE), KIOSK))
                .hasSize(1);
    }

    /** F15. */
    @Test
    void spoiledCard_isNeverActivated_andItsRemakeHasANumberOfItsOwn() {
        CardRecord card = made.reviewed();
        made.spoil(card);
        for (CardState to : CardState.values()) {
            refused(
                    () -> desk.staffMove(card.cardNumber(), Optional.empty(), to, "li", "test"),
                    ErrorCode.CARD_MOVE_ILLEGAL);
        }
        CardRecord remade = desk.remake(card.cardNumber(), "li", "废卡重制").card();
        assertThat(remade.cardNumber()).isNotEqualTo(card.cardNumber());
        assertThat(remade.holder()).isEqualTo(card.holder());
        refused(() -> desk.remake(card.cardNumber(), "li", "again"), ErrorCode.PERSON_HAS_LIVE_CARD);
        refused(() -> desk.remake(remade.cardNumber(), "li", "again"), ErrorCode.CARD_REMAKE_ILLEGAL);
    }

    @Test
    void bankState_standsBesideTheCardsOwn() {
        CardRecord card = made.active();
        refused(() -> desk.setBankState(card.cardNumber(), BankState.ACTIVE, "bank", ""), ErrorCode.BANK_STATE_ILLEGAL);
        desk.setBankState(card.cardNumber(), BankState.INACTIVE, "bank", "");
        assertThat(desk.setBankState(card.cardNumber(), BankState.ACTIVE, "bank", "")
                        .bankState())
                .isEqualTo(BankState.ACTIVE);
        assertThat(state(card)).isEqualTo(CardState.ACTIVE);
    }

    private Answer counter(CardRecord card, CardAction action, Reason reason) {
        return desk.act(ask(card, Channel.COUNTER, action, Proof.ID_DOCUMENT, reason), COUNTER);
    }

    private void telephone(CardRecord card, CardAction action) {
        desk.act(ask(card, Channel.TELEPHONE, action, Proof.SERVICE_PASSWORD, Reason.HOLDER_REQUEST), TELEPHONE);
    }

    private static Ask ask(CardRecord card, Channel channel, CardAction action, Proof proof, Reason reason) {
        return new Ask(
                UUID.randomUUID().toString(),
                "digest",
                new CardKey.Numbered(card.cardNumber()),
                channel,
                action,
                Optional.ofNullable(proof),
                reason,
                "",
                "li",
                "desk 1",
                Optional.empty(),
                false);
    }

    private CardState state(CardRecord card) {
        return bench.registry.find(card.cardNumber()).orElseThrow().state();
    }

    private static boolean succeeds(Runnable work) {
        try {
            work.run();
            return true;
        } catch (CodedException refused) {
            assertThat(refused.code()).isEqualTo(ErrorCode.CARD_MOVE_ILLEGAL);
            return false;
        }
    }

    private static void refused(ThrowingCallable call, ErrorCode code) {
        assertThatThrownBy(call)
                .isInstanceOfSatisfying(
                        CodedException.class, e -> assertThat(e.code()).isEqualTo(code));
    }

    private static Principal caller(String account, Role role) {
        return new Principal(account, account, Set.of(role), true);
    }
}
