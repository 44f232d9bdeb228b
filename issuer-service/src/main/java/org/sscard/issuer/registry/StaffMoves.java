package org.sscard.issuer.registry;

import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.sscard.issuer.lifecycle.ActionRule;
import org.sscard.issuer.lifecycle.CardState;
import org.sscard.issuer.lifecycle.Channel;
import org.sscard.issuer.lifecycle.LifeCycle;
import org.sscard.wire.error.CodedException;
import org.sscard.wire.error.ErrorCode;

/**
 * The moves that staff may make: what the table gives to bureau and counter. Batches and stations move cards from REVIEWED
 * to the end of quality control; nobody declares a card finished, or takes one out of a station's hands.
 */
public final class StaffMoves {

    private static final LifeCycle TABLE = LifeCycle.table();
    private static final List<Channel> STAFF = List.of(Channel.BUREAU, Channel.COUNTER);

    private StaffMoves() {}

    /** The states that may be offered to a person, in the order of the table. */
    public static Set<CardState> next(CardState from) {
        Set<CardState> next = EnumSet.noneOf(CardState.class);
        for (CardState to : TABLE.next(from)) {
            if (action(from, to).isPresent()) {
                next.add(to);
            }
        }
        return next;
    }

    /** The action behind a move of staff. */
    public static Optional<ActionRule> action(CardState from, CardState to) {
        return STAFF.stream()
                .flatMap(channel -> TABLE.action(from, to, channel).stream())
                .findFirst();
    }

    /** @throws CodedException CARD_MOVE_ILLEGAL */
    public static ActionRule require(CardState from, CardState to) {
        return action(from, to)
                .orElseThrow(
                        () -> new CodedException(ErrorCode.CARD_MOVE_ILLEGAL, TABLE.nameZh(from), TABLE.nameZh(to)));
    }
}
