package org.sscard.insurance.cardstatus;

import org.jdbi.v3.core.Jdbi;
import org.sscard.insurance.cardstatus.store.CardStatusStore;

/** The insurer's copy of the issuer's card status, in the order of its versions. */
public final class CardStatusReplica {

    private final Jdbi jdbi;
    private final CardStatusStore store = new CardStatusStore();

    public CardStatusReplica(Jdbi jdbi) {
        this.jdbi = jdbi;
    }

    /** The last version taken; 0 at the beginning. */
    public long version() {
        return jdbi.withHandle(store::version);
    }

    public long cards() {
        return jdbi.withHandle(store::cards);
    }

    /** Takes a change once; one taken before changes nothing. False: versions between are missing. */
    public boolean take(CardStatus card, long version) {
        return jdbi.inTransaction(handle -> store.apply(handle, card, version) || version <= store.version(handle));
    }
}
