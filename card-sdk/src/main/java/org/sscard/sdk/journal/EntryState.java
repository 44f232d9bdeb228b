package org.sscard.sdk.journal;

import java.util.EnumSet;
import java.util.Set;

/** How far a transaction got; the number stands in the file. */
public enum EntryState {
    /** The id is drawn and durable; the card may have been asked to debit, the insurer has not been told. */
    OPEN(1),
    /** The card has debited and the request is composed; the insurer has not been told. */
    DEBITED(2),
    /** The request may be under way: from here the outcome can be unknown. */
    SUBMITTED(3),
    SETTLED(4),
    DECLINED(5),
    /** A reversal stands, or its tombstone: the id can never be settled. */
    REVERSED(6),
    /** Given up before the insurer was told. */
    ABANDONED(7);

    final int number;

    EntryState(int number) {
        this.number = number;
    }

    public boolean isFinal() {
        return this == SETTLED || this == DECLINED || this == REVERSED || this == ABANDONED;
    }

    /** Whether it stands in the insurer's books, or may. */
    public boolean mayStand() {
        return this == SUBMITTED || this == SETTLED;
    }

    /** Whether the insurer has surely not been told yet. */
    public boolean isUnsent() {
        return this == OPEN || this == DEBITED;
    }

    /** The states that may follow; a journal refuses any other step. */
    public Set<EntryState> next() {
        return switch (this) {
            case OPEN -> EnumSet.of(DEBITED, SUBMITTED, ABANDONED);
            case DEBITED -> EnumSet.of(SUBMITTED, ABANDONED);
            case SUBMITTED -> EnumSet.of(SETTLED, DECLINED, REVERSED);
            case SETTLED, DECLINED, REVERSED, ABANDONED -> EnumSet.noneOf(EntryState.class);
        };
    }

    static EntryState ofNumber(int number) {
        for (EntryState state : values()) {
            if (state.number == number) {
                return state;
            }
        }
        throw new IllegalArgumentException("no state " + number);
    }
}
