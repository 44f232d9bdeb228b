package org.sscard.issuer.registry;

import java.util.EnumSet;
import java.util.Set;
import org.sscard.issuer.lifecycle.CardState;
import org.sscard.issuer.lifecycle.LifeCycle;
import org.sscard.wire.error.CodedException;
import org.sscard.wire.error.ErrorCode;

/**
 * The moves that a person may make. Batches and stations move cards from REVIEWED to the end of quality control: nobody
 * declares a card finished, or takes one out of a station's hands.
 */
public final class StaffMoves {

    private static final LifeCycle TABLE = LifeCycle.table();
    private static final Set<CardState> MACHINES_ONLY =
            EnumSet.of(CardState.IN_BATCH, CardState.PERSONALISING, CardState.UNKNOWN, CardState.QC_PASSED);

    private StaffMoves() {}

    /** The states that may be offered to a person, in the order of the table. */
    public static Set<CardState> next(CardState from) {
        if (from == CardState.PERSONALISING) {
            return Set.of();
        }
        Set<CardState> next = TABLE.next(from);
        next.removeAll(MACHINES_ONLY);
        return next;
    }

    /** @throws CodedException CARD_MOVE_ILLEGAL */
    public static void require(CardState from, CardState to) {
        if (!next(from).contains(to)) {
            throw new CodedException(ErrorCode.CARD_MOVE_ILLEGAL, TABLE.nameZh(from), TABLE.nameZh(to));
        }
    }
}
