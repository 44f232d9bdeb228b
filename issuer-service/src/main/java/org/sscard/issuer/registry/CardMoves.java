package org.sscard.issuer.registry;

import java.util.ArrayList;
import java.util.List;
import org.sscard.issuer.lifecycle.CardState;
import org.sscard.issuer.lifecycle.LifeCycle;
import org.sscard.wire.error.CodedException;
import org.sscard.wire.error.ErrorCode;

/**
 * What a change of state entails for all cards of one person and kind (Issuing §3): the old card is CANCELLED the moment
 * its replacement becomes ACTIVE, a lost one already when the replacement is ordered; never are two cards ACTIVE.
 */
public final class CardMoves {

    private static final LifeCycle TABLE = LifeCycle.table();

    private CardMoves() {}

    /** A card of the person and where it stands. */
    public record Standing(long cardId, CardState state) {}

    public record Move(long cardId, CardState from, CardState to) {}

    /**
     * The moves to make, in order.
     *
     * @param cards all cards of one person and kind
     * @param seen the state that the caller saw
     * @throws CodedException CARD_MOVE_ILLEGAL, PERSON_HAS_LIVE_CARD
     */
    public static List<Move> plan(List<Standing> cards, long cardId, CardState seen, CardState to) {
        CardState from = cards.stream()
                .filter(card -> card.cardId() == cardId)
                .findFirst()
                .orElseThrow(() -> new CodedException(ErrorCode.CARD_NOT_FOUND))
                .state();
        if (from != seen || !TABLE.allows(from, to)) {
            throw new CodedException(ErrorCode.CARD_MOVE_ILLEGAL, TABLE.nameZh(from), TABLE.nameZh(to));
        }
        List<Move> moves = new ArrayList<>();
        if (to == CardState.ACTIVE) {
            moves.addAll(cancelReplaced(cards, cardId));
        }
        moves.add(new Move(cardId, from, to));
        if (from == CardState.LOST && to == CardState.REPLACING) {
            moves.add(new Move(cardId, CardState.REPLACING, CardState.CANCELLED));
        }
        return moves;
    }

    /** Whether the person may apply for a card of the kind: no card of theirs is live. */
    public static boolean mayApply(List<CardState> cardsOfKind) {
        return cardsOfKind.stream().noneMatch(TABLE::live);
    }

    private static List<Move> cancelReplaced(List<Standing> cards, long activated) {
        List<Move> moves = new ArrayList<>();
        for (Standing card : cards) {
            if (card.cardId() == activated) {
                continue;
            }
            if (card.state() == CardState.ACTIVE) {
                throw new CodedException(ErrorCode.PERSON_HAS_LIVE_CARD);
            }
            if (card.state() == CardState.REPLACING) {
                moves.add(new Move(card.cardId(), CardState.REPLACING, CardState.CANCELLED));
            }
        }
        return moves;
    }
}
