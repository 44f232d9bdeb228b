package org.sscard.issuer.registry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.sscard.issuer.lifecycle.CardState.*;

import java.util.ArrayList;
import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.sscard.issuer.lifecycle.CardState;
import org.sscard.issuer.lifecycle.LifeCycle;
import org.sscard.issuer.registry.CardMoves.Move;
import org.sscard.issuer.registry.CardMoves.Standing;
import org.sscard.wire.error.CodedException;
import org.sscard.wire.error.ErrorCode;

class CardMovesTest {

    @Example
    void activationOfTheReplacement_cancelsTheOldCardFirst() {
        List<Standing> cards = List.of(new Standing(1, REPLACING), new Standing(2, ISSUED));
        assertThat(CardMoves.plan(cards, 2, ISSUED, ACTIVE))
                .containsExactly(new Move(1, REPLACING, CANCELLED), new Move(2, ISSUED, ACTIVE));
    }

    @Example
    void orderingAReplacementForALostCard_cancelsItAtOnce() {
        assertThat(CardMoves.plan(List.of(new Standing(1, LOST)), 1, LOST, REPLACING))
                .containsExactly(new Move(1, LOST, REPLACING), new Move(1, REPLACING, CANCELLED));
    }

    @Example
    void orderingAReplacementForACardInUse_leavesItReplacing() {
        assertThat(CardMoves.plan(List.of(new Standing(1, ACTIVE)), 1, ACTIVE, REPLACING))
                .containsExactly(new Move(1, ACTIVE, REPLACING));
    }

    @Example
    void aMoveOutsideTheTable_isRefused() {
        assertThatThrownBy(() -> CardMoves.plan(List.of(new Standing(1, SPOILED)), 1, SPOILED, ACTIVE))
                .isInstanceOfSatisfying(
                        CodedException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.CARD_MOVE_ILLEGAL));
    }

    @Example
    void aMoveFromAStateThatIsNoLongerTrue_isRefused() {
        assertThatThrownBy(() -> CardMoves.plan(List.of(new Standing(1, ACTIVE)), 1, LOST, REPLACING))
                .isInstanceOf(CodedException.class);
    }

    /** A wish: apply for a new card, or move the n-th card to a state. Most are refused, as from impatient callers. */
    record Wish(int card, CardState to, boolean apply) {}

    @Provide
    Arbitrary<List<Wish>> wishes() {
        return Combinators.combine(
                        Arbitraries.integers().between(0, 4),
                        Arbitraries.of(CardState.class),
                        Arbitraries.integers().between(0, 9))
                .as((card, to, dice) -> new Wish(card, to, dice == 0))
                .list()
                .ofMinSize(20)
                .ofMaxSize(400);
    }

    @Property(tries = 2000)
    void noPathReachesTwoActiveOrTwoLiveCards(@ForAll("wishes") List<Wish> wishes) {
        List<CardState> cards = new ArrayList<>();
        for (Wish wish : wishes) {
            if (wish.apply()) {
                if (CardMoves.mayApply(cards)) {
                    cards.add(APPLIED);
                }
            } else if (wish.card() < cards.size()) {
                move(cards, wish);
            }
            assertThat(cards.stream().filter(state -> state == ACTIVE)).hasSizeLessThanOrEqualTo(1);
            assertThat(cards.stream().filter(LifeCycle.table()::live)).hasSizeLessThanOrEqualTo(1);
        }
    }

    private static void move(List<CardState> cards, Wish wish) {
        List<Standing> standing = new ArrayList<>();
        for (int i = 0; i < cards.size(); i++) {
            standing.add(new Standing(i, cards.get(i)));
        }
        try {
            for (Move move : CardMoves.plan(standing, wish.card(), cards.get(wish.card()), wish.to())) {
                assertThat(cards.get((int) move.cardId())).isEqualTo(move.from());
                cards.set((int) move.cardId(), move.to());
                assertThat(cards.stream().filter(state -> state == ACTIVE)).hasSizeLessThanOrEqualTo(1);
            }
        } catch (CodedException refused) {
            assertThat(refused.code()).isIn(ErrorCode.CARD_MOVE_ILLEGAL, ErrorCode.PERSON_HAS_LIVE_CARD);
        }
    }
}
