package org.sscard.insurance.cardstatus;

import org.sscard.insurance.cardstatus.store.CardStatusStore;
import org.sscard.insurance.store.DatabaseSessions;

/** The insurer's copy of the issuer's card status, in the order of its versions. */
public final class CardStatusReplica {

    private final DatabaseSessions sessions;
    private final CardStatusStore store = new CardStatusStore();

    public CardStatusReplica(DatabaseSessions sessions) {
        this.sessions = sessions;
    }

    /** The last version taken; 0 at the beginning. */
    public long version() {
        return sessions.read(store::version);
    }

    public long cards() {
        return sessions.read(store::cards);
    }

    /** Takes a change once; one taken before changes nothing. False: versions between are missing. */
    public boolean take(CardStatus card, long version) {
        return sessions.inTransaction(
                session -> store.apply(session, card, version) || version <= store.version(session));
    }
}
