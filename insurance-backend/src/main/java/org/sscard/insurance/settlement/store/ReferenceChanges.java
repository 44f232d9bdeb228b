package org.sscard.insurance.settlement.store;

import org.sscard.insurance.store.DatabaseSession;

/** Which transactions changed what quotes are computed from (V25). */
public final class ReferenceChanges {

    /** Transactions whose changes are visible now, as PostgreSQL writes a {@code pg_snapshot}. */
    public String snapshot(DatabaseSession session) {
        return session.handle()
                .createQuery("select pg_current_snapshot()::text")
                .mapTo(String.class)
                .one();
    }

    /** Forgets changes that are older than any quote that is settled without being computed again. */
    public void forgetOld(DatabaseSession session) {
        session.handle().execute("delete from reference_change where changed_at < now() - interval '1 day'");
    }
}
